import type { EngineStats } from '../domain/engine.ts'
import type { RunSummary } from '../domain/journal.ts'
import { isFinal } from '../domain/run.ts'

/** Counts over the runs that the journal knows. */
export function statsOf(runs: readonly RunSummary[]): EngineStats {
  const count = (test: (run: RunSummary) => boolean) => runs.filter(test).length
  const durations = runs
    .filter(({ status }) => isFinal(status))
    .map(({ createdAt, startedAt, endedAt }) => (endedAt ?? createdAt) - (startedAt ?? createdAt))
  return {
    total: runs.length,
    completed: count(({ status }) => status === 'completed'),
    failed: count(({ status }) => status === 'failed'),
    cancelled: count(({ status }) => status === 'cancelled'),
    timedOut: count(({ failure }) => failure === 'timed_out'),
    running: count(({ status }) => status === 'running'),
    queued: count(({ status }) => status === 'queued'),
    waiting: count(({ status }) => status === 'waiting'),
    meanDurationMs:
      durations.length === 0 ? 0 : Math.round(durations.reduce((a, b) => a + b, 0) / durations.length),
  }
}
