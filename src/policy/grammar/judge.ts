import { stricter } from '../findings.ts'
import { judgeValue } from '../judge-value.ts'
import type { Kind, Positionals, Program, Rule } from '../model.ts'
import { type Frame, note, TAG } from '../shell/frame.ts'
import { ANY, type Value } from '../shell/value.ts'
import { readOptions } from './options.ts'

export interface Judged {
  readonly tags: number
  /** Options that were given, in full, with their values. */
  readonly given: ReadonlyMap<string, Value | undefined>
  readonly positionals: readonly Value[]
}

/** What a special reader may change about the usual judgement. */
export interface Hooks {
  /** Words that the program itself adds to the command that it starts (`xargs`). */
  readonly appended?: readonly Value[]
  /** The rule of a dry run that was asked for before the subcommand. */
  readonly instead?: Rule | undefined
}

/** Judges arguments by the program's grammar: its options, then its subcommand or its positionals. */
export function judgeGrammar(
  frame: Frame,
  program: Program,
  args: readonly Value[],
  part: string,
  hooks: Hooks = {},
): Judged {
  const read = readOptions(frame, program, args, part)
  const [first, ...rest] = read.positionals
  const stands = read.instead ?? hooks.instead
  if (!stands) for (const rule of read.lifted) note(frame, rule, part)
  if (program.commands && first) {
    if (read.unknown) note(frame, 'shell.unknown-option', part)
    if (read.instead && !program.inherits) note(frame, read.instead, part)
    const instead = program.inherits ? (read.instead ?? hooks.instead) : undefined
    return {
      tags: judgeSubcommand(frame, program, [first, ...rest], part, { instead }),
      given: read.given,
      positionals: rest,
    }
  }
  let rule: Rule = read.instead ?? hooks.instead ?? program.rule
  if (!first && !read.instead && !hooks.instead) rule = program.alone ?? program.rule
  if (frame.terminal && program.interactive) rule = stricter(rule, program.interactive)
  note(frame, rule, part)
  if (read.unknown && rule.decision === 'allow') note(frame, 'shell.unknown-option', part)
  for (const positional of read.positionals) judgeForm(frame, program, positional, part)
  const runs = program.interpreter && !read.instead ? TAG.interpreter : TAG.none
  if (read.positionals.length === 0) return { tags: runs, given: read.given, positionals: [] }
  const spec = program.argsWith.find(({ options }) =>
    [...read.given.keys()].some((name) => options.has(name)),
  )
  const tags = judgePositionals(frame, spec?.args ?? program.args, read.positionals, part, hooks)
  return { tags: tags | runs, given: read.given, positionals: read.positionals }
}

function judgeSubcommand(
  frame: Frame,
  program: Program,
  [first, ...rest]: readonly Value[],
  part: string,
  hooks: Hooks,
): number {
  const command = first?.literal === undefined ? undefined : program.commands?.get(first.literal)
  if (command) {
    const own = command.network ? TAG.network : TAG.none
    return own | judgeGrammar(frame, command, rest, part, hooks).tags
  }
  note(frame, program.rule.decision === 'allow' ? 'shell.unknown-argument' : program.rule, part)
  return program.interpreter ? TAG.interpreter : TAG.none
}

/** Rules for arguments of a certain form; an argument that is not known may have it. */
function judgeForm(frame: Frame, program: Program, word: Value, part: string): void {
  for (const { pattern, rule } of program.argRules) {
    if (word.literal === undefined) {
      if (rule.decision !== 'allow' && word.text.startsWith(ANY)) note(frame, 'shell.unknown-value', part)
    } else if (pattern.test(word.literal)) note(frame, rule, part)
  }
}

function judgePositionals(
  frame: Frame,
  spec: Positionals | undefined,
  words: readonly Value[],
  part: string,
  hooks: Hooks,
): number {
  if (!spec) {
    note(frame, 'shell.unknown-argument', part)
    return TAG.none
  }
  if (spec.many === 'command') return judgeNested(frame, spec, words, part, hooks)
  if (spec.many === 'shell-words') return judgeShellWords(frame, words.slice(spec.before.length), part)
  let tags = TAG.none
  const kinds = distribute(spec, words)
  for (const [i, word] of words.entries()) {
    const possible = kinds[i] ?? []
    if (possible.length === 0) note(frame, 'shell.unknown-argument', part)
    for (const kind of possible) tags |= judgeValue(frame, kind, word, part)
  }
  return tags
}

/** Which kinds each word may be: one where it is sure, several where a word before it may become more or none. */
function distribute(
  { before, many, after }: Positionals,
  words: readonly Value[],
): readonly (readonly Kind[])[] {
  const all = [...new Set([...before, ...(many ? [many] : []), ...after])]
  const firstMany = words.findIndex((word) => word.many)
  const lastMany = words.findLastIndex((word) => word.many)
  const middle = words.length - after.length
  return words.map((_, i) => {
    const fromStart = firstMany < 0 || i < firstMany
    const fromEnd = lastMany < 0 || i > lastMany
    if (i >= middle && i >= before.length && fromEnd) return present(after[i - middle])
    if (i < before.length && fromStart) return present(before[i])
    const inMany =
      many !== undefined &&
      (i >= before.length || firstMany >= before.length) &&
      (fromEnd || after.length === 0)
    if (inMany || (many !== undefined && before.length === 0 && i < middle)) return present(many)
    if (fromStart && fromEnd) return present(many)
    return all
  })
}

const present = (kind: Kind | undefined): readonly Kind[] => (kind ? [kind] : [])

/** `timeout 5 ls`: the words after the program's own are a command line. */
function judgeNested(
  frame: Frame,
  spec: Positionals,
  words: readonly Value[],
  part: string,
  hooks: Hooks,
): number {
  const own = words.slice(0, spec.before.length)
  const command = [...words.slice(spec.before.length), ...(hooks.appended ?? [])]
  for (const [i, word] of own.entries()) judgeValue(frame, spec.before[i] ?? 'text', word, part)
  if (own.some((word) => word.many)) note(frame, 'shell.unknown-value', part)
  return command.length > 0 ? judgeNestedCommand(frame, command, part) : TAG.none
}

/** Judges a command line that a program starts without a shell. Functions of the script are out of its reach; `command cd` moves this very shell. */
export function judgeNestedCommand(frame: Frame, argv: readonly Value[], part: string): number {
  const { judgement } = frame
  const { limits } = judgement.policy
  if (++judgement.commands > limits.commands || frame.depth >= limits.nesting) {
    note(frame, 'shell.limits', part)
    return TAG.none
  }
  const inner = { ...frame, depth: frame.depth + 1, functions: NO_FUNCTIONS }
  return judgement.interpreter.invocation(inner, argv, argv.map(({ source }) => source).join(' ') || part)
}

const NO_FUNCTIONS = new Set<string>()

function judgeShellWords(frame: Frame, words: readonly Value[], part: string): number {
  if (words.length === 0) return TAG.none
  if (words.some((word) => word.literal === undefined)) {
    note(frame, 'code.unseen', part)
    return TAG.interpreter
  }
  return frame.judgement.interpreter.text(frame, words.map((word) => word.literal).join(' '), {
    own: true,
    posix: true,
  })
}
