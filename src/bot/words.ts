/** A word of a message, without the quotes that held it together, and where it ends. */
export interface Word {
  readonly text: string
  readonly quoted: boolean
  readonly end: number
}

const PAIRS: Readonly<Record<string, string>> = { '"': '"', "'": "'", '“': '”', '«': '»', '‘': '’' }

/**
 * Splits at spaces; quotes (also the curly ones that phones type) hold words together, at the beginning of a word or
 * after `=`. An apostrophe inside a word is only an apostrophe. Undefined when a quote is not closed.
 */
export function splitWords(text: string): Word[] | undefined {
  const words: Word[] = []
  let at = 0
  while (at < text.length) {
    if (isSpace(text[at])) {
      at++
      continue
    }
    const word = readWord(text, at)
    if (!word) return undefined
    words.push(word)
    at = word.end
  }
  return words
}

function readWord(text: string, from: number): Word | undefined {
  let found = ''
  let quoted = false
  let at = from
  while (at < text.length && !isSpace(text[at])) {
    const close = at === from || text[at - 1] === '=' ? PAIRS[text[at] ?? ''] : undefined
    if (close === undefined) {
      found += text[at++]
      continue
    }
    const end = text.indexOf(close, at + 1)
    if (end === -1) return undefined
    found += text.slice(at + 1, end)
    quoted = true
    at = end + 1
  }
  return { text: quoted ? found.trim() : found, quoted, end: at }
}

const isSpace = (character: string | undefined): boolean => character !== undefined && /\s/.test(character)
