import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import Sqlite, { type Database } from 'better-sqlite3'
import { UserError } from '../domain/errors.ts'
import { migrate, SCHEMA_VERSION, schemaVersion } from './schema.ts'
import { cannotOpen, codeOf } from './storage-errors.ts'

export const databasePath = (directory: string): string => join(directory, 'journal.db')

/**
 * The data directory, made for its owner alone where it does not exist.
 *
 * @throws UserError `storage`
 */
export function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw cannotOpen(directory, error)
  }
}

/**
 * The journal's database for the one process that writes it, at the current schema. A database that a newer Autohome
 * wrote is looked at and left exactly as it is.
 *
 * @throws UserError `storage`, `newer_database`
 */
export function openWritable(
  directory: string,
  synchronous: 'FULL' | 'NORMAL',
  onUpgrade?: (upgrade: Upgrade) => void,
): Database {
  makeDirectory(directory)
  const path = databasePath(directory)
  openReadable(directory)?.close()
  let db: Database | undefined
  try {
    // Made here, because SQLite would let everybody read it; its -wal and -shm files take the mode of this one.
    closeSync(openSync(path, 'a', 0o600))
    db = new Sqlite(path)
    // Before anything is written, or it says nothing: room that pruning frees is given back in small pieces.
    db.pragma('auto_vacuum = INCREMENTAL')
    db.pragma('journal_mode = WAL')
    db.pragma(`synchronous = ${synchronous}`)
    const upgrade = upgradeOf(db, directory)
    if (upgrade) keepAsItIs(db, upgrade)
    migrate(db)
    if (upgrade) {
      takeOverSettings(db)
      onUpgrade?.(upgrade)
    }
    return db
  } catch (error) {
    db?.close()
    throw cannotOpen(path, error)
  }
}

/** A database that an older Autohome wrote. */
export interface Upgrade {
  readonly from: number
  readonly to: number
  /** Where it is kept as it was. */
  readonly kept: string
}

function upgradeOf(db: Database, directory: string): Upgrade | undefined {
  const from = schemaVersion(db)
  if (from === 0 || from >= SCHEMA_VERSION) return undefined
  return { from, to: SCHEMA_VERSION, kept: join(directory, 'backups', `journal-schema-${from}.db`) }
}

/** One that is there already is of an upgrade that did not come to its end. */
function keepAsItIs(db: Database, { kept }: Upgrade): void {
  mkdirSync(dirname(kept), { recursive: true, mode: 0o700 })
  const draft = `${kept}.part`
  rmSync(draft, { force: true })
  closeSync(openSync(draft, 'wx', 0o600))
  db.prepare('VACUUM INTO ?').run(draft)
  renameSync(draft, kept)
}

/** What only a new file takes on by itself; for an old one SQLite has to write it anew, once. */
function takeOverSettings(db: Database): void {
  if (db.pragma('auto_vacuum', { simple: true }) === INCREMENTAL) return
  db.pragma('auto_vacuum = INCREMENTAL')
  db.exec('VACUUM')
}

/** https://sqlite.org/pragma.html#pragma_auto_vacuum */
export const INCREMENTAL = 2

/**
 * The database for reading, undefined where there is none yet. Works beside a running engine and without one, also
 * on a directory that cannot be written.
 *
 * @throws UserError `storage`, `newer_database`
 */
export function openReadable(directory: string): Database | undefined {
  if (!exists(directory)) return undefined
  const path = databasePath(directory)
  let db: Database | undefined
  try {
    db = openOrCopy(path)
    if (!db) return undefined
    const version = schemaVersion(db)
    if (version > SCHEMA_VERSION) throw newerDatabase(path, version)
    if (version > 0) return db
    db.close()
    return undefined
  } catch (error) {
    db?.close()
    throw cannotOpen(path, error)
  }
}

/** Asked by listing it, so that a directory that may not be looked into is not taken for an empty one. */
function exists(directory: string): boolean {
  try {
    readdirSync(directory)
    return true
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw cannotOpen(directory, error)
  }
}

function openOrCopy(path: string): Database | undefined {
  if (!existsSync(path)) return undefined
  const db = new Sqlite(path, { readonly: true, fileMustExist: true })
  try {
    schemaVersion(db)
    return db
  } catch (error) {
    db.close()
    // Even a reader of a WAL database makes files beside it; where it cannot, and nothing is in the log, the file
    // alone is the whole database.
    const cannotMake = /^SQLITE_(CANTOPEN|READONLY_DIRECTORY)/.test(codeOf(error))
    if (!cannotMake || statSync(`${path}-wal`, { throwIfNoEntry: false })?.size) throw error
    return inMemory(readFileSync(path))
  }
}

/** A copy in memory cannot keep a log: bytes 18 and 19 of the header say so. https://sqlite.org/fileformat2.html */
function inMemory(file: Buffer): Database {
  file[18] = 1
  file[19] = 1
  return new Sqlite(file)
}

const newerDatabase = (path: string, version: number): UserError =>
  new UserError('newer_database', {
    en: `${path} was written by a newer Autohome (schema ${version}, this one knows ${SCHEMA_VERSION}): install that version again, or choose another AUTOHOME_HOME.`,
    fr: `${path} a été écrit par un Autohome plus récent (schéma ${version}, celui-ci connaît ${SCHEMA_VERSION}) : réinstallez cette version-là, ou choisissez un autre AUTOHOME_HOME.`,
  })
