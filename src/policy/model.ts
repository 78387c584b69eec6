import type { Access } from '../domain/effect.ts'
import type { Decision } from '../domain/policy.ts'
import type { Localized } from '../domain/text.ts'

/** One rule of the policy file. Category `never` cannot be loosened by the owner's file. */
export interface Rule {
  readonly id: string
  readonly category: string
  readonly decision: Decision
  readonly access: Access
  readonly why: Localized
  readonly undo?: Localized
  /** What it asks about is gone afterwards: two people may have to agree. */
  readonly destructive?: true
}

/** What a word of a command stands for, as written between angle brackets in the policy file. */
export const KINDS = [
  'text', // nothing outside the program: a pattern, a number, a name
  'read', // a file whose content is read
  'tree', // a file, or a directory read with everything below
  'list', // a path of which only names, sizes and dates are looked at
  'write', // a file that is made or overwritten
  'remove', // a path that is deleted
  'change', // a path whose owner, mode or place changes
  'url',
  'head', // an address of which only the headers are asked for
  'method', // how a client asks: GET and HEAD only read
  'host', // a name that is looked up or spoken to
  'command', // this word and all that follow are a command of their own
  'shell', // a shell script in one word
  'shell-words', // these words, joined by blanks, are a shell script
  'sed',
  'awk',
  'jq', // a filter of jq or yq
  'sql', // one statement of SQLite
  'format', // an output format of curl
  'template', // a template of `docker inspect`
  'variable', // NAME=value put into a program's environment
] as const
export type Kind = (typeof KINDS)[number]

/** An option's meaning: whether a value follows, what the value is, and rules that its presence or value brings. */
export interface Option {
  readonly takes: 'nothing' | 'value' | 'attached'
  readonly kind: Kind
  /** What the word after the value is, of options that take two: `jq --arg name value`. */
  readonly second?: Kind
  readonly rule?: Rule
  readonly values: readonly { readonly pattern: RegExp; readonly rule: Rule }[]
  /** The rule that takes the place of the program's own when this option is given (a dry run, `--list` …). */
  readonly instead?: Rule
}

export interface Positionals {
  readonly before: readonly Kind[]
  readonly many?: Kind
  readonly after: readonly Kind[]
}

/** The compiled grammar of one program or one of its subcommands. */
export interface Program {
  readonly name: string
  readonly rule: Rule
  readonly options: ReadonlyMap<string, Option>
  readonly anyOption: boolean
  readonly args: Positionals | undefined
  /** Other positionals where one of these options was given, e.g. `grep -e`. */
  readonly argsWith: readonly { readonly options: ReadonlySet<string>; readonly args: Positionals }[]
  /** Rules for positionals of a certain form. */
  readonly argRules: readonly { readonly pattern: RegExp; readonly rule: Rule }[]
  /** Rules of its options that say nothing where an `instead` was given: a dry run with `--delete` deletes nothing. */
  readonly lifts: ReadonlySet<string>
  /** Options of which one must be there for an `instead` to count. */
  readonly needs: ReadonlySet<string>
  readonly commands: ReadonlyMap<string, Program> | undefined
  /** Subcommands know the program's own options, a dry run too. */
  readonly inherits: boolean
  /** The rule where no subcommand is named. */
  readonly alone: Rule | undefined
  /** Options end at the first word that is none. */
  readonly stops: boolean
  /** `words`: `-name` is one option; `clusters`: `tar xzf`; `pairs`: `dd if=x`. */
  readonly style: 'gnu' | 'words' | 'clusters' | 'pairs'
  /** A reader in code for what no table says: `find`, `cd`, `eval` … */
  readonly special: string | undefined
  /** Another rule when it is started in a terminal of its own, where its keys can start other programs. */
  readonly interactive: Rule | undefined
  /** Its output came over the network. */
  readonly network: boolean
  /** It runs what it reads from its standard input or from its file arguments. */
  readonly interpreter: boolean
  /** How bad it would be if an unknown word turned out to be an option: 0 harmless, 1 asks or writes, 2 runs code. */
  readonly danger: 0 | 1 | 2
}

export interface Programs {
  get(name: string): Program | undefined
  has(name: string): boolean
}

export interface PathRule {
  readonly rule: Rule
  /** From the owner's file: it gives way to what is never done. */
  readonly owner: boolean
  readonly kinds: ReadonlySet<Kind>
  readonly globs: readonly string[]
  readonly regex: RegExp
}

export interface UrlRule {
  readonly rule: Rule
  readonly owner: boolean
  readonly methods: ReadonlySet<string> | undefined
  readonly regex: RegExp
}

/** An exact command form named in a rule, e.g. `systemctl restart nginx`. A word `*` stands for one word without slash. */
export interface Form {
  readonly rule: Rule
  readonly words: readonly string[]
}

export interface Limits {
  readonly length: number
  readonly commands: number
  readonly nesting: number
}

/** Where things are on this machine. All paths absolute and lexically normal. */
export interface Places {
  readonly home: string
  readonly workspace: string
  readonly userHome: string
  readonly realpath: ((path: string) => string) | undefined
}

/** The policy file, compiled once at the start. */
export interface Compiled {
  readonly rules: ReadonlyMap<string, Rule>
  readonly programs: Programs
  readonly paths: readonly PathRule[]
  /** Patterns, in segments, of what may not be read along with its directory. */
  readonly exposed: readonly (readonly string[])[]
  readonly urls: readonly UrlRule[]
  /** By first word. */
  readonly forms: ReadonlyMap<string, readonly Form[]>
  readonly trusted: ReadonlySet<string>
  readonly harmlessVariables: RegExp
  readonly guardedVariables: RegExp
  readonly limits: Limits
  readonly places: Places
  readonly builtin: Record<BuiltinRule, Rule>
}

/** Rules that the interpreter itself names; the policy file must hold every one of them. */
export const BUILTIN_RULES = [
  'shell.plain',
  'shell.not-understood',
  'shell.odd-text',
  'shell.unknown-program',
  'shell.unknown-option',
  'shell.unknown-argument',
  'shell.unknown-value',
  'shell.untrusted-path',
  'shell.variable',
  'shell.arithmetic',
  'shell.fork-bomb',
  'shell.limits',
  'code.unseen',
  'network.into-shell',
  'network.fetch',
  'network.send',
  'network.unknown-host',
  'files.read',
  'files.write',
  'files.delete',
  'files.private',
  'files.exposed-tree',
  'paths.outside',
  'paths.unknown',
  'paths.odd-name',
  'programs.about',
  'self.home',
] as const
export type BuiltinRule = (typeof BUILTIN_RULES)[number]

/** One part of what was judged, with the rule that it fell under. */
export interface Finding {
  readonly rule: Rule
  readonly part: string
  readonly depth: number
}
