import { UserError } from '../../domain/errors.ts'
import { add, type Bitset, emptySet, has } from '../bitset.ts'
import { badLine, checkDoubles } from './bad-line.ts'
import { splitCsv } from './split-csv.ts'
import { checkSize, createContext, type FormalContext } from './formal-context.ts'

const YES = new Set(['1', 'x', 'true', 'yes', 'y', 'oui', 'o', 'vrai'])
const NO = new Set(['0', '', '.', '-', 'false', 'no', 'n', 'non', 'faux'])

/**
 * A cross table: the first line names the attributes (its first cell is the context's name), each other line is an object and
 * its cells. Quoting is RFC 4180's; the separator is the one of comma, semicolon and tab that the first line has most of.
 */
export function readCsv(text: string, file = '.csv'): FormalContext {
  const records = splitCsv(text.replace(/^\uFEFF/, ''), file)
  const [head, ...body] = records
  if (!head) throw new UserError('bad_input', `${file} is empty; its first line should name the attributes`)
  const [name = '', ...attributes] = head.cells.map((cell) => cell.trim())
  checkSize(file, body.length, attributes.length)
  checkDoubles(
    file,
    'attribute',
    attributes.map((name) => ({ name, line: head.line })),
  )
  const objects = body.map(({ cells, line }) => ({ name: (cells[0] ?? '').trim(), line }))
  const rows = body.map(({ cells, line }): Bitset => {
    if (cells.length !== head.cells.length)
      throw badLine(
        file,
        line,
        `${cells.length} cells, but the first line has ${head.cells.length}; add or remove some`,
      )
    const row = emptySet(attributes.length)
    for (const [m, attribute] of attributes.entries()) {
      const cell = (cells[m + 1] ?? '').trim()
      if (YES.has(cell.toLowerCase())) add(row, m)
      else if (!NO.has(cell.toLowerCase()))
        throw badLine(
          file,
          line,
          `${JSON.stringify(cell)} under ${JSON.stringify(attribute)} is neither yes nor no; write x or 1, and 0 or nothing`,
        )
    }
    return row
  })
  checkDoubles(file, 'object', objects)
  return createContext({ name, objects: objects.map(({ name }) => name), attributes, rows })
}

export function writeCsv(context: FormalContext): string {
  const { name, objects, attributes, rows } = context
  const lines = rows.map((row, g) => [
    objects[g] ?? '',
    ...attributes.map((_, m) => (has(row, m) ? '1' : '0')),
  ])
  return [[name, ...attributes], ...lines].map((cells) => `${cells.map(quote).join(',')}\n`).join('')
}

const quote = (cell: string): string =>
  /[",;\t\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
