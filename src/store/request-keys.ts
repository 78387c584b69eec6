import type { Database } from 'better-sqlite3'
import type { RunId } from '../domain/run.ts'
import type { PendingAppend } from './pending.ts'

/** Which run a request with a key became; all of it inside the journal's transaction. */
export interface RequestKeys {
  runOf(key: string): RunId | undefined
  /** @param append a run's first */
  keep(append: Pick<PendingAppend, 'bodies'>, runId: RunId): void
}

export function createRequestKeys(db: Database): RequestKeys {
  const find = db.prepare<[string], RunId>('SELECT run FROM request_keys WHERE key = ?').pluck()
  const insert = db.prepare('INSERT INTO request_keys (key, run) VALUES (?, ?)')
  return {
    runOf: (key) => find.get(key),
    keep({ bodies: [first] }, runId) {
      if (first?.type === 'run.submitted' && first.request.key !== undefined)
        insert.run(first.request.key, runId)
    },
  }
}
