import { UserError } from '../../domain/errors.ts'
import { add, type Bitset, emptySet, has } from '../bitset.ts'
import { badLine, checkDoubles } from './bad-line.ts'
import { checkSize, createContext, type FormalContext } from './formal-context.ts'

/**
 * Burmeister's format, `.cxt`, of the program ConImp (P. Burmeister, Formal Concept Analysis with ConImp, 2003): a line `B`,
 * the context's name (may be empty), the number of objects, that of attributes, an empty line, the objects' names, the
 * attributes' names, and for each object a row of `X` and `.`. Programs differ in where they leave lines empty: any empty line
 * between these parts is passed over, and the name may be missing.
 */
export function readBurmeister(text: string, file = '.cxt'): FormalContext {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)
  const at = (i: number): string => lines[i] ?? ''
  const blank = (i: number): boolean => at(i).trim() === ''
  let next = 0
  const skipBlank = () => {
    while (next < lines.length && blank(next)) next++
  }
  const whole = (what: string): number => {
    skipBlank()
    if (!isCount(at(next)))
      throw badLine(file, next + 1, `the number of ${what} should stand here, not ${quoted(lines[next])}`)
    return Number(at(next++))
  }
  const names = (count: number, what: 'object' | 'attribute') => {
    skipBlank()
    const found = Array.from({ length: count }, (_, i) => ({ name: at(next + i).trim(), line: next + i + 1 }))
    if (next + count > lines.length)
      throw badLine(
        file,
        lines.length,
        `the file ends before the names of its ${count} ${what}s do; is a line missing?`,
      )
    next += count
    checkDoubles(file, what, found)
    return found.map(({ name }) => name)
  }

  skipBlank()
  if (next >= lines.length)
    throw new UserError('bad_input', `${file} is empty; a .cxt file begins with a line "B"`)
  if (at(next).trim() !== 'B')
    throw badLine(
      file,
      next + 1,
      `a .cxt file begins with a line "B", not ${quoted(lines[next])}; is this another format?`,
    )
  next++
  const unnamed = isCount(at(next)) && isCount(at(next + 1)) && !isCount(at(next + 2))
  const name = unnamed ? '' : at(next++).trim()
  const [objectCount, attributeCount] = [whole('objects'), whole('attributes')]
  checkSize(file, objectCount, attributeCount)
  const objects = names(objectCount, 'object')
  const attributes = names(attributeCount, 'attribute')
  skipBlank()
  const rows = objects.map((object, g): Bitset => {
    if (next >= lines.length || blank(next))
      throw badLine(
        file,
        next + 1,
        `the rows end after ${g} of ${objectCount} objects; one is missing for ${quoted(object)}`,
      )
    return readRow(at(next++).trim(), attributeCount, (wrong) => badLine(file, next, wrong))
  })
  skipBlank()
  if (next < lines.length)
    throw badLine(
      file,
      next + 1,
      `nothing should follow the rows of the ${objectCount} objects; is the number of objects on top wrong?`,
    )
  return createContext({ name, objects, attributes, rows })
}

/** Rows end without a line break after the last only in some programs; here every line ends with one. */
export function writeBurmeister(context: FormalContext): string {
  const { name, objects, attributes, rows } = context
  const crosses = rows.map((row) => attributes.map((_, m) => (has(row, m) ? 'X' : '.')).join(''))
  const flat = (text: string) => text.replaceAll(/[\r\n]+/g, ' ').trim()
  const head = ['B', flat(name), String(objects.length), String(attributes.length), '']
  return [...head, ...objects.map(flat), ...attributes.map(flat), ...crosses, ''].join('\n')
}

const isCount = (line: string): boolean => /^\s*\d{1,9}\s*$/.test(line)

const quoted = (text: string | undefined): string =>
  text === undefined
    ? 'the end of the file'
    : JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text)

function readRow(line: string, attributes: number, wrong: (message: string) => UserError): Bitset {
  if (line.length !== attributes)
    throw wrong(`a row of ${attributes} marks should stand here, this has ${line.length}; add or remove some`)
  const row = emptySet(attributes)
  for (let m = 0; m < attributes; m++) {
    const mark = line[m]
    if (mark === 'X' || mark === 'x') add(row, m)
    else if (mark !== '.') throw wrong(`mark ${m + 1} is ${quoted(mark)}; write X for yes and . for no`)
  }
  return row
}
