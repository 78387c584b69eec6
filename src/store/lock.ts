import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite, { type Database } from 'better-sqlite3'
import type { Clock } from '../domain/clock.ts'
import { UserError } from '../domain/errors.ts'
import { systemClock } from '../lib/clock.ts'
import { replaceFile } from '../lib/replace-file.ts'
import { makeDirectory } from './database.ts'
import { cannotOpen, codeOf } from './storage-errors.ts'

/** What `engine.json` says of the process that holds the directory. */
export interface Holder {
  readonly pid: number
  /** Milliseconds since the epoch. */
  readonly startedAt: number
}

/** Whoever only asks whether the lock is held touches it for less than this, in milliseconds. */
const GLANCE_MS = 100

/**
 * Takes the data directory for this process. The lock is SQLite's own exclusive one on a file of its own, held by an
 * open transaction: the kernel lets go of it when the process ends, however it ends.
 *
 * @throws UserError `busy`, naming the process that holds it; `storage`
 */
export function acquireLock(directory: string, clock: Clock = systemClock): { release(): void } {
  makeDirectory(directory)
  const path = join(directory, 'lock.db')
  let db: Database | undefined
  try {
    db = new Sqlite(path, { timeout: GLANCE_MS })
    db.exec('BEGIN EXCLUSIVE')
    const holder: Holder = { pid: process.pid, startedAt: clock.now() }
    replaceFile(holderPath(directory), `${JSON.stringify(holder)}\n`, { durable: false })
  } catch (error) {
    db?.close()
    throw codeOf(error).startsWith('SQLITE_BUSY') ? busy(directory) : cannotOpen(path, error)
  }
  const held = db
  return {
    release() {
      if (!held.open) return
      rmSync(holderPath(directory), { force: true })
      held.close()
    },
  }
}

/**
 * Whether a process holds the data directory at this moment. Where that cannot be found out, somebody may: the cautious
 * answer.
 */
export function isHeld(directory: string): boolean {
  const path = join(directory, 'lock.db')
  if (!existsSync(path)) return false
  let db: Database | undefined
  try {
    db = new Sqlite(path, { readonly: true, fileMustExist: true, timeout: 0 })
    db.pragma('schema_version')
    return false
  } catch {
    return true
  } finally {
    db?.close()
  }
}

/** Who holds the directory, or held it last if that process was killed. */
export function readHolder(directory: string): Holder | undefined {
  try {
    const { pid, startedAt } = JSON.parse(readFileSync(holderPath(directory), 'utf8')) as Partial<Holder>
    return typeof pid === 'number' && typeof startedAt === 'number' ? { pid, startedAt } : undefined
  } catch {
    return undefined
  }
}

const holderPath = (directory: string): string => join(directory, 'engine.json')

function busy(directory: string): UserError {
  const holder = readHolder(directory)
  const [who, qui] = holder ? [` (process ${holder.pid})`, ` (processus ${holder.pid})`] : ['', '']
  return new UserError('busy', {
    en: `Another Autohome${who} works in ${directory}: stop it first, or choose another AUTOHOME_HOME.`,
    fr: `Un autre Autohome${qui} travaille dans ${directory} : arrêtez-le d’abord, ou choisissez un autre AUTOHOME_HOME.`,
  })
}
