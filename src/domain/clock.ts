/** Time, so that tests own it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Monotonic milliseconds, for durations. */
  elapsed(): number
  /** Calls back once after `ms`; the returned function cancels it. Keeps no process alive by itself. */
  after(ms: number, callback: () => void): () => void
}
