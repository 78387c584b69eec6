import { StorageError, UserError } from '../domain/errors.ts'
import type { Localized } from '../domain/text.ts'

/** SQLite's or the kernel's own code (`SQLITE_FULL`, `EACCES` …), '' where there is none. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

/** A disk that is full, or a limit on the size of files or on what a user may store. */
export const noRoomLeft = (error: unknown): boolean =>
  /^(SQLITE_FULL|SQLITE_IOERR_WRITE|ENOSPC|EDQUOT|EFBIG)/.test(codeOf(error))

interface Cause {
  readonly code: RegExp
  readonly what: Localized
  readonly remedy: Localized
}

const CAUSES: readonly Cause[] = [
  {
    code: /^(SQLITE_FULL|ENOSPC|EDQUOT)/,
    what: { en: 'the disk is full', fr: 'le disque est plein' },
    remedy: {
      en: 'free some space and start Autohome again',
      fr: 'libérez de la place, puis relancez Autohome',
    },
  },
  {
    code: /^(SQLITE_IOERR_WRITE|EFBIG)/,
    what: { en: 'it cannot be written any further', fr: 'l’écriture ne va pas plus loin' },
    remedy: {
      en: 'check the disk and the limits on files (ulimit -f), then start Autohome again',
      fr: 'vérifiez le disque et les limites de taille des fichiers (ulimit -f), puis relancez Autohome',
    },
  },
  {
    code: /^(SQLITE_READONLY|EROFS)/,
    what: { en: 'it is read-only', fr: 'l’emplacement est en lecture seule' },
    remedy: {
      en: 'make it writable for the user that runs Autohome',
      fr: 'rendez-le accessible en écriture à l’utilisateur qui lance Autohome',
    },
  },
  {
    code: /^(SQLITE_CANTOPEN|SQLITE_PERM|SQLITE_AUTH|EACCES|EPERM)/,
    what: { en: 'no permission', fr: 'l’accès est refusé' },
    remedy: {
      en: 'give the user that runs Autohome access to it',
      fr: 'donnez l’accès à l’utilisateur qui lance Autohome',
    },
  },
  {
    code: /^(ENOTDIR|EEXIST)/,
    what: {
      en: 'there is a file where a directory is needed',
      fr: 'un fichier occupe la place d’un répertoire',
    },
    remedy: {
      en: 'move it away, or choose another AUTOHOME_HOME',
      fr: 'déplacez-le, ou choisissez un autre AUTOHOME_HOME',
    },
  },
  {
    code: /^SQLITE_NOTADB/,
    what: { en: 'this is not a database', fr: 'ce n’est pas une base de données' },
    remedy: {
      en: 'move the file away, or choose another AUTOHOME_HOME',
      fr: 'déplacez le fichier, ou choisissez un autre AUTOHOME_HOME',
    },
  },
  {
    code: /^SQLITE_CORRUPT/,
    what: { en: 'the database is damaged', fr: 'la base de données est endommagée' },
    remedy: {
      en: 'move it away and put a backup in its place',
      fr: 'déplacez-la et remettez une sauvegarde à sa place',
    },
  },
  {
    code: /^SQLITE_(BUSY|LOCKED)/,
    what: { en: 'another program holds the database', fr: 'un autre programme tient la base de données' },
    remedy: {
      en: 'close that program and start Autohome again',
      fr: 'fermez ce programme, puis relancez Autohome',
    },
  },
  {
    code: /^(SQLITE_IOERR|EIO)/,
    what: { en: 'the device failed', fr: 'le périphérique ne répond plus' },
    remedy: {
      en: 'check the disk, then start Autohome again',
      fr: 'vérifiez le disque, puis relancez Autohome',
    },
  },
]

function explain(error: unknown): Localized {
  const code = codeOf(error)
  const known = CAUSES.find((cause) => cause.code.test(code))
  if (known)
    return {
      en: `${known.what.en} (${code}); ${known.remedy.en}.`,
      fr: `${known.what.fr} (${code}) ; ${known.remedy.fr}.`,
    }
  const message = error instanceof Error ? error.message : String(error)
  return {
    en: `${message}; check the disk and the directory.`,
    fr: `${message} ; vérifiez le disque et le répertoire.`,
  }
}

/** A path that cannot be opened or made, as one line; a UserError stays as it is. */
export function cannotOpen(path: string, error: unknown): UserError {
  if (error instanceof UserError) return error
  const why = explain(error)
  const line = { en: `Cannot use ${path}: ${why.en}`, fr: `Impossible d’utiliser ${path} : ${why.fr}` }
  return new UserError('storage', line, { cause: error })
}

/** A write that failed: from now on nothing may be done. */
export function cannotWrite(path: string, error: unknown): StorageError {
  if (error instanceof StorageError) return error
  const why = explain(error)
  return new StorageError(
    { en: `Cannot write ${path}: ${why.en}`, fr: `Impossible d’écrire dans ${path} : ${why.fr}` },
    error,
  )
}
