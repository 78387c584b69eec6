import type { Clock } from '../domain/clock.ts'
import type { Journal, TimerRow } from '../domain/journal.ts'

/** Moments at which something must be looked at. Rows, so that they outlive the process; one clock timer for the next. */
export interface Timers {
  set(timer: TimerRow): void
  clear(id: string): void
  /** Arms the clock for what the journal holds, past due ones at once. */
  start(): void
  stop(): void
}

export function createTimers(journal: Journal, clock: Clock, onDue: (timer: TimerRow) => void): Timers {
  let disarm: (() => void) | undefined
  let running = false

  const arm = () => {
    disarm?.()
    disarm = undefined
    if (!running) return
    const next = journal
      .timers()
      .reduce<TimerRow | undefined>(
        (soonest, timer) => (soonest && soonest.dueAt <= timer.dueAt ? soonest : timer),
        undefined,
      )
    if (next) disarm = clock.after(Math.max(0, next.dueAt - clock.now()), fire)
  }

  const fire = () => {
    const now = clock.now()
    for (const timer of journal.timers().filter(({ dueAt }) => dueAt <= now)) {
      journal.clearTimer(timer.id)
      onDue(timer)
    }
    arm()
  }

  return {
    set(timer) {
      journal.setTimer(timer)
      arm()
    },
    clear(id) {
      journal.clearTimer(id)
      arm()
    },
    start() {
      running = true
      arm()
    },
    stop() {
      running = false
      arm()
    },
  }
}
