import type { Clock } from '../domain/clock.ts'

/** How long, in milliseconds, commits may follow each other before the event loop gets its turn. */
const BURST_MS = 1
/** The same as a count, for clocks that stand still. */
const BURST_COMMITS = 64

/**
 * Decides when the next commit happens. At the end of this tick, while commits are quick: whoever else is ready has
 * been heard by then, because every promise that the last commit resolved has run. At the next turn of the event loop
 * as soon as they are slow: what the disk kept waiting in the meantime then shares one commit, and nobody starves.
 */
export function createPace(clock: Clock, commit: () => void): () => void {
  let scheduled = false
  let turnedAt = Number.NEGATIVE_INFINITY
  let commits = 0

  function run(): void {
    scheduled = false
    commits++
    commit()
  }

  function turn(): void {
    turnedAt = clock.elapsed()
    commits = 0
    run()
  }

  return () => {
    if (scheduled) return
    scheduled = true
    if (commits < BURST_COMMITS && clock.elapsed() - turnedAt < BURST_MS) process.nextTick(run)
    else setImmediate(turn)
  }
}
