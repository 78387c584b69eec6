import { displayWidth, truncate } from './width.ts'

export type Style = 'bold' | 'dim' | 'good' | 'bad' | 'busy'

/** A piece of a line in one style. Text and looks stay apart until the last moment, so that widths are true. */
export interface Span {
  readonly text: string
  readonly style?: Style
}
export type Line = readonly Span[]

export const span = (text: string, style?: Style): Span => (style === undefined ? { text } : { text, style })
export const line = (text: string, style?: Style): Line => (text === '' ? [] : [span(text, style)])
export const BLANK: Line = []

export const lineText = (parts: Line): string => parts.map(({ text }) => text).join('')
export const lineWidth = (parts: Line): number => parts.reduce((sum, { text }) => sum + displayWidth(text), 0)

// The sixteen colours follow the terminal's own theme, light or dark.
const CODES = {
  bold: ['1', '22'],
  dim: ['2', '22'],
  good: ['32', '39'],
  bad: ['31', '39'],
  busy: ['33', '39'],
} as const satisfies Record<Style, readonly [string, string]>

/** The line as the terminal gets it. Whatever was not made visible before can do no harm here either. */
export const paint = (parts: Line, colors: boolean): string =>
  parts
    .map(({ text, style }) => {
      const safe = text.replaceAll(CONTROL, '\ufffd')
      if (!colors || style === undefined || safe === '') return safe
      return `\x1b[${CODES[style][0]}m${safe}\x1b[${CODES[style][1]}m`
    })
    .join('')

// oxlint-disable-next-line no-control-regex -- these are what must not get through
const CONTROL = /[\x00-\x1f\x7f-\x9f]/g

/** Cut to `columns`. */
export function fitLine(parts: Line, columns: number): Line {
  if (lineWidth(parts) <= columns) return parts
  const fitted: Span[] = []
  let left = columns
  for (const part of parts) {
    if (left <= 0) break
    const text = truncate(part.text, left)
    fitted.push({ ...part, text })
    left -= displayWidth(text)
  }
  return fitted
}

/** `left` and, at the right edge, `right`; on a line of its own where both do not fit. */
export function spread(left: Line, right: Line, columns: number): Line[] {
  const gap = columns - lineWidth(left) - lineWidth(right)
  if (lineWidth(right) === 0) return [fitLine(left, columns)]
  if (gap >= 2) return [[...left, span(' '.repeat(gap)), ...right]]
  return [fitLine(left, columns), fitLine([span('    '), ...right], columns)]
}

/** Pieces beside each other with a gap, on as many lines as they need. */
export function flow(pieces: readonly Line[], gap: string, columns: number): Line[] {
  const found: Line[] = []
  let current: Line = []
  for (const piece of pieces) {
    const joined = current.length === 0 ? piece : [...current, span(gap, 'dim'), ...piece]
    if (current.length > 0 && lineWidth(joined) > columns) {
      found.push(current)
      current = piece
    } else {
      current = joined
    }
  }
  return [...found, ...(current.length > 0 ? [current] : [])].map((parts) => fitLine(parts, columns))
}
