import { bad, type MapNode, type Node, type Reader } from '../file/tree.ts'
import type { Option, Positionals, Program, Rule } from '../model.ts'
import { SPECIALS } from '../specials/index.ts'
import { type GrammarReader, ruleOf } from './grammar-reader.ts'
import { type Draft, readOptions, readRuled } from './option-words.ts'
import { argsWith, positionals } from './positionals.ts'
import { checkRestated } from './restated.ts'

const KEYS = [
  'rule',
  'options',
  'when',
  'instead',
  'lifts',
  'needs',
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

/** Entries without these share the options of what they build on. */
const OPTION_KEYS = ['options', 'when', 'instead']

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
  const speaks = OPTION_KEYS.some((key) => entries.has(key))
  const draft: Draft = {
    options: new Map(speaks ? base?.options : undefined),
    argRules: [...(base?.argRules ?? [])],
  }
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
    options: base && !speaks ? base.options : draft.options,
    anyOption: plain.includes('any') || base?.anyOption === true,
    args: args ?? (rule.decision === 'allow' ? undefined : ANYTHING),
    argsWith: entries.has('args-with') ? argsWith(grammar, map, name) : (base?.argsWith ?? []),
    argRules: draft.argRules,
    lifts: idsOf(grammar, map, name) ?? base?.lifts ?? NOTHING,
    needs: entries.has('needs') ? new Set(reader.words(entries.get('needs'), `needs of ${name}`)) : NOTHING,
    commands: undefined,
    inherits: flag(reader, map, 'inherit') ?? base?.inherits ?? true,
    alone: optional('alone') ?? base?.alone,
    stops: flag(reader, map, 'stops') ?? (base?.stops === true || runsCommand),
    style: styleOf(reader, map, name) ?? base?.style ?? 'gnu',
    special,
    interactive: optional('interactive') ?? base?.interactive,
    network: flag(reader, map, 'network') ?? base?.network ?? false,
    interpreter: flag(reader, map, 'interpreter') ?? base?.interpreter ?? false,
    danger: base && !speaks ? base.danger : dangerOf(draft.options),
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

const NOTHING: ReadonlySet<string> = new Set()

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
    anyOption: base?.anyOption === true,
    args: ANYTHING,
    argsWith: [],
    argRules: base?.argRules ?? [],
    lifts: base?.lifts ?? NOTHING,
    needs: NOTHING,
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

function idsOf(grammar: GrammarReader, map: MapNode, name: string): ReadonlySet<string> | undefined {
  const node = map.entries.get('lifts')
  if (!node) return undefined
  const ids = grammar.reader.words(node, `lifts of ${name}`)
  return new Set(ids.map((id) => ruleOf(grammar, node.line, name, id).id))
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
    const rules = [...(rule ? [rule] : []), ...values.map((one) => one.rule)].filter(
      (one) => one.decision !== 'allow',
    )
    const runs = rules.some(({ category, decision }) => category === 'code' || decision === 'deny')
    if (runs || kind === 'command' || kind === 'shell') return 2
    if (rules.length > 0) danger = 1
    if (kind === 'write' || kind === 'remove' || kind === 'change') danger = 1
  }
  return danger
}
