import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../../src/domain/clock.ts'

/** A clock that stands still until a test moves it. */
export interface ManualClock extends Clock {
  /**
   * Moves time on by `ms`. Timers that fall due ring in the order of their moments, each at its own moment, and what
   * they set going is given the chance to settle (and to set new timers) before the next one rings.
   */
  advance(ms: number): Promise<void>
  /** Timers that are set and have not rung. */
  pending(): number
  /** Milliseconds until the next timer, if there is one. */
  next(): number | undefined
}

interface Timer {
  readonly dueAt: number
  readonly ring: () => void
}

/** Starts in November 2023, at a round number, unless told. */
export function manualClock(start = 1_700_000_000_000): ManualClock {
  let elapsed = 0
  // A set keeps the order of setting, which decides between timers of the same moment.
  const timers = new Set<Timer>()

  const earliest = (): Timer | undefined => {
    let first: Timer | undefined
    for (const timer of timers) if (!first || timer.dueAt < first.dueAt) first = timer
    return first
  }

  return {
    now: () => start + elapsed,
    elapsed: () => elapsed,
    after(ms, callback) {
      const timer: Timer = { dueAt: elapsed + Math.max(0, ms), ring: callback }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    async advance(ms) {
      const end = elapsed + ms
      await settle()
      for (let timer = earliest(); timer && timer.dueAt <= end; timer = earliest()) {
        timers.delete(timer)
        elapsed = timer.dueAt
        timer.ring()
        await settle()
      }
      elapsed = end
    },
    pending: () => timers.size,
    next: () => {
      const timer = earliest()
      return timer && timer.dueAt - elapsed
    },
  }
}

/**
 * Lets everything that is ready run: chains of promises, and a few rounds of the event loop for input and output that
 * has already arrived. It cannot wait for a disk or a process: await those themselves.
 */
export async function settle(rounds = 5): Promise<void> {
  for (let round = 0; round < rounds; round++) await setImmediate()
}
