import type { Clock } from '../domain/clock.ts'

/** The real time. Its timers do not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, Math.min(ms, MAX_TIMEOUT_MS))
    timer.unref()
    return () => clearTimeout(timer)
  },
}

/** setTimeout's own limit; a longer wait fires early and must be checked against the clock. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1

/** Resolves after `ms`, rejects with the signal's reason if it aborts first. */
export function wait(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const stop = clock.after(ms, () => {
      signal.removeEventListener('abort', onAbort)
      resolve()
    })
    const onAbort = () => {
      stop()
      reject(signal.reason)
    }
    signal.addEventListener('abort', onAbort, { once: true })
  })
}
