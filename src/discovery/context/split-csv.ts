import { badLine } from './bad-line.ts'

export interface CsvRecord {
  readonly cells: readonly string[]
  /** Where it begins, from 1. */
  readonly line: number
}

/** RFC 4180: cells may be quoted, a quoted one may hold separators, line breaks and doubled quotes. Empty lines are left out. */
export function splitCsv(text: string, file: string): readonly CsvRecord[] {
  const separator = separatorOf(text)
  const records: CsvRecord[] = []
  let cells: string[] = []
  let [at, line, began] = [0, 1, 1]
  const endRecord = () => {
    if (cells.length > 1 || (cells[0] ?? '').trim() !== '') records.push({ cells, line: began })
    cells = []
    began = line
  }
  while (at < text.length) {
    if (text[at] === '"') {
      const end = endOfQuoted(text, at)
      if (end === -1) throw badLine(file, line, 'a quote (") is opened and never closed; close or double it')
      const inside = text.slice(at + 1, end)
      cells.push(inside.replaceAll('""', '"'))
      line += inside.split('\n').length - 1
      at = end + 1
      if (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r')
        throw badLine(file, line, 'text follows a closing quote ("); double the quotes inside a quoted cell')
    } else {
      const end = endOfPlain(text, at, separator)
      cells.push(text.slice(at, end))
      at = end
    }
    if (text[at] === separator) {
      at++
      if (at >= text.length || text[at] === '\n' || text[at] === '\r') cells.push('')
      else continue
    }
    if (text[at] === '\r') at++
    if (text[at] === '\n') at++
    line++
    endRecord()
  }
  return records
}

/** The one that the first line has most of outside quotes; a comma where it has none. */
function separatorOf(text: string): string {
  const counts = new Map([',', ';', '\t'].map((separator) => [separator, 0]))
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? ''
    if (letter === '"') quoted = !quoted
    else if (!quoted && (letter === '\n' || letter === '\r')) break
    else if (!quoted && counts.has(letter)) counts.set(letter, (counts.get(letter) ?? 0) + 1)
  }
  return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best))[0]
}

function endOfQuoted(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 2))
    if (text[at + 1] !== '"') return at
  return -1
}

function endOfPlain(text: string, start: number, separator: string): number {
  let at = start
  while (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r') at++
  return at
}
