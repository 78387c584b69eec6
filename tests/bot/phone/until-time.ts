import { setTimeout as turn } from 'node:timers/promises'
import type { ManualClock } from '../../helpers/clock.ts'

/** Lets the test's time go on, step by step, until something is there; files, processes and sockets get their turn. */
export async function untilTime<T>(
  clock: ManualClock,
  find: () => T | undefined | false,
  stepMs = 1_000,
): Promise<T> {
  for (;;) {
    const found = find()
    if (found !== undefined && found !== false) return found
    await turn(0)
    await clock.advance(stepMs)
  }
}
