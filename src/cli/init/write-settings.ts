import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isMap, parseDocument } from 'yaml'
import { UserError } from '../../domain/errors.ts'
import { replaceFile } from '../../lib/replace-file.ts'
import { isSecret, variableOf } from './check-answer.ts'

/** What was answered, by setting. */
export type Answers = ReadonlyMap<string, unknown>

const HEADER = `# What is otherwise here than in Autohome's own config/autohome.yaml, where every setting is explained.
# Tokens are kept in .env beside this file.
`

/**
 * Settings go into autohome.yaml, with every comment that is there kept, and secrets into .env; both for their owner alone.
 * Files that would not change are left as they are. Answers the paths of those that did.
 *
 * @throws UserError `storage`
 */
export function writeSettings(home: string, answers: Answers): readonly string[] {
  const [yaml, env] = [join(home, 'autohome.yaml'), join(home, '.env')]
  const written: string[] = []
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 })
    for (const [path, change] of [
      [yaml, withSettings],
      [env, withSecrets],
    ] as const) {
      const before = existsSync(path) ? readFileSync(path, 'utf8') : undefined
      const after = change(before ?? '', answers)
      if (after === (before ?? '')) continue
      replaceFile(path, after, { durable: true })
      written.push(path)
    }
    return written
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new UserError('storage', {
      en: `The settings cannot be written to ${home} (${why}): give this user access to it, or set AUTOHOME_HOME.`,
      fr: `Les réglages ne peuvent pas être écrits dans ${home} (${why}) : donnez-y accès à cet utilisateur, ou définissez AUTOHOME_HOME.`,
    })
  }
}

export function withSettings(text: string, answers: Answers): string {
  const open = [...answers].filter(([key]) => !isSecret(key))
  if (open.length === 0) return text
  const document = parseDocument(text === '' ? HEADER : text)
  for (const [key, value] of open) {
    const path = key.split('.')
    const group = path.slice(0, -1)
    // `slack:` with nothing below it is no group yet.
    if (group.length > 0 && document.hasIn(group) && !isMap(document.getIn(group))) document.deleteIn(group)
    if (JSON.stringify(document.toJS()?.[path[0] ?? '']) === undefined || document.getIn(path) !== value)
      document.setIn(path, value)
  }
  return document.toString({ lineWidth: 0 })
}

export function withSecrets(text: string, answers: Answers): string {
  let lines = text === '' ? [] : text.replace(/\n$/, '').split('\n')
  for (const [key, value] of answers) {
    const name = variableOf(key)
    if (!isSecret(key) || name === undefined) continue
    const line = `${name}=${quoted(String(value))}`
    const isIt = (one: string) => new RegExp(`^\\s*(?:export\\s+)?${name}\\s*=`).test(one)
    lines = lines.some(isIt) ? lines.map((one) => (isIt(one) ? line : one)) : [...lines, line]
  }
  return lines.length === 0 ? text : `${lines.join('\n')}\n`
}

/** What `util.parseEnv` would otherwise take for a comment or a quote. A secret has no blanks and no line ends. */
const quoted = (value: string): string => {
  if (!/[#'"`\\]/.test(value)) return value
  const mark = ["'", '"', '`'].find((one) => !value.includes(one)) ?? "'"
  return `${mark}${value}${mark}`
}
