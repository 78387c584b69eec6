import { readFileSync, statSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { UserError } from '../domain/errors.ts'
import { cannotRead } from './cannot-read.ts'

/**
 * Variables of a `.env` file; undefined where there is none. A file that belongs to somebody else (neither this user
 * nor root) is refused: whoever may choose where commands run must not choose who owns the answers.
 *
 * @throws UserError `bad_config`
 */
export function readEnvFile(file: string): Readonly<Record<string, string | undefined>> | undefined {
  try {
    const found = statSync(file)
    if (!found.isFile()) return undefined
    if (found.uid !== 0 && found.uid !== process.getuid?.())
      throw new UserError('bad_config', {
        en: `${file}: belongs to another user (${found.uid}); move it away, or start elsewhere`,
        fr: `${file} : appartient à un autre utilisateur (${found.uid}) ; déplacez-le, ou lancez Autohome d’ailleurs`,
      })
    return parseEnv(readFileSync(file, 'utf8'))
  } catch (error) {
    if (error instanceof UserError) throw error
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw cannotRead(file, error)
  }
}
