import { stricter } from '../findings.ts'
import { judgeValue } from '../judge-value.ts'
import type { Option, Program, Rule } from '../model.ts'
import { type Frame, note } from '../shell/frame.ts'
import { ANY, SEGMENT, tail, type Value } from '../shell/value.ts'

export interface ReadOptions {
  readonly given: ReadonlyMap<string, Value | undefined>
  readonly positionals: readonly Value[]
  /** The rule that an option puts in the place of the program's own. */
  readonly instead: Rule | undefined
  /** An option was given that the grammar does not know. */
  readonly unknown: boolean
  /** Rules of options that count unless something stands in the program's place. */
  readonly lifted: readonly Rule[]
}

/** Splits arguments the way the program does, and judges every option on the way. Unknown options ask. */
export function readOptions(
  frame: Frame,
  program: Program,
  args: readonly Value[],
  part: string,
): ReadOptions {
  const reader = {
    frame,
    program,
    part,
    given: new Map<string, Value | undefined>(),
    instead: undefined as Rule | undefined,
    unknown: false,
    lifted: [] as Rule[],
  }
  const positionals: Value[] = []
  let ended = program.style === 'pairs'
  for (let at = 0; at < args.length; at++) {
    const word = args[at]
    if (!word) break
    const { text } = word
    if (ended) positionals.push(word)
    else if (text === '--') ended = true
    else if (at === 0 && program.style === 'clusters' && /^[A-Za-z]/.test(text) && !/[.=/]/.test(text)) {
      at += readCluster(reader, { ...word, text: `-${text}` }, args, at + 1, true)
    } else if (text.startsWith('--') && program.style !== 'words')
      at += readLong(reader, word, args.slice(at + 1, at + 3))
    else if (text.startsWith('-') && text.length > 1) {
      at +=
        program.style === 'words'
          ? readLong(reader, word, args.slice(at + 1, at + 3))
          : readCluster(reader, word, args, at + 1, false)
    } else {
      if (mayBeOption(program, word)) note(frame, 'shell.unknown-value', part)
      positionals.push(word)
      if (program.stops || program.commands) {
        positionals.push(...args.slice(at + 1))
        break
      }
    }
  }
  const words = program.style === 'pairs' ? readPairs(reader, positionals) : positionals
  const { given, instead, unknown, lifted } = reader
  const counts = program.needs.size === 0 || [...program.needs].some((name) => given.has(name))
  return { given, positionals: words, instead: counts ? instead : undefined, unknown, lifted }
}

interface Reader {
  readonly frame: Frame
  readonly program: Program
  readonly part: string
  readonly given: Map<string, Value | undefined>
  readonly lifted: Rule[]
  instead: Rule | undefined
  unknown: boolean
}

/** `--name`, `--name=value`, `--name value`. @returns how many words beyond its own it took */
function readLong(reader: Reader, word: Value, [next, after]: readonly Value[]): number {
  const equals = word.text.indexOf('=')
  const name = equals < 0 ? word.text : word.text.slice(0, equals)
  const option = reader.program.options.get(name)
  if (!option) return unknownLong(reader, name, equals < 0 ? undefined : tail(word, equals + 1))
  if (equals >= 0) {
    if (option.takes === 'nothing') reader.unknown = true
    apply(reader, name, option, tail(word, equals + 1))
    return 0
  }
  if (option.takes !== 'value') {
    apply(reader, name, option, undefined)
    return 0
  }
  apply(reader, name, option, next)
  if (option.second === undefined) return 1
  if (after) judgeValue(reader.frame, option.second, after, reader.part)
  if (!after || after.many || next?.many) note(reader.frame, 'shell.unknown-argument', reader.part)
  return 2
}

/** An abbreviation is as bad as what it may stand for, and asks at least. */
function unknownLong(reader: Reader, name: string, value: Value | undefined): number {
  const { program } = reader
  const known = [...program.options].filter(([full]) => full.startsWith(name)).map(([, option]) => option)
  if (program.anyOption && !program.danger && known.every(({ kind }) => kind === 'text'))
    return judgeAttached(reader, value)
  for (const { rule } of known) if (rule) noteRule(reader, rule)
  reader.unknown = true
  return 0
}

/** Of an option that does no harm itself, a file that it names may still be read. */
function judgeAttached({ frame, part }: Reader, value: Value | undefined): number {
  if (value && /[/~]/.test(value.text)) judgeValue(frame, 'read', value, part)
  return 0
}

/** `-abc`, `-ofile`, `-o file`; `old`: `tar xf a b`, where values follow in the order of their letters. */
function readCluster(
  reader: Reader,
  word: Value,
  args: readonly Value[],
  next: number,
  old: boolean,
): number {
  const { program } = reader
  const { text } = word
  const number = program.options.get('-<n>')
  if (number && /^-\d+$/.test(text)) {
    apply(reader, '-<n>', number, undefined)
    return 0
  }
  let taken = 0
  for (let at = 1; at < text.length; at++) {
    const name = `-${text[at]}`
    const option = program.options.get(name)
    if (!option) {
      if (!program.anyOption) reader.unknown = true
      if (!program.anyOption) break
      if (at === 1) judgeAttached(reader, tail(word, 2))
      continue
    }
    if (option.takes === 'nothing') {
      apply(reader, name, option, undefined)
      continue
    }
    const attached = at + 1 < text.length && !old
    if (attached || option.takes === 'attached') {
      apply(reader, name, option, attached ? tail(word, at + 1) : undefined)
      break
    }
    apply(reader, name, option, args[next + taken])
    taken++
    if (!old) break
  }
  return taken
}

/** `dd if=a of=b`. */
function readPairs(reader: Reader, words: readonly Value[]): readonly Value[] {
  const rest: Value[] = []
  for (const word of words) {
    const equals = word.text.indexOf('=')
    const name = word.text.slice(0, equals)
    const option = equals < 0 ? undefined : reader.program.options.get(name)
    if (option) apply(reader, name, option, tail(word, equals + 1))
    else if (word.text.startsWith('-')) reader.unknown = true
    else rest.push(word)
  }
  return rest
}

function noteRule({ frame, program, part, lifted }: Reader, rule: Rule): void {
  if (program.lifts.has(rule.id)) lifted.push(rule)
  else note(frame, rule, part)
}

function apply(reader: Reader, name: string, option: Option, given: Value | undefined): void {
  const { frame, part } = reader
  reader.given.set(name, given)
  if (option.rule) noteRule(reader, option.rule)
  if (option.instead)
    reader.instead = reader.instead ? stricter(reader.instead, option.instead) : option.instead
  if (option.takes === 'nothing') return
  if (!given) {
    if (option.takes === 'value') note(frame, 'shell.unknown-argument', part)
    return
  }
  if (given.many) note(frame, 'shell.unknown-value', part)
  for (const { pattern, rule } of option.values) {
    if (given.literal === undefined) note(frame, 'shell.unknown-value', part)
    else if (pattern.test(given.literal)) note(frame, rule, part)
  }
  judgeValue(frame, option.kind, given, part)
}

/** Whether nobody can tell if a word is an option. */
const mayBeOption = (program: Program, { text }: Value): boolean =>
  (text.startsWith(ANY) && program.danger > 0) || (text.startsWith(SEGMENT) && program.danger > 1)
