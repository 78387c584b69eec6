import { type Block, textOf } from './blocks.ts'
import { parseInline } from './inline.ts'

/** The cells of `| a | b \| c |`; undefined where the line holds no bar. */
export function cellsOf(line: string): string[] | undefined {
  const cells: string[] = []
  let cell = ''
  for (let at = 0; at < line.length; at++) {
    const character = line[at] ?? ''
    if (character === '\\' && line[at + 1] === '|') cell += line[++at]
    else if (character === '|') {
      cells.push(cell)
      cell = ''
    } else cell += character
  }
  if (cells.length === 0) return undefined
  const all = [...cells, cell].map((text) => text.trim())
  return all.slice(all[0] === '' ? 1 : 0, all.length > 1 && all.at(-1) === '' ? -1 : undefined)
}

/** `|---|:-:|`: what makes the line above it a header of as many columns. */
export function isDelimiter(line: string, columns: number): boolean {
  const cells = cellsOf(line)
  return cells?.length === columns && cells.every((cell) => /^:?-+:?$/.test(cell))
}

/** Rows are made as long as the header; what they hold beyond it stands in their last cell. */
export const tableOf = (header: readonly string[], rows: readonly (readonly string[])[]): Block => ({
  kind: 'table',
  header: header.map(parseInline),
  rows: rows.map((row) => {
    const last = header.length - 1
    const fitting = [...row.slice(0, last), row.slice(last).join(' | ')]
    return header.map((_, column) => parseInline(fitting[column] ?? ''))
  }),
})

/** The widest a column is made; what is longer is cut, because a phone shows about forty characters in all. */
const COLUMN_MAX = 40

/** In columns, for a font in which all characters are equally wide: neither platform draws tables in a message. */
export function tableText({ header, rows }: Extract<Block, { kind: 'table' }>): string {
  const texts = [header, ...rows].map((row) => row.map((cell) => clipped(textOf(cell))))
  const widths = header.map((_, column) => Math.max(...texts.map((row) => widthOf(row[column] ?? ''))))
  const lines = texts.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell)))
      .join('  ')
      .trimEnd(),
  )
  const rule = widths.map((width) => '─'.repeat(width)).join('  ')
  return [lines[0] ?? '', rule, ...lines.slice(1)].join('\n')
}

const clipped = (text: string): string => {
  const characters = [...text.replaceAll('\n', ' ')]
  return characters.length <= COLUMN_MAX
    ? characters.join('')
    : `${characters.slice(0, COLUMN_MAX - 1).join('')}…`
}

const widthOf = (text: string): number => [...text].length
