import type { RunContext } from './run-context.ts'
import { limitOf, overrun, warnings } from './usage-budget.ts'

/** Between two looks, in milliseconds: what grows faster than this is the kernel's to stop. */
const LOOK_EVERY_MS = 2_000

/**
 * Watches how much memory the run's commands hold, where that can be measured: warns at 0.8 and 0.95 of the limit, breaks the run
 * off at 1.0. Returns what ends the watch.
 */
export function watchMemory(run: RunContext): () => void {
  const { memoryOf, clock } = run.deps
  if (!memoryOf) return () => undefined
  const limit = limitOf(run, 'memoryBytes')
  let stop: () => void = () => undefined

  const look = () => {
    const value = memoryOf(run.runId)
    if (value >= limit) {
      const { events, failure } = overrun('memoryBytes', limit, value)
      run.appendSoon(events)
      return run.breakOff(failure)
    }
    const told = warnings(run.view, 'memoryBytes', { limit, value })
    if (told.length > 0) run.appendSoon(told)
    stop = clock.after(LOOK_EVERY_MS, look)
  }

  stop = clock.after(LOOK_EVERY_MS, look)
  return () => stop()
}
