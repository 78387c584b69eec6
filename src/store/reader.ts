import type { Database } from 'better-sqlite3'
import { UserError } from '../domain/errors.ts'
import type { JournalReader } from '../domain/journal.ts'
import { databasePath, openReadable } from './database.ts'
import { createReads } from './reads.ts'

/**
 * Reads a data directory, whether or not an engine works on it. A directory without a database is empty, and looked
 * at again with the next question.
 *
 * @throws UserError `storage`, `newer_database`
 */
export function openReader(directory: string): JournalReader & { close(): void } {
  let db: Database | undefined
  let opened: JournalReader | undefined

  function reads(): JournalReader | undefined {
    if (opened) return opened
    db = openReadable(directory)
    opened = db && createReads(db)
    return opened
  }
  reads()

  return {
    runs: (filter) => reads()?.runs(filter) ?? [],
    run: (id) => reads()?.run(id),
    complete: (prefix) => reads()?.complete(prefix) ?? [],
    events: (runId, afterSeq) => reads()?.events(runId, afterSeq) ?? [],
    after: (position, limit) => reads()?.after(position, limit) ?? [],
    position: () => reads()?.position() ?? 0,
    questions: (filter) => reads()?.questions(filter) ?? [],
    question: (id) => reads()?.question(id),
    audit(runId) {
      const reader = reads()
      if (!reader)
        throw new UserError(
          'not_found',
          `There is no run ${runId}: ${databasePath(directory)} does not exist.`,
        )
      return reader.audit(runId)
    },
    close() {
      db?.close()
      db = undefined
      opened = undefined
    },
  }
}
