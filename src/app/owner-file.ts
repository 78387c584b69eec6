import { existsSync, readFileSync } from 'node:fs'
import { UserError } from '../domain/errors.ts'
import { replaceFile } from '../lib/replace-file.ts'

/** A file of the owner's in AUTOHOME_HOME; empty where there is none. */
export const readOwnerFile = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '')

/** @throws UserError `storage`, and the old text stays */
export function replaceOwnerFile(path: string, text: string): void {
  try {
    replaceFile(path, text, { durable: true })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    const line = {
      en: `${path} cannot be written (${why}); the rules stay as they were.`,
      fr: `${path} ne peut pas être écrit (${why}) ; les règles restent comme elles étaient.`,
    }
    throw new UserError('storage', line, { cause: error })
  }
}
