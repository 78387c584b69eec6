import type { Engine } from '../../domain/engine.ts'
import type { RunEvent } from '../../domain/event.ts'
import type { RunId } from '../../domain/run.ts'
import { applyEvent, emptyView, viewOf } from '../../domain/run-fold.ts'
import type { RunView } from '../../domain/run-view.ts'

/** Runs as they are now, so that an edit of a card does not read a whole run again. */
export interface Runs {
  /** The run with this event, and perhaps with later ones. */
  apply(event: RunEvent): Promise<RunView>
  view(runId: RunId): Promise<RunView>
}

/** Enough for what moves at one time; others are read again when they are looked at. */
const HELD = 64

export function createRuns(engine: Pick<Engine, 'show'>): Runs {
  const held = new Map<RunId, RunView>()

  function hold(view: RunView): RunView {
    held.delete(view.runId)
    held.set(view.runId, view)
    const [oldest] = held.keys()
    if (held.size > HELD && oldest !== undefined) held.delete(oldest)
    return view
  }
  const read = async (runId: RunId): Promise<RunView> => {
    const { run, events } = await engine.show(runId)
    return hold(viewOf(run.id, events))
  }

  return {
    async apply(event) {
      const view = held.get(event.runId) ?? (event.seq === 1 ? emptyView(event.runId) : undefined)
      if (!view || event.seq > view.lastSeq + 1) return read(event.runId)
      if (event.seq === view.lastSeq + 1) applyEvent(view, event)
      return hold(view)
    },
    async view(runId) {
      const view = held.get(runId)
      return view ? hold(view) : read(runId)
    },
  }
}
