import { parseWhen } from './parse.ts'

/** What was typed of when, and what is to be done then. */
export interface Split {
  readonly when: string
  readonly what: string
}

/**
 * `every Sunday at 4: check the backups`; without the colon, as many of the first words as make sense as a time. Where
 * none do, all that stands before the first quote or colon is the time that could not be read.
 */
export function splitWhen(text: string): Split {
  const trimmed = text.trim()
  const [, quoted, afterQuote] = /^["“«]\s*([^"”»]+?)\s*["”»]\s*:?\s*(.*)$/su.exec(trimmed) ?? []
  if (quoted !== undefined) return { when: quoted, what: afterQuote ?? '' }
  const [, before = '', after] = /^([^:]+(?::\d\d[^:]*)*?)\s*:\s+(.*)$/su.exec(trimmed) ?? []
  if (after !== undefined && parseWhen(before).ok) return { when: before, what: after }
  const ends = [...trimmed.matchAll(/\s+|$/g)].map(({ index }) => index)
  const fitting = ends.slice(0, MAX_WORDS).findLast((end) => parseWhen(trimmed.slice(0, end)).ok)
  if (fitting === undefined) return { when: trimmed, what: '' }
  return { when: trimmed.slice(0, fitting), what: trimmed.slice(fitting).replace(/^[\s:,]+/, '') }
}

/** Nobody needs more words to say when. */
const MAX_WORDS = 24
