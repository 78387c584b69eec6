import type { Json } from '../domain/json.ts'

/** Words that bash itself would act on where a command begins; quoted they are plain text. */
const RESERVED = new Set(
  'if then elif else fi do done case esac while until for in function time select coproc'.split(' '),
)
const PLAIN = /^[A-Za-z0-9_/.:@%+,-]+$/

/** One bash word that means exactly `text`: bare where that is safe, for people who read it, else in single quotes. */
export function quoteWord(text: string, always = false): string {
  if (!always && PLAIN.test(text) && !RESERVED.has(text)) return text
  return `'${text.replaceAll("'", `'\\''`)}'`
}

/**
 * A value as bash words: text and numbers are one word, a list is one word each, an empty list is nothing.
 *
 * @throws Error for what cannot be a word: null, objects, nested lists, a NUL character
 */
export function quoteValue(value: Json, always = false): string {
  if (Array.isArray(value)) return value.map((one: Json) => quoteScalar(one, always)).join(' ')
  return quoteScalar(value, always)
}

function quoteScalar(value: Json, always: boolean): string {
  if (typeof value === 'number' || typeof value === 'boolean') return quoteWord(String(value), always)
  if (typeof value !== 'string')
    throw new Error('only text, numbers and lists of them can be put into a command')
  if (value.includes('\0')) throw new Error('a value with a NUL character cannot be put into a command')
  return quoteWord(value, always)
}

/** Where bash reads text by other rules than a word's: no quoting could make a value safe there. */
const FOREIGN = /<<|\(\(|\[\[|`|(?:^|[\s;|&({])(?:eval|let|declare|typeset|local|export|readonly)\b/

/**
 * Whether values may be put between these pieces of a script: every place is outside quotes, comments, backslashes,
 * arithmetic and here-documents. The message says what is wrong; undefined when all is well.
 */
export function whyNotQuotable(literals: readonly string[]): string | undefined {
  if (literals.length < 2) return undefined
  const foreign = FOREIGN.exec(literals.join(' x '))
  if (foreign) return `a command with values in it may not use ${foreign[0].trim()}`
  let quote: '' | "'" | '"' = ''
  for (const literal of literals.slice(0, -1)) {
    for (let i = 0; i < literal.length; i++) {
      const char = literal[i]
      if (quote === "'") quote = char === "'" ? '' : quote
      else if (char === '\\') {
        if (i === literal.length - 1) return 'a value may not follow a backslash'
        i++
      } else if (quote === '"') quote = char === '"' ? '' : quote
      else if (char === "'" || char === '"') quote = char
      else if (char === '#' && (i === 0 || /[\s;|&()]/.test(literal[i - 1] ?? ''))) {
        const end = literal.indexOf('\n', i)
        if (end < 0) return 'a value may not stand in a comment'
        i = end
      }
    }
    if (quote !== '')
      return 'a value may not stand inside quotes: write it without, it is quoted where needed'
  }
  return undefined
}
