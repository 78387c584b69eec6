import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../domain/errors.ts'

/** A value shorter than this would be found in ordinary words, and scrubbed out of them. Characters. */
const SHORTEST = 6

const NAME = /^[A-Z][A-Z0-9_]{0,63}$/

/**
 * Secrets by name: `AUTOHOME_SECRET_NAME` in the environment, before `NAME: value` in AUTOHOME_HOME/secrets.yaml.
 *
 * @throws UserError `bad_config` where the file can be read by others, or a secret is no name with one line of text
 */
export async function loadSecrets(
  home: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ReadonlyMap<string, string>> {
  const secrets = new Map<string, string>()
  for (const [name, value] of Object.entries(await fromFile(join(home, 'secrets.yaml'))))
    secrets.set(name, checked(name, value, 'secrets.yaml'))
  for (const [variable, value] of Object.entries(env)) {
    const name = /^AUTOHOME_SECRET_(.+)$/.exec(variable)?.[1]
    if (name !== undefined) secrets.set(name, checked(name, value, 'the environment'))
  }
  return secrets
}

async function fromFile(path: string): Promise<Readonly<Record<string, unknown>>> {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) return {}
  if ((found.mode & 0o077) !== 0)
    throw new UserError('bad_config', {
      en: `${path} can be read by others: chmod 600 ${path}`,
      fr: `${path} est lisible par d’autres : chmod 600 ${path}`,
    })
  const { parse } = await import('yaml')
  try {
    const held: unknown = parse(readFileSync(path, 'utf8')) ?? {}
    if (typeof held === 'object' && held !== null && !Array.isArray(held)) return { ...held }
  } catch {
    // The parser's own words would quote the line, and the secret in it.
  }
  throw new UserError('bad_config', {
    en: `${path}: must hold lines NAME: value`,
    fr: `${path} : doit contenir des lignes NOM: valeur`,
  })
}

function checked(name: string, value: unknown, where: string): string {
  if (!NAME.test(name))
    throw new UserError(
      'bad_config',
      `secret ${JSON.stringify(name)} in ${where}: a name is A to Z, 0 to 9 and _`,
    )
  if (typeof value !== 'string' || value.length < SHORTEST || /[\0\r\n]/.test(value))
    throw new UserError(
      'bad_config',
      `secret ${name} in ${where}: must be one line of text of at least ${SHORTEST} characters`,
    )
  return value
}
