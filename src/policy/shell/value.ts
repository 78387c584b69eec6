/**
 * A word as far as it is known before it runs. Marks stand for what is not known, so that a value stays a string:
 * SEGMENT for any text without a slash or blank (a glob, `$(date +%F)`), ANY for any text at all, BELOW for whatever
 * lies under the directory before it (what `find` found).
 */
export const SEGMENT = '\u0001'
export const ANY = '\u0000'
export const BELOW = '\u0002'

export interface Value {
  /** Known text with marks. */
  readonly text: string
  /** The whole text, where all of it is known. */
  readonly literal: string | undefined
  /** It may become several words, or none. */
  readonly many: boolean
  /** As written, for people. */
  readonly source: string
}

export const literal = (text: string, source = text): Value => ({ text, literal: text, many: false, source })

export function value(text: string, many: boolean, source: string): Value {
  const known = !/[\0\x01\x02]/.test(text)
  return { text, literal: known && !many ? text : undefined, many, source }
}

export const unknown = (source: string, many = false): Value => ({
  text: ANY,
  literal: undefined,
  many,
  source,
})

/** The part of a value from `start` on, e.g. what follows `--output=`. */
export const tail = (whole: Value, start: number): Value =>
  value(whole.text.slice(start), whole.many, whole.source)
