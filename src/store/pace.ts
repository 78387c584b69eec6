/** How long, in milliseconds, commits may follow each other before the event loop gets its turn. */
const BURST_MS = 2
/** The same as a count, for clocks that stand still. */
const BURST_COMMITS = 64

/** Asks for a commit; `now` in milliseconds, from the clock that was read anyway. */
export type Schedule = (now: number) => void

/**
 * Decides when the next commit happens. At the end of this tick, while commits are quick: whoever else is ready has
 * been heard by then, because every promise that the last commit resolved has run. At the next turn of the event loop
 * as soon as they are slow: what the disk kept waiting in the meantime then shares one commit, and nobody starves.
 */
export function createPace(commit: () => void): Schedule {
  let scheduled = false
  let turnedAt = Number.NEGATIVE_INFINITY
  let commits = 0

  function run(): void {
    scheduled = false
    commit()
  }

  return (now) => {
    if (scheduled) return
    scheduled = true
    commits++
    if (commits < BURST_COMMITS && Math.abs(now - turnedAt) < BURST_MS) return process.nextTick(run)
    turnedAt = now
    commits = 0
    setImmediate(run)
  }
}
