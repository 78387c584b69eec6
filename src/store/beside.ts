import Sqlite, { type Database } from 'better-sqlite3'
import type { Clock } from '../domain/clock.ts'
import { wait } from '../lib/clock.ts'
import { databasePath } from './database.ts'
import { cannotOpen, cannotWrite, codeOf } from './storage-errors.ts'

/** How long one try may block the process, in milliseconds. */
const BLOCKED_MS = 20
/** How long to wait between tries, and for how long in all: a platform wants its acknowledgement within 3 s. */
const PAUSE_MS = 30
const PATIENCE_MS = 1_500

/** One more connection to the journal's database, for what must be durable beside it. */
export interface Beside {
  readonly db: Database
  /**
   * Does it in one transaction; while another program holds the database it waits without blocking the process.
   *
   * @throws StorageError
   */
  write<T>(work: () => T): Promise<T>
  close(): void
}

/**
 * @param synchronous FULL keeps a commit through a power loss, NORMAL through the end of the process
 * @throws UserError `storage`
 */
export function openBeside(directory: string, clock: Clock, synchronous: 'FULL' | 'NORMAL'): Beside {
  const path = databasePath(directory)
  const db = opened(path, synchronous)
  const never = new AbortController().signal
  return {
    db,
    async write(work) {
      const transaction = db.transaction(work)
      const end = clock.elapsed() + PATIENCE_MS
      for (;;)
        try {
          return transaction.immediate()
        } catch (error) {
          if (!isBusy(error) || clock.elapsed() >= end) throw cannotWrite(path, error)
          await wait(clock, PAUSE_MS, never)
        }
    },
    close: () => void db.close(),
  }
}

const isBusy = (error: unknown): boolean => /^SQLITE_(BUSY|LOCKED)/.test(codeOf(error))

function opened(path: string, synchronous: 'FULL' | 'NORMAL'): Database {
  try {
    const db = new Sqlite(path, { fileMustExist: true, timeout: BLOCKED_MS })
    db.pragma(`synchronous = ${synchronous}`)
    return db
  } catch (error) {
    throw cannotOpen(path, error)
  }
}
