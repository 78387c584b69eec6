import { dirname } from 'node:path'
import { UserError } from '../domain/errors.ts'

/** A file of settings that is there and cannot be read; most often its directory belongs to somebody else. */
export function cannotRead(file: string, error: unknown): UserError {
  const code = (error as NodeJS.ErrnoException).code ?? String(error)
  return new UserError(
    'bad_config',
    {
      en: `${file}: cannot be read (${code}); give the user that runs Autohome access to ${dirname(file)}, or choose another place`,
      fr: `${file} : lecture impossible (${code}) ; donnez à l’utilisateur qui lance Autohome l’accès à ${dirname(file)}, ou choisissez un autre emplacement`,
    },
    { cause: error },
  )
}
