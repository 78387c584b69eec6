import type { Database } from 'better-sqlite3'
import { UserError } from '../domain/errors.ts'
import type { JournalReader } from '../domain/journal.ts'
import { databasePath, openReadable } from './database.ts'
import { createReads } from './reads.ts'
import { cannotOpen } from './storage-errors.ts'

/**
 * Reads a data directory, whether or not an engine works on it. A directory without a database is empty, and looked
 * at again with the next question.
 *
 * @throws UserError `storage`, `newer_database`; from every question too, where the file turns out to be damaged
 */
export function openReader(directory: string): JournalReader & { close(): void } {
  const path = databasePath(directory)
  let db: Database | undefined
  let opened: JournalReader | undefined

  function reads(): JournalReader | undefined {
    if (opened) return opened
    db = openReadable(directory)
    opened = db && createReads(db)
    return opened
  }

  function ask<T>(question: (reader: JournalReader | undefined) => T): T {
    try {
      return question(reads())
    } catch (error) {
      throw cannotOpen(path, error)
    }
  }
  ask(() => undefined)

  return {
    runs: (filter) => ask((reader) => reader?.runs(filter) ?? []),
    run: (id) => ask((reader) => reader?.run(id)),
    complete: (prefix) => ask((reader) => reader?.complete(prefix) ?? []),
    events: (runId, afterSeq) => ask((reader) => reader?.events(runId, afterSeq) ?? []),
    after: (position, limit) => ask((reader) => reader?.after(position, limit) ?? []),
    position: () => ask((reader) => reader?.position() ?? 0),
    questions: (filter) => ask((reader) => reader?.questions(filter) ?? []),
    question: (id) => ask((reader) => reader?.question(id)),
    audit: (runId) =>
      ask((reader) => {
        if (!reader) throw notThere(runId, path)
        return reader.audit(runId)
      }),
    close() {
      db?.close()
      db = undefined
      opened = undefined
    },
  }
}

const notThere = (runId: string, path: string): UserError =>
  new UserError('not_found', {
    en: `There is no run ${runId}: ${path} does not exist.`,
    fr: `Pas d’exécution ${runId} : ${path} n’existe pas.`,
  })
