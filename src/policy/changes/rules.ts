import { homedir } from 'node:os'
import { parseDocument } from 'yaml'
import { UserError } from '../../domain/errors.ts'
import type { Localized } from '../../domain/text.ts'

/** A class of changes that take themselves back, as the file describes it. */
export interface ChangeClass {
  readonly id: string
  readonly label: Localized
  /** Writing one of these paths is such a change. */
  readonly paths: readonly RegExp[]
  /** So is a writing command of one of these forms; the word patterns of each. */
  readonly commands: readonly (readonly RegExp[])[]
  /** Recorded whole, beside the path itself. */
  readonly records: readonly string[]
  readonly states: readonly { readonly save: string; readonly restore: string }[]
  readonly containers: boolean
  readonly packages: boolean
  readonly checks: readonly string[]
  readonly after: readonly string[]
  /** undefined: as configured for all. */
  readonly keepMin: number | undefined
}

const KNOWN = [
  'id',
  'label',
  'paths',
  'commands',
  'records',
  'states',
  'containers',
  'packages',
  'checks',
  'after',
  'keepMin',
]

/**
 * The shipped classes, and the owner's on top: one with the same id takes the place of the shipped one.
 *
 * @throws UserError `bad_policy`, naming the entry that does not fit
 */
export function readChangeClasses(
  files: readonly { readonly name: string; readonly text: string }[],
): readonly ChangeClass[] {
  const classes = new Map<string, ChangeClass>()
  for (const { name, text } of files)
    for (const one of readFile(name, text)) {
      classes.delete(one.id)
      classes.set(one.id, one)
    }
  return [...classes.values()]
}

function readFile(name: string, text: string): readonly ChangeClass[] {
  const document = parseDocument(text)
  const [problem] = document.errors
  if (problem) throw bad(name, problem.message.split('\n')[0] ?? '')
  const entries: unknown = document.toJS() ?? []
  if (!Array.isArray(entries)) throw bad(name, 'must be a list')
  return entries.map((entry: unknown, index) => readClass(entry, `${name}, entry ${index + 1}`))
}

function readClass(entry: unknown, where: string): ChangeClass {
  if (typeof entry !== 'object' || entry === null) throw bad(where, 'must be a map')
  const held = entry as Readonly<Record<string, unknown>>
  const odd = Object.keys(held).find((key) => !KNOWN.includes(key))
  if (odd !== undefined) throw bad(where, `has no "${odd}"; it may have ${KNOWN.join(', ')}`)
  const { id, label, states = [], keepMin } = held
  if (typeof id !== 'string' || !/^[a-z][a-z0-9-]*$/.test(id))
    throw bad(where, 'needs an id of a to z, 0 to 9 and -')
  if (keepMin !== undefined && (typeof keepMin !== 'number' || !(keepMin > 0) || keepMin > 1440))
    throw bad(where, 'keepMin must be minutes, at most 1440')
  if (!Array.isArray(states)) throw bad(where, 'states must be a list')
  return {
    id,
    label: localized(label, where),
    paths: texts(held, 'paths', where).map((glob) => globRegex(absolute(glob, where))),
    commands: texts(held, 'commands', where).map((form) => form.trim().split(/\s+/).map(wordRegex)),
    records: texts(held, 'records', where).map((path) => absolute(path, where)),
    states: states.map((state: unknown) => stateOf(state, where)),
    containers: held['containers'] === true,
    packages: held['packages'] === true,
    checks: texts(held, 'checks', where),
    after: texts(held, 'after', where),
    keepMin,
  }
}

function texts(held: Readonly<Record<string, unknown>>, key: string, where: string): readonly string[] {
  const value = held[key] ?? []
  if (
    Array.isArray(value) &&
    value.every((one): one is string => typeof one === 'string' && one.trim() !== '')
  )
    return value
  throw bad(where, `${key} must be a list of texts`)
}

function stateOf(state: unknown, where: string): ChangeClass['states'][number] {
  const { save, restore } = (state ?? {}) as { save?: unknown; restore?: unknown }
  if (typeof save !== 'string' || typeof restore !== 'string')
    throw bad(where, 'a state needs save and restore')
  return { save, restore }
}

function localized(value: unknown, where: string): Localized {
  const { en, fr } = (value ?? {}) as { en?: unknown; fr?: unknown }
  if (typeof en !== 'string' || typeof fr !== 'string') throw bad(where, 'label needs en and fr')
  return { en, fr }
}

function absolute(path: string, where: string): string {
  const whole = path.startsWith('~/') ? `${homedir()}${path.slice(1)}` : path
  if (!whole.startsWith('/') && !whole.startsWith('**/'))
    throw bad(where, `"${path}" must start with /, ~/ or **/`)
  return whole
}

const escaped = (text: string): string => text.replace(/[\\^$.+?()[\]{}|]/g, '\\$&')

/** `**` is any depth, `*` any characters within one name; `/etc/ssh/**` is the directory itself too. */
function globRegex(glob: string): RegExp {
  const source = escaped(glob)
    .replace(/\/\*\*$/, '(?:/.*)?')
    .replace(/^\*\*\//, '/(?:.*/)?')
    .replaceAll('/**/', '/(?:.*/)?')
    .replaceAll(/(?<![.)])\*(?!\))/g, '[^/]*')
  return new RegExp(`^${source}$`)
}

/** `a|b` is either of two, `*` any characters. */
const wordRegex = (word: string): RegExp =>
  new RegExp(
    `^(?:${word
      .split('|')
      .map((one) => escaped(one).replaceAll('*', '.*'))
      .join('|')})$`,
  )

const bad = (where: string, what: string): UserError => new UserError('bad_policy', `${where}: ${what}`)
