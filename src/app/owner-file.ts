import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { UserError } from '../domain/errors.ts'

/** A file of the owner's in AUTOHOME_HOME; empty where there is none. */
export const readOwnerFile = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '')

/**
 * Replaces it in one step, for its owner's eyes only: who reads it sees the old text or the new, never half of one.
 * @throws UserError `storage`, and the old text stays
 */
export function replaceOwnerFile(path: string, text: string): void {
  const draft = `${path}.new`
  try {
    rmSync(draft, { force: true })
    const file = openSync(draft, 'wx', 0o600)
    try {
      writeSync(file, text)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(draft, path)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new UserError('storage', `${path} cannot be written (${why}); the rules stay as they were.`, {
      cause: error,
    })
  }
}
