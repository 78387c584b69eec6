const SEGMENTS = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Printable ASCII is one column a character. */
const PLAIN = /^[\x20-\x7e]*$/

// East Asian Wide and Fullwidth blocks of Unicode 16 (UAX #11), without the emoji, which are matched by property.
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{17000}-\u{18aff}\u{1b000}-\u{1b2ff}\u{1f200}-\u{1f265}\u{20000}-\u{3fffd}]/u
const EMOJI = /\p{Emoji_Presentation}|\p{Emoji}\ufe0f|\p{Regional_Indicator}{2}/u
const ZERO = /^[\p{Mn}\p{Me}\p{Cf}]+$/u

/** How many columns a terminal gives to one user-perceived character. */
const graphemeWidth = (grapheme: string): number => {
  if (PLAIN.test(grapheme)) return grapheme.length
  if (ZERO.test(grapheme)) return 0
  return EMOJI.test(grapheme) || WIDE.test(grapheme) ? 2 : 1
}

/** Columns of a text on one line, without escape codes in it. */
export function displayWidth(text: string): number {
  if (PLAIN.test(text)) return text.length
  let width = 0
  for (const { segment } of SEGMENTS.segment(text)) width += graphemeWidth(segment)
  return width
}

/** The text in pieces that are at most `columns` wide; never splits a character, never loses one. */
export function chunks(text: string, columns: number): string[] {
  const found: string[] = []
  let line = ''
  let width = 0
  for (const { segment } of SEGMENTS.segment(text)) {
    const wide = graphemeWidth(segment)
    if (width + wide > columns && line !== '') {
      found.push(line)
      line = ''
      width = 0
    }
    line += segment
    width += wide
  }
  return [...found, line]
}

/** Cut to `columns`, with an ellipsis where something was cut. */
export function truncate(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text
  return `${chunks(text, Math.max(1, columns - 1))[0] ?? ''}…`
}

/** Wrapped at spaces; words longer than a line are broken; further lines keep the first one's indent, below its bullet. */
export function wrap(text: string, columns: number): string[] {
  return text
    .split('\n')
    .flatMap((line) => (displayWidth(line) <= columns ? [line] : wrapLine(line, columns)))
}

function wrapLine(line: string, columns: number): string[] {
  const [, margin = '', bullet = ''] = /^( *)([-*•] +)?/.exec(line) ?? []
  const lead = (margin + bullet).slice(0, Math.floor(columns / 2))
  const indent = ' '.repeat(lead.length)
  const room = columns - lead.length
  const found: string[] = []
  let current = ''
  for (const word of line.slice(lead.length).trimStart().split(' ')) {
    const joined = current === '' ? word : `${current} ${word}`
    if (displayWidth(joined) <= room) {
      current = joined
      continue
    }
    if (current !== '') found.push(current)
    const pieces = chunks(word, room)
    current = pieces.pop() ?? ''
    found.push(...pieces)
  }
  return [...found, current].map((part, index) => (index === 0 ? lead : indent) + part)
}
