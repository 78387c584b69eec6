import {
  BUILTIN_RULES,
  type BuiltinRule,
  type Compiled,
  type Form,
  type Limits,
  type PathRule,
  type Program,
  type Programs,
  type Rule,
  type UrlRule,
} from '../model.ts'
import { compileEach } from '../grammar/compile.ts'
import type { GrammarReader } from '../grammar/grammar-reader.ts'
import { programsOnDemand } from '../grammar/on-demand.ts'
import type { PolicyFile, PolicyOptions } from '../policy-options.ts'
import { splitGlobs } from '../globs.ts'
import { pathRule, readPaths, readUrls } from './places.ts'
import { type Examples, readRules, type RuleSet } from './rules.ts'
import { bad, createReader, type Node, type Reader } from './tree.ts'
import { readYaml } from './yaml.ts'

const KEYS = ['version', 'limits', 'trusted', 'variables', 'rules', 'programs', 'paths', 'urls']

interface Draft extends RuleSet {
  readonly programs: Map<string, Program>
  paths: readonly PathRule[]
  urls: readonly UrlRule[]
  readonly trusted: Set<string>
  readonly harmless: string[]
  readonly guarded: string[]
  limits: Limits
}

/** The programs of a file, not compiled yet. */
interface FoundPrograms {
  readonly grammar: GrammarReader
  readonly entries: ReadonlyMap<string, Node>
}

export interface Stage {
  readonly compiled: Compiled
  /** Of the file that was added last. */
  readonly examples: readonly Examples[]
}

/**
 * Compiles the shipped file, and then the owner's on top of it: one stage each, to be checked before the next is made.
 * @throws UserError `bad_policy`
 */
export function* compile(options: PolicyOptions): Generator<Stage> {
  const draft = emptyDraft()
  for (const file of options.owner ? [options.base, options.owner] : [options.base]) {
    draft.examples.length = 0
    const read = addFile(draft, file, options.userHome, file === options.owner)
    for (const [names, entry] of read.entries) compileEach(read.grammar, names, entry, draft.programs)
    yield { compiled: finish(draft, options, draft.programs), examples: draft.examples }
  }
}

/** The shipped file alone, where all of it was compiled and checked before: programs are compiled when they are named. */
export function compileKnown(options: PolicyOptions): Compiled {
  const draft = emptyDraft()
  const { grammar, entries } = addFile(draft, options.base, options.userHome, false)
  return finish(draft, options, programsOnDemand(grammar, entries))
}

const emptyDraft = (): Draft => ({
  rules: new Map(),
  forms: [],
  examples: [],
  programs: new Map(),
  paths: [],
  urls: [],
  trusted: new Set(),
  harmless: [],
  guarded: [],
  limits: { length: 16_384, commands: 50, nesting: 8 },
})

function finish(draft: Draft, options: PolicyOptions, programs: Programs): Compiled {
  const builtin = builtinRules(options.base.name, draft.rules)
  const { home, workspace, userHome } = options
  const paths = [...ownPaths(builtin, home, options.socketPaths ?? []), ...draft.paths]
  const closed = paths.filter(({ rule, kinds }) => kinds.has('read') && rule.decision !== 'allow')
  return {
    rules: draft.rules,
    programs,
    paths,
    exposed: splitGlobs(closed.flatMap(({ globs }) => globs)),
    urls: draft.urls,
    forms: byFirstWord(draft.forms),
    trusted: draft.trusted,
    harmlessVariables: namesRegex(draft.harmless),
    guardedVariables: namesRegex(draft.guarded),
    limits: draft.limits,
    places: { home, workspace, userHome, realpath: options.realpath },
    builtin,
  }
}

function addFile(draft: Draft, { name, text }: PolicyFile, userHome: string, owner: boolean): FoundPrograms {
  const root = readYaml(name, text)
  const reader = createReader(name, root)
  const map = reader.map(root, 'the policy file')
  reader.keys(map, KEYS, 'the policy file')
  const { entries } = map
  const version = entries.get('version')
  if (version && reader.text(version, 'version') !== '1')
    throw bad(name, version.line, 'only version 1 is known')
  readRules(reader, entries.get('rules'), draft)
  const paths = readPaths(reader, entries.get('paths'), draft.rules, userHome)
  const urls = readUrls(reader, entries.get('urls'), draft.rules)
  // What the owner says comes first; where it meets what is never done, that stays (`paths.ts`).
  draft.paths = [...paths.map((one) => ({ ...one, owner })), ...draft.paths]
  draft.urls = [...urls.map((one) => ({ ...one, owner })), ...draft.urls]
  for (const dir of reader.words(entries.get('trusted'), 'trusted')) draft.trusted.add(dir)
  addVariables(draft, reader, entries.get('variables'))
  addLimits(draft, reader, entries.get('limits'))
  const programs = entries.get('programs')
  return {
    grammar: { reader, rules: draft.rules, owner },
    entries: programs ? reader.map(programs, 'programs').entries : new Map(),
  }
}

function addVariables(draft: Draft, reader: Reader, node: Node | undefined): void {
  if (!node) return
  const map = reader.map(node, 'variables')
  reader.keys(map, ['harmless', 'guarded'], 'variables')
  draft.harmless.push(...reader.words(map.entries.get('harmless'), 'harmless'))
  draft.guarded.push(...reader.words(map.entries.get('guarded'), 'guarded'))
}

function addLimits(draft: Draft, reader: Reader, node: Node | undefined): void {
  if (!node) return
  const map = reader.map(node, 'limits')
  reader.keys(map, ['length', 'commands', 'nesting'], 'limits')
  const number = (key: keyof Limits): number => {
    const given = map.entries.get(key)
    if (!given) return draft.limits[key]
    const found = Number(reader.text(given, key))
    if (!Number.isInteger(found) || found < 1)
      throw bad(reader.file, given.line, `${key} must be a whole number above 0`)
    return found
  }
  draft.limits = { length: number('length'), commands: number('commands'), nesting: number('nesting') }
}

function builtinRules(file: string, rules: ReadonlyMap<string, Rule>): Record<BuiltinRule, Rule> {
  const found: Partial<Record<BuiltinRule, Rule>> = {}
  for (const id of BUILTIN_RULES) {
    const rule = rules.get(id)
    if (!rule) throw bad(file, 1, `rule ${id} is missing; the policy cannot do without it`)
    found[id] = rule
  }
  return found as Record<BuiltinRule, Rule>
}

/** Autohome's own directory and the sockets that give their user the machine: before every other path. */
function ownPaths(
  builtin: Record<BuiltinRule, Rule>,
  home: string,
  sockets: readonly string[],
): readonly PathRule[] {
  const kinds = ['read', 'list', 'write', 'remove', 'change'] as const
  return [pathRule(builtin['self.home'], kinds, [home, `${home}/**`, ...sockets])]
}

function byFirstWord(forms: readonly Form[]): ReadonlyMap<string, readonly Form[]> {
  const grouped = new Map<string, Form[]>()
  for (const form of forms) {
    const first = form.words[0] ?? ''
    grouped.set(first, [...(grouped.get(first) ?? []), form])
  }
  return grouped
}

/** Names, with `*` for any rest: `LC_*`. */
const namesRegex = (names: readonly string[]): RegExp =>
  new RegExp(`^(?:${names.map((name) => name.replaceAll('*', '\\w*')).join('|') || '(?!)'})$`)
