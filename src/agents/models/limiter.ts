import { orAborted } from '../../lib/abort.ts'

export interface Limiter {
  /** Waits for its turn, then works. An abort ends the wait at once and gives up the place in the queue. */
  run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>
}

/**
 * At most `parallel` requests to one server at a time, in the order in which they came: Ollama answers one after the
 * other by default (OLLAMA_NUM_PARALLEL), and a queue on this side can be left.
 */
export function createLimiter(parallel: number): Limiter {
  let loading: ReturnType<typeof load> | undefined
  const load = async () => {
    const { default: Bottleneck } = await import('bottleneck')
    return new Bottleneck({ maxConcurrent: parallel })
  }
  return {
    async run(work, signal) {
      const bottleneck = await (loading ??= load())
      const turn = bottleneck.schedule(async () => {
        signal.throwIfAborted()
        return work()
      })
      return orAborted(turn, signal)
    },
  }
}
