import type { JournalReader, RunFilter, RunSummary } from '../domain/journal.ts'
import type { RunId } from '../domain/run.ts'

/** How runs stand, for a list or a card. */
export interface Standing {
  of(run: RunSummary): RunSummary
  runs(filter?: RunFilter): readonly RunSummary[]
}

/**
 * A run that nobody works on is not running, whatever its last event says: its process was killed, and the next start
 * takes it up. Until then it is queued.
 */
export function createStanding(journal: JournalReader, isAtWork: (id: RunId) => boolean): Standing {
  const of = (run: RunSummary): RunSummary =>
    run.status === 'running' && !isAtWork(run.id) ? { ...run, status: 'queued' } : run
  return {
    of,
    runs(filter = {}) {
      const { status, limit = 50 } = filter
      if (!status || status.includes('running') === status.includes('queued'))
        return journal.runs(filter).map(of)
      const left = journal.runs({ status: ['running'], limit: Number.MAX_SAFE_INTEGER }).length
      const found = journal.runs({ ...filter, status: [...status, 'running'], limit: limit + left })
      return found
        .map(of)
        .filter((run) => status.includes(run.status))
        .slice(0, limit)
    },
  }
}
