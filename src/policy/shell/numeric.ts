import type { Command, Redirection, Word, WordPart } from 'unbash'
import type { ParsedScript } from './frame.ts'

/** Whether a word can be nothing but a whole number, or nothing at all: what arithmetic makes, or what only counts. */
export function isNumericWord({ parts }: Word): boolean {
  return parts?.length === 1 && parts[0] !== undefined && isNumericPart(parts[0])
}

function isNumericPart(part: WordPart): boolean {
  if (part.type === 'DoubleQuoted') return part.parts.length === 1 && part.parts.every(isNumericPart)
  if (part.type === 'CommandExpansion') return part.script !== undefined && printsNumber(part.script)
  // Whether its own expression is harmless is judged where it stands.
  return part.type === 'ArithmeticExpansion'
}

/** `$(wc -l < file)`, `$(df … | tr -dc 0-9)`: the last program of the pipeline prints digits whatever it reads. */
export function printsNumber({ commands, errors }: ParsedScript): boolean {
  const [statement, ...more] = commands
  if (!statement || more.length > 0 || statement.background || errors?.length) return false
  const { command } = statement
  const last = command.type === 'Pipeline' ? command.commands.at(-1) : command
  return last?.type === 'Command' && last.prefix.every(isQuiet) && counts(last)
}

/** Command lines that print one whole number whatever they read. */
const COUNTERS =
  /^(?:wc -[lcwm]|tr (?:-dc|-cd) (?:0-9|\[:digit:\])|nproc(?: --all)?|id -u|grep -[ivEFw]*c[ivEFw]*|pgrep -[cno])$/

function counts({ name, args, redirects }: Command): boolean {
  if (!name || name.parts || !redirects.every(isQuiet)) return false
  if (name.value === 'date') return saysTime(args)
  if (name.value === 'stat') return saysNumber(args)
  const words = args.map((word) => (word.type === 'Word' ? wordOf(word) : undefined))
  // A pattern may be anything that is no option.
  if (/^(?:grep|pgrep)$/.test(name.value) && words.length === 2 && !words[1]?.startsWith('-')) words.pop()
  return !words.includes(undefined) && COUNTERS.test([name.value, ...words].join(' '))
}

/** `date -d "$when" +%s`: the format comes last, there is no other, and it is a number's. */
function saysTime(args: Command['args']): boolean {
  const words = [...args]
  const format = words.pop()
  if (format?.type !== 'Word' || !/^\+%-?[sYmdHMSjuw]$/.test(wordOf(format) ?? '')) return false
  while (words.length > 0) {
    const word = words.shift()
    const known = word?.type === 'Word' ? wordOf(word) : undefined
    if (known === '-u' || known?.startsWith('--date=')) continue
    if (known !== '-d' && known !== '-r') return false
    const value = words.shift()
    if (value?.type !== 'Word' || !isOneWord(value)) return false
  }
  return true
}

/** `stat -c %Y file`: the format is a number's, and no file can turn out to be another option. */
function saysNumber([option, format, ...files]: Command['args']): boolean {
  const known = [option, format, ...files].map((word) => (word?.type === 'Word' ? wordOf(word) : undefined))
  return known[0] === '-c' && /^%[XYZsugiha]$/.test(known[1] ?? '') && known.slice(2).every(isPlainName)
}

const isPlainName = (word: string | undefined): boolean =>
  word !== undefined && /^[\w/.][^*?[\]{}]*$/.test(word)

/** Whatever is expanded in it, it stays one word. */
const isOneWord = ({ parts }: Word): boolean =>
  parts?.every(({ type }) => type === 'DoubleQuoted' || type === 'SingleQuoted' || type === 'Literal') !==
  false

/** A word that nothing is expanded in. */
const wordOf = ({ value, parts }: Word): string | undefined => (parts?.some(expands) ? undefined : value)

const expands = (part: WordPart): boolean =>
  part.type === 'DoubleQuoted'
    ? part.parts.some(expands)
    : part.type !== 'Literal' && part.type !== 'SingleQuoted'

/** Errors are not mixed into what it prints: they would name a file. */
const isQuiet = (part: { readonly type: string }): boolean => {
  const { type, operator } = part as Redirection
  return type === 'HereString' || (type === 'Redirect' && (operator === '<' || operator === '>'))
}
