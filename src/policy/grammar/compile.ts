import { bad, type MapNode, type Node, type Reader } from '../file/tree.ts'

import { KINDS, type Kind, type Option, type Positionals, type Program, type Rule } from '../model.ts'
import { SPECIALS } from '../specials/index.ts'

const KEYS = [
  'rule',
  'options',
  'when',
  'instead',
  'args',
  'args-with',
  'commands',
  'alone',
  'style',
  'stops',
  'inherit',
  'special',
  'interactive',
  'network',
  'interpreter',
]

export interface GrammarReader {
  readonly reader: Reader
  readonly rules: ReadonlyMap<string, Rule>
  /** Reading the owner's file: what is never done stays so, and a program's shape stays as it is. */
  readonly owner: boolean
}

interface Draft {
  options: Map<string, Option>
  argRules: { pattern: RegExp; rule: Rule }[]
}

/**
 * Compiles the entry of one program, or of one of its subcommands, on top of what it inherits.
 * @throws UserError `bad_policy`
 */
export function compileProgram(grammar: GrammarReader, name: string, node: Node, base?: Program): Program {
  const { reader } = grammar
  if (node.kind === 'text') return simple(grammar, name, node.text, node.line, base)
  const map = reader.map(node, `program ${name}`)
  reader.keys(map, KEYS, `program ${name}`)
  const { entries } = map
  const rule =
    entries.has('rule') || !base
      ? ruleOf(grammar, map.line, name, reader.text(entries.get('rule'), `rule of ${name}`))
      : base.rule
  const draft: Draft = { options: new Map(base?.options), argRules: [...(base?.argRules ?? [])] }
  const plain = reader.words(entries.get('options'), `options of ${name}`)
  readOptions(
    grammar,
    map,
    name,
    plain.filter((word) => word !== 'any'),
    draft,
    {},
  )
  readRuled(grammar, name, entries.get('when'), draft, 'rule')
  readRuled(grammar, name, entries.get('instead'), draft, 'instead')
  const args = entries.has('args')
    ? positionals(grammar, map, name, reader.words(entries.get('args'), `args of ${name}`))
    : base?.args
  const special = entries.has('special')
    ? reader.text(entries.get('special'), `special of ${name}`)
    : base?.special
  if (special !== undefined && !(special in SPECIALS)) {
    throw bad(
      reader.file,
      map.line,
      `program ${name}: special "${special}" is none of ${Object.keys(SPECIALS).join(', ')}`,
    )
  }
  const runsCommand = args?.many === 'command' || args?.many === 'shell-words'
  const optional = (key: string): Rule | undefined =>
    entries.has(key)
      ? ruleOf(grammar, map.line, name, reader.text(entries.get(key), `${key} of ${name}`))
      : undefined
  const program: Program = {
    name,
    rule,
    options: draft.options,
    anyOption: plain.includes('any') || base?.anyOption === true,
    args: args ?? (rule.decision === 'allow' ? undefined : ANYTHING),
    argsWith: entries.has('args-with') ? argsWith(grammar, map, name) : (base?.argsWith ?? []),
    argRules: draft.argRules,
    commands: undefined,
    inherits: flag(reader, map, 'inherit') ?? base?.inherits ?? true,
    alone: optional('alone') ?? base?.alone,
    stops: flag(reader, map, 'stops') ?? (base?.stops === true || runsCommand),
    style: styleOf(reader, map, name) ?? base?.style ?? 'gnu',
    special,
    interactive: optional('interactive') ?? base?.interactive,
    network: flag(reader, map, 'network') ?? base?.network ?? false,
    interpreter: flag(reader, map, 'interpreter') ?? base?.interpreter ?? false,
    danger: dangerOf(draft.options),
  }
  const commands = commandsOf(grammar, map, program, base)
  return commands ? { ...program, commands } : program
}

/**
 * Compiles one entry for all the names before its colon, on top of what each of them has already. Names that are new share
 * one compiled grammar: this runs at every start.
 */
export function compileEach(
  grammar: GrammarReader,
  names: string,
  entry: Node,
  into: Map<string, Program>,
  prefix = '',
  parent?: Program,
): void {
  let shared: Program | undefined
  for (const name of names.split(/\s+/)) {
    const known = into.get(name)
    const full = prefix + name
    if (known) {
      if (grammar.owner) checkRestated(grammar, full, entry, known)
      into.set(name, compileProgram(grammar, full, entry, known))
    } else {
      shared ??= compileProgram(grammar, full, entry, parent)
      into.set(name, { ...shared, name: full })
    }
  }
}

/** What the owner may say of a program that is there already. */
const RESTATED = ['rule', 'options', 'when', 'instead', 'commands', 'alone', 'interactive']

function checkRestated({ reader }: GrammarReader, name: string, node: Node, known: Program): void {
  if (node.kind === 'text') {
    if (!holdsNever(known)) return
    throw bad(
      reader.file,
      node.line,
      `program ${name} has parts of category never; name what changes under it`,
    )
  }
  const map = reader.map(node, `program ${name}`)
  reader.keys(map, RESTATED, `program ${name}, which is there already,`)
  if (
    known.rule.category === 'never' &&
    (map.entries.has('rule') || map.entries.has('alone') || map.entries.has('instead'))
  ) {
    throw bad(reader.file, map.line, `program ${name} is of category never and stays so`)
  }
}

function holdsNever({ rule, options, argRules, args, special, commands }: Program): boolean {
  if (
    rule.category === 'never' ||
    special !== undefined ||
    args?.many === 'remove' ||
    args?.many === 'change'
  )
    return true
  if (
    [...options.values()].some(
      (one) => one.rule?.category === 'never' || one.values.some((value) => value.rule.category === 'never'),
    )
  )
    return true
  if (argRules.some((one) => one.rule.category === 'never')) return true
  return [...(commands?.values() ?? [])].some(holdsNever)
}

const ANYTHING: Positionals = { before: [], many: 'text', after: [] }

/** `df: system.read` and `stop: service.change`: one rule for whatever follows. */
function simple(
  grammar: GrammarReader,
  name: string,
  id: string,
  line: number,
  base: Program | undefined,
): Program {
  const rule = ruleOf(grammar, line, name, id)
  return {
    name,
    rule,
    options: base?.options ?? new Map(),
    anyOption: rule.decision !== 'allow' || base?.anyOption === true,
    args: ANYTHING,
    argsWith: [],
    argRules: base?.argRules ?? [],
    commands: undefined,
    inherits: true,
    alone: undefined,
    stops: false,
    style: base?.style ?? 'gnu',
    special: undefined,
    interactive: undefined,
    network: base?.network ?? false,
    interpreter: base?.interpreter ?? false,
    danger: base?.danger ?? 0,
  }
}

function ruleOf({ reader, rules }: GrammarReader, line: number, name: string, id: string): Rule {
  const rule = rules.get(id)
  if (!rule) throw bad(reader.file, line, `program ${name} names rule "${id}", which is not there`)
  return rule
}

function commandsOf(
  grammar: GrammarReader,
  map: MapNode,
  program: Program,
  base: Program | undefined,
): ReadonlyMap<string, Program> | undefined {
  const node = map.entries.get('commands')
  if (!node) return base?.commands
  const commands = new Map(base?.commands)
  const parent: Program = {
    ...program,
    alone: undefined,
    special: undefined,
    argsWith: [],
    argRules: [],
    args: undefined,
    stops: false,
    interpreter: false,
    inherits: true,
    ...(program.inherits ? {} : { options: new Map(), anyOption: false, danger: 0 }),
  }
  for (const [names, entry] of grammar.reader.map(node, `commands of ${program.name}`).entries) {
    compileEach(grammar, names, entry, commands, `${program.name} `, parent)
  }
  return commands
}

/** `when` and `instead`: rule id → options (and `arg:pattern` for positionals) that bring it. */
function readRuled(
  grammar: GrammarReader,
  name: string,
  node: Node | undefined,
  draft: Draft,
  how: 'rule' | 'instead',
): void {
  if (!node) return
  const map = grammar.reader.map(node, `${how === 'rule' ? 'when' : how} of ${name}`)
  for (const [id, words] of map.entries) {
    const rule = ruleOf(grammar, words.line, name, id)
    const all = grammar.reader.words(words, `${id} of ${name}`)
    if (how === 'rule') {
      for (const word of all)
        if (word.startsWith('arg:')) draft.argRules.push({ pattern: loose(word.slice(4)), rule })
    }
    readOptions(
      grammar,
      map,
      name,
      all.filter((word) => !word.startsWith('arg:')),
      draft,
      how === 'rule' ? { rule } : { instead: rule },
    )
  }
}

/** `*` is any text here, slashes too. */
const loose = (glob: string): RegExp =>
  new RegExp(`^${glob.replace(/[\\^$.|?+()[\]{}]/g, '\\$&').replaceAll('*', '[^]*')}$`)

interface Meaning {
  readonly rule?: Rule
  readonly instead?: Rule
}

/** Reads option words: `-a`, `--all`, `-o <write>`, `--output=<write>`, `--color[=<text>]`, `--pid=host`. */
function readOptions(
  grammar: GrammarReader,
  map: MapNode,
  name: string,
  words: readonly string[],
  draft: Draft,
  meaning: Meaning,
): void {
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    const next = words[at + 1]
    const separate = /^<([a-z-]+)>$/.exec(next ?? '')
    const match = /^([^\s<[=]+)(\[?)(?:(=)|(?=<))?(?:<([a-z-]+)>|([^<\]]*))\]?$/.exec(word)
    const key = word === '-<n>' ? word : match?.[1]
    if (!key || (!/^[-+]/.test(key) && !word.includes('='))) {
      throw bad(grammar.reader.file, map.line, `program ${name}: "${word}" is no option`)
    }
    const kind = word === '-<n>' ? undefined : (match?.[4] ?? separate?.[1])
    if (separate) at++
    const fixed = match?.[3] && !match[4] ? match[5] : undefined
    const known = draft.options.get(key)
    if (fixed !== undefined && fixed !== '' && meaning.rule) {
      const base: Option = known ?? { takes: 'value', kind: 'text', values: [] }
      draft.options.set(key, {
        ...base,
        values: [...base.values, { pattern: loose(fixed), rule: meaning.rule }],
      })
      continue
    }
    if (known && grammar.owner) {
      if (known.rule?.category === 'never') {
        throw bad(grammar.reader.file, map.line, `program ${name}: ${key} is of category never and stays so`)
      }
      const { rule: _, ...rest } = known
      draft.options.set(key, { ...rest, ...meaning })
      continue
    }
    const takes = word.includes('[') ? 'attached' : kind !== undefined ? 'value' : 'nothing'
    draft.options.set(key, {
      takes,
      kind: kind === undefined ? 'text' : kindOf(grammar, map, name, kind),
      values: known?.values ?? [],
      ...meaning,
    })
  }
}

/** Any name may stand between the brackets, to be read by people; those of KINDS mean something. */
function kindOf(_: GrammarReader, __: MapNode, ___: string, name: string): Kind {
  return KINDS.find((kind) => kind === name) ?? 'text'
}

/** `<text> <read>... <write>`. */
function positionals(
  grammar: GrammarReader,
  map: MapNode,
  name: string,
  words: readonly string[],
): Positionals {
  const before: Kind[] = []
  const after: Kind[] = []
  let many: Kind | undefined
  for (const word of words) {
    const match = /^<([a-z-]+)>(\.\.\.)?$/.exec(word)
    if (!match?.[1] || (match[2] && many)) {
      throw bad(
        grammar.reader.file,
        map.line,
        `program ${name}: args "${words.join(' ')}" must be like <text> <read>... <write>`,
      )
    }
    const kind = kindOf(grammar, map, name, match[1])
    if (match[2]) many = kind
    else if (many) after.push(kind)
    else before.push(kind)
  }
  return many ? { before, many, after } : { before, after }
}

function argsWith(grammar: GrammarReader, map: MapNode, name: string): Program['argsWith'] {
  const node = grammar.reader.map(map.entries.get('args-with'), `args-with of ${name}`)
  return [...node.entries].map(([options, args]) => ({
    options: new Set(options.split(/\s+/)),
    args: positionals(grammar, node, name, grammar.reader.words(args, `args-with of ${name}`)),
  }))
}

const STYLES = ['gnu', 'words', 'clusters', 'pairs'] as const

function styleOf(reader: Reader, map: MapNode, name: string): Program['style'] | undefined {
  const node = map.entries.get('style')
  if (!node) return undefined
  const text = reader.text(node, `style of ${name}`)
  const style = STYLES.find((one) => one === text)
  if (!style)
    throw bad(reader.file, map.line, `program ${name}: style "${text}" is none of ${STYLES.join(', ')}`)
  return style
}

function flag(reader: Reader, map: MapNode, key: string): boolean | undefined {
  const node = map.entries.get(key)
  if (!node) return undefined
  const text = reader.text(node, key)
  if (text !== 'true' && text !== 'false') throw bad(reader.file, node.line, `${key} must be true or false`)
  return text === 'true'
}

function dangerOf(options: ReadonlyMap<string, Option>): 0 | 1 | 2 {
  let danger: 0 | 1 | 2 = 0
  for (const { rule, kind, values } of options.values()) {
    const ruled = (rule && rule.decision !== 'allow') || values.some((one) => one.rule.decision !== 'allow')
    if (ruled || kind === 'command' || kind === 'shell') return 2
    if (kind === 'write' || kind === 'remove' || kind === 'change') danger = 1
  }
  return danger
}
