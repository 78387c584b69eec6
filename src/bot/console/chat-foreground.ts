import type { Engine } from '../../domain/engine.ts'
import type { RunEvent } from '../../domain/event.ts'
import { isFinal, type RunId } from '../../domain/run.ts'
import { applyEvent, emptyView, viewOf } from '../../domain/run-fold.ts'
import type { RunView } from '../../domain/run-view.ts'
import { questionFacts } from './question-facts.ts'
import type { Screen } from './screen.ts'
import { createTail } from '../tail.ts'

export interface ForegroundDeps {
  readonly engine: Engine
  readonly screen: Screen
  readonly onEvent: (event: RunEvent) => void
  readonly fail: (error: unknown) => void
}

/** The one run whose card is on the screen; the next one takes its place, and it moves on in the background. */
export function createForeground({ engine, screen, onEvent, fail }: ForegroundDeps) {
  let current: { readonly runId: RunId; readonly stop: AbortController; view?: RunView } | undefined

  const drop = () => {
    current?.stop.abort()
    current = undefined
    screen.run(undefined)
  }

  const follow = async (runId: RunId, afterSeq: number, signal: AbortSignal) => {
    const known = afterSeq === 0 ? [] : (await engine.show(runId)).events
    const view =
      afterSeq === 0
        ? emptyView(runId)
        : viewOf(
            runId,
            known.filter(({ seq }) => seq <= afterSeq),
          )
    if (current?.runId === runId) current.view = view
    const tail = createTail()
    try {
      for await (const event of engine.follow(runId, afterSeq, signal)) {
        if (signal.aborted) return
        if (event.type === 'live.output') {
          tail.add(event)
          screen.touch()
          continue
        }
        applyEvent(view, event)
        tail.heard(event)
        // The asker shows what it asks.
        const facts =
          event.type === 'question.opened'
            ? []
            : questionFacts(event, view, screen.options(), screen.columns())
        if (facts.length > 0) screen.print(facts)
        screen.run(view, tail.line)
        onEvent(event)
      }
    } catch (error) {
      if (!signal.aborted) throw error
    }
    if (signal.aborted) return
    current = undefined
    if (isFinal(view.status)) screen.finish(view)
    else screen.run(undefined)
  }

  return {
    show(runId: RunId, afterSeq: number): void {
      drop()
      const stop = new AbortController()
      current = { runId, stop }
      follow(runId, afterSeq, stop.signal).catch(fail)
    },
    runId: (): RunId | undefined => current?.runId,
    /** Whether the run on the screen thinks with a model, and so hears what is said to it; a workflow only follows its file. */
    listens: (): boolean => current?.view !== undefined && thinks(current.view),
    drop,
  }
}
/** Before a spec is set, a run that waits asks which workflow was meant. */
const thinks = ({ workflow, request, spec, status }: RunView): boolean =>
  workflow === undefined &&
  request?.workflow === undefined &&
  (spec !== undefined || status === 'running') &&
  !isFinal(status)

export type Foreground = ReturnType<typeof createForeground>
