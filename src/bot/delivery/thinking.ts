import type { Engine } from '../../domain/engine.ts'
import type { RunId } from '../../domain/run.ts'
import type { Log } from '../../lib/log.ts'
import { createTail, isByModel } from '../tail.ts'

/**
 * What models say of their work: how long one has been loading, how much of it is downloaded. It is in no journal, so
 * that it is only kept here, for the next time that a card is edited anyway: no word of it sends anything.
 */
export interface Thinking {
  /** Listens to a run from its event `afterSeq` on, once however often it is called. */
  hear(runId: RunId, afterSeq: number): void
  leave(runId: RunId): void
  /** undefined where no model is at work. */
  line(runId: RunId): string | undefined
}

export function createThinking(engine: Pick<Engine, 'follow'>, log: Log, signal: AbortSignal): Thinking {
  const heard = new Map<RunId, { readonly tail: ReturnType<typeof createTail>; leave(): void }>()

  async function listen(runId: RunId, afterSeq: number): Promise<void> {
    const leaving = new AbortController()
    const tail = createTail()
    heard.set(runId, { tail, leave: () => leaving.abort() })
    try {
      for await (const item of engine.follow(runId, afterSeq, AbortSignal.any([signal, leaving.signal])))
        if (item.type !== 'live.output') tail.heard(item)
        else if (isByModel(item.callKey)) tail.add(item)
    } catch (error) {
      if (!signal.aborted && !leaving.signal.aborted)
        log.warn('what a model does is not shown', { runId, err: error })
    }
  }

  return {
    hear(runId, afterSeq) {
      if (!heard.has(runId)) void listen(runId, afterSeq)
    },
    leave(runId) {
      heard.get(runId)?.leave()
      heard.delete(runId)
    },
    line: (runId) => heard.get(runId)?.tail.line() || undefined,
  }
}
