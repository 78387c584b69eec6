import { StorageError, UserError } from '../domain/errors.ts'

/** SQLite's or the kernel's own code (`SQLITE_FULL`, `EACCES` …), '' where there is none. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

const CAUSES: readonly (readonly [code: RegExp, what: string, remedy: string])[] = [
  [/^(SQLITE_FULL|ENOSPC|EDQUOT)/, 'the disk is full', 'free some space and start Autohome again'],
  [/^(SQLITE_READONLY|EROFS)/, 'it is read-only', 'make it writable for the user that runs Autohome'],
  [
    /^(SQLITE_CANTOPEN|SQLITE_PERM|SQLITE_AUTH|EACCES|EPERM)/,
    'no permission',
    'give the user that runs Autohome access to it',
  ],
  [
    /^(ENOTDIR|EEXIST)/,
    'there is a file where a directory is needed',
    'move it away, or choose another AUTOHOME_HOME',
  ],
  [/^SQLITE_NOTADB/, 'this is not a database', 'move the file away, or choose another AUTOHOME_HOME'],
  [/^SQLITE_CORRUPT/, 'the database is damaged', 'move it away and put a backup in its place'],
  [
    /^SQLITE_(BUSY|LOCKED)/,
    'another program holds the database',
    'close that program and start Autohome again',
  ],
  [/^(SQLITE_IOERR|EIO)/, 'the device failed', 'check the disk, then start Autohome again'],
]

function explain(error: unknown): string {
  const code = codeOf(error)
  const known = CAUSES.find(([pattern]) => pattern.test(code))
  if (known) return `${known[1]} (${code}); ${known[2]}.`
  return `${error instanceof Error ? error.message : String(error)}; check the disk and the directory.`
}

/** A path that cannot be opened or made, as one line; a UserError stays as it is. */
export const cannotOpen = (path: string, error: unknown): UserError =>
  error instanceof UserError
    ? error
    : new UserError('storage', `Cannot use ${path}: ${explain(error)}`, { cause: error })

/** A write that failed: from now on nothing may be done. */
export const cannotWrite = (path: string, error: unknown): StorageError =>
  error instanceof StorageError ? error : new StorageError(`Cannot write ${path}: ${explain(error)}`, error)
