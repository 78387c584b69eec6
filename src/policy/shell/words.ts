import type { CommandExpansionPart, Word, WordPart } from 'unbash'
import { expandBraces } from './braces.ts'
import type { Frame } from './frame.ts'
import { ANY, SEGMENT, unknown, type Value, value } from './value.ts'

/** More readings of one word than this, and it counts as unknown. */
const MAX_READINGS = 8

/** The words that one written word becomes, each with everything it may read as. */
export type Field = readonly Value[]

export function fieldsOf(frame: Frame, word: Word): readonly Field[] {
  const { parts, text } = word
  if (!parts) {
    const start = text.startsWith('~') ? tilde(frame, word.value) : word.value
    return [[value(start, false, text)]]
  }
  if (parts.some((part) => part.type === 'BraceExpansion')) return braceFields(text)
  const built = new Readings(frame, word)
  for (const part of parts) built.add(part, false)
  return [built.finish()]
}

/** The only thing a word can be, or undefined. */
export function literalOf(frame: Frame, word: Word): string | undefined {
  const fields = fieldsOf(frame, word)
  if (fields.length !== 1 || fields[0]?.length !== 1) return undefined
  return fields[0][0]?.literal
}

function braceFields(text: string): readonly Field[] {
  const words = text.startsWith('~') ? undefined : expandBraces(text)
  if (!words) return [[unknown(text, true)]]
  return words.map((plain) => {
    const globbed = plain.replace(/[*?]+/g, SEGMENT)
    return [value(globbed, globbed !== plain, text)]
  })
}

/** `~` and `~/x` are the owner's home; anybody else's is known only for root. */
function tilde(frame: Frame, text: string): string {
  const slash = text.indexOf('/')
  const name = slash < 0 ? text : text.slice(0, slash)
  const rest = slash < 0 ? '' : text.slice(slash)
  if (name === '~') return frame.judgement.policy.places.userHome + rest
  return (name === '~root' ? '/root' : ANY) + rest
}

class Readings {
  #texts: string[] = ['']
  #many = false
  readonly #frame: Frame
  readonly #word: Word

  constructor(frame: Frame, word: Word) {
    this.#frame = frame
    this.#word = word
  }

  finish(): Field {
    return this.#texts.map((text) => value(text, this.#many, this.#word.text))
  }

  add(part: WordPart, quoted: boolean): void {
    switch (part.type) {
      case 'Literal': {
        const first = part.pos === this.#word.pos && !quoted && part.text.startsWith('~')
        return this.#append(first ? tilde(this.#frame, part.value) : part.value)
      }
      case 'SingleQuoted':
        return this.#append(part.value)
      case 'AnsiCQuoted':
        return this.#append(/[\0\x01\x02]/.test(part.value) ? ANY : part.value)
      case 'DoubleQuoted':
        for (const child of part.parts) this.add(child, true)
        return
      case 'SimpleExpansion':
        return this.#variable(part.text.slice(1), part.pos, quoted)
      case 'ParameterExpansion':
        if (part.prefix === '#') return this.#append('0')
        if (part.prefix || part.operation || part.index) return this.#any(!isSecret(part) && !quoted)
        return this.#variable(part.parameter, part.pos, quoted)
      case 'ArithmeticExpansion':
        return this.#append('0')
      case 'CommandExpansion':
        if (isSlug(part)) return this.#append(SEGMENT)
        return this.#any(!quoted)
      case 'ProcessSubstitution':
        return this.#append(part.text === this.#word.text ? '/dev/fd/63' : ANY)
      case 'Glob':
        this.#many = true
        return this.#append(SEGMENT)
      default:
        return this.#any(true)
    }
  }

  #append(text: string): void {
    this.#texts = this.#texts.map((before) => before + text)
  }

  #any(many: boolean): void {
    this.#append(ANY)
    this.#many ||= many
  }

  #variable(name: string, pos: number, quoted: boolean): void {
    const readings = readVariable(this.#frame, name, pos)
    if (!readings) return this.#any(!quoted || name === '@')
    const whole: readonly (string | undefined)[] = quoted ? readings : readings.map(splitFree)
    if (whole.includes(undefined)) return this.#any(true)
    if (this.#texts.length * whole.length > MAX_READINGS) return this.#any(!quoted)
    this.#texts = this.#texts.flatMap((before) => whole.map((text) => before + (text ?? ANY)))
    if (!quoted && whole.some((text) => text === '' || text?.includes(SEGMENT))) this.#many = true
  }
}

/** Unquoted text is split at blanks and globbed: only text that neither happens to stays one known word. */
const splitFree = (text: string): string | undefined => (/[\s*?[\]\\]/.test(text) ? undefined : text)

export const isSecret = (part: WordPart): boolean =>
  part.type === 'ParameterExpansion' && /^\$\{secret:[A-Za-z_][\w.-]*\}$/.test(part.text)

/** Everything a variable may hold at that place in the text; undefined when that is not known. */
function readVariable(frame: Frame, name: string, pos: number): readonly string[] | undefined {
  if (NUMBERS.has(name)) return ['0']
  const { variables, judgement } = frame
  const assigned = variables.find(name)
  if (variables.opaque() || assigned?.unknown) return undefined
  const { places } = judgement.policy
  if (!assigned) {
    if (name === 'HOME') return [places.userHome]
    if (name === 'AUTOHOME_HOME') return [places.home]
    if (name === 'PWD') return frame.cwd.dirs
    return undefined
  }
  const readings = new Set<string>()
  const here = frame.source === variables.source ? pos : -1
  if (!assigned.spans.some(({ from, to }) => here >= from && here <= to)) readings.add('')
  for (const word of assigned.words) {
    if (word.parts?.some(refersOn)) return undefined
    for (const field of fieldsOf(frame, word)) {
      for (const one of field) {
        if (one.text.includes(ANY)) return undefined
        readings.add(one.text)
      }
    }
    if (readings.size > MAX_READINGS) return undefined
  }
  return [...readings]
}

/** One variable is followed, a chain of them is not. */
const refersOn = (part: WordPart): boolean =>
  part.type === 'SimpleExpansion' ||
  part.type === 'ParameterExpansion' ||
  part.type === 'LocaleString' ||
  (part.type === 'DoubleQuoted' && part.parts.some(refersOn))

/** Special parameters and variables that always hold a number. */
const NUMBERS = new Set([
  '?',
  '#',
  '$',
  '!',
  'UID',
  'EUID',
  'PPID',
  'RANDOM',
  'SECONDS',
  'LINENO',
  'SRANDOM',
  'EPOCHSECONDS',
])

/** Substitutions whose output is one word without a slash. */
const SLUGS = new Set(['hostname', 'nproc', 'whoami', 'arch'])

function isSlug(part: CommandExpansionPart): boolean {
  const statements = part.script?.commands
  const command = statements?.length === 1 ? statements[0]?.command : undefined
  if (command?.type !== 'Command' || !command.name || command.prefix.length > 0) return false
  const words = command.suffix.map((word) => (word.type === 'Word' && !word.parts ? word.value : undefined))
  if (command.name.value === 'date') return words.length === 1 && DATE_SLUG.test(words[0] ?? '')
  return SLUGS.has(command.name.value) && words.length === 0
}

/** Formats of date(1) that print digits and plain signs only. */
const DATE_SLUG = /^\+(?:[\w.:-]|%[YmdHMSFTsjuVNy])+$/
