import type { Clock } from '../../domain/clock.ts'

/** How long something may go on, and whose patience it depends on. */
export interface LimitOptions {
  readonly clock: Clock
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

export interface Limits {
  /** Whether it was the time limit that came. */
  timedOut(): boolean
  /** The time limit counts no more; an abort still does. */
  stopClock(): void
  /** Neither counts any more. */
  lift(): void
}

/** Calls `end` at the time limit and at the abort, which may have come already; `end` must bear being called twice. */
export function limit({ clock, timeoutMs, signal }: LimitOptions, end: () => void): Limits {
  let timedOut = false
  const stopClock = clock.after(timeoutMs, () => {
    timedOut = true
    end()
  })
  signal.addEventListener('abort', end, { once: true })
  if (signal.aborted) end()
  return {
    timedOut: () => timedOut,
    stopClock,
    lift() {
      stopClock()
      signal.removeEventListener('abort', end)
    },
  }
}
