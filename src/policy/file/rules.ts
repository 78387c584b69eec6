import type { Access } from '../../domain/effect.ts'
import { DECISIONS } from '../../domain/policy.ts'
import type { Localized } from '../../domain/text.ts'
import { strictness } from '../findings.ts'
import type { Form, Rule } from '../model.ts'
import { bad, type MapNode, type Node, type Reader } from './tree.ts'

const KEYS = ['id', 'category', 'decision', 'access', 'why', 'undo', 'destructive', 'commands', 'examples']

export interface Examples {
  readonly rule: string
  readonly file: string
  readonly line: number
  readonly match: readonly string[]
  readonly not: readonly string[]
}

export interface RuleSet {
  readonly rules: Map<string, Rule>
  readonly forms: Form[]
  readonly examples: Examples[]
}

/**
 * Reads `rules`. A later file may restate a rule by its id and change what it names; a rule of category `never` stays a deny.
 * @throws UserError `bad_policy`
 */
export function readRules(reader: Reader, node: Node | undefined, into: RuleSet): void {
  if (node === undefined) return
  if (node.kind !== 'list') throw bad(reader.file, node.line, 'rules must be a list')
  const seen = new Set<string>()
  for (const item of node.items) {
    const map = reader.map(item, 'a rule')
    const id = reader.text(map.entries.get('id'), 'id of a rule')
    if (seen.has(id)) throw bad(reader.file, map.line, `rule ${id} is there twice`)
    seen.add(id)
    readRule(reader, map, id, into)
  }
}

function readRule(reader: Reader, map: MapNode, id: string, into: RuleSet): void {
  const { entries } = map
  reader.keys(map, KEYS, `rule ${id}`)
  const base = into.rules.get(id)
  const get = (key: string): string => reader.text(entries.get(key), `${key} of rule ${id}`)
  const decision =
    entries.has('decision') || !base ? oneOf(reader, map, DECISIONS, get('decision'), id) : base.decision
  const access = entries.has('access') || !base ? oneOf(reader, map, ACCESS, get('access'), id) : base.access
  const category = entries.has('category') || !base ? get('category') : base.category
  if (
    base?.category === 'never' &&
    (strictness(decision) < strictness(base.decision) || category !== 'never')
  ) {
    throw bad(reader.file, map.line, `rule ${id} is of category never and stays ${base.decision}`)
  }
  if (category === 'never' && decision !== 'deny')
    throw bad(reader.file, map.line, `rule ${id} is of category never and must deny`)
  const why =
    entries.has('why') || !base ? localized(reader, entries.get('why'), `why of rule ${id}`) : base.why
  const undo = entries.has('undo') ? localized(reader, entries.get('undo'), `undo of rule ${id}`) : base?.undo
  const destructive = entries.has('destructive')
    ? oneOf(reader, map, YES_NO, get('destructive'), id) === 'true'
    : base?.destructive === true
  // A restated rule stays the same object: the programs and paths that name it follow.
  const rule: Rule & { destructive?: true } = Object.assign(base ?? {}, {
    id,
    category,
    decision,
    access,
    why,
    ...(undo ? { undo } : {}),
    ...(destructive ? { destructive } : {}),
  })
  if (!destructive) delete rule.destructive
  into.rules.set(id, rule)
  for (const command of reader.texts(entries.get('commands'), `commands of rule ${id}`)) {
    into.forms.push({ rule, words: formWords(reader, map, id, command) })
  }
  readExamples(reader, map, id, base !== undefined, into)
}

function readExamples(reader: Reader, map: MapNode, id: string, restated: boolean, into: RuleSet): void {
  const node = map.entries.get('examples')
  if (!node) {
    if (restated) return
    throw bad(reader.file, map.line, `rule ${id} needs examples: {match: […], not: […]}`)
  }
  const examples = reader.map(node, `examples of rule ${id}`)
  reader.keys(examples, ['match', 'not'], `examples of rule ${id}`)
  const match = reader.texts(examples.entries.get('match'), `match of rule ${id}`)
  const not = reader.texts(examples.entries.get('not'), `not of rule ${id}`)
  if (match.length === 0 || not.length === 0) {
    throw bad(
      reader.file,
      examples.line,
      `rule ${id} needs at least one example that matches and one that does not`,
    )
  }
  into.examples.push({ rule: id, file: reader.file, line: examples.line, match, not })
}

/** A form is plain words: what needs quoting is no form that could be compared word by word. */
function formWords(reader: Reader, map: MapNode, id: string, command: string): readonly string[] {
  const words = command.trim().split(/\s+/)
  const plain = words.every((word) => word === '*' || /^[\w./=:,@%+-]+$/.test(word))
  if (!plain || words[0] === '*') {
    throw bad(
      reader.file,
      map.line,
      `rule ${id}: "${command}" must be plain words; * stands for one whole word`,
    )
  }
  return words
}

const YES_NO = ['true', 'false'] as const

const ACCESS = ['read', 'write'] as const satisfies readonly Access[]

function oneOf<T extends string>(
  reader: Reader,
  map: MapNode,
  allowed: readonly T[],
  text: string,
  id: string,
): T {
  const found = allowed.find((one) => one === text)
  if (!found) throw bad(reader.file, map.line, `rule ${id}: "${text}" is none of ${allowed.join(', ')}`)
  return found
}

function localized(reader: Reader, node: Node | undefined, what: string): Localized {
  const map = reader.map(node, what)
  reader.keys(map, ['en', 'fr'], what)
  return {
    en: reader.text(map.entries.get('en'), `${what} (en)`),
    fr: reader.text(map.entries.get('fr'), `${what} (fr)`),
  }
}
