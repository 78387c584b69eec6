import type { Block, ListItem } from './markdown/blocks.ts'
import { parseInline } from './markdown/inline.ts'
import { cellsOf, isDelimiter, tableOf } from './markdown/table.ts'
import { visible } from './visible.ts'

/**
 * The Markdown of reports as blocks that every platform can show: headings, paragraphs, lists, quotes, fenced code, tables,
 * rules. HTML stays text, and whatever is not understood stays as it was typed. Own and small rather than a library: reports
 * hold what programs printed, and the time this takes grows with their length only, however they nest or repeat
 * (`marked` 18 overflows its stack on 100,000 `>`). Source of the syntax: GitHub Flavored Markdown 0.29, of which this is a
 * part.
 */
export function parseMarkdown(markdown: string): readonly Block[] {
  const lines = visible(markdown).split('\n')
  const blocks: Block[] = []
  let at = 0
  while (at < lines.length) {
    const [block, next] = readBlock(lines, at)
    if (block) blocks.push(block)
    at = next
  }
  return blocks
}

/** The block that begins at a line, and the line after it. */
type Read = readonly [Block | undefined, number]

function readBlock(lines: readonly string[], at: number): Read {
  const line = lines[at] ?? ''
  if (line.trim() === '') return [undefined, at + 1]
  const heading = HEADING.exec(line)
  if (FENCE.test(line)) return readCode(lines, at)
  if (heading) return [headingOf(heading[1] ?? '', heading[2] ?? ''), at + 1]
  if (RULE.test(line)) return [{ kind: 'rule' }, at + 1]
  if (QUOTE.test(line)) return readQuote(lines, at)
  if (ITEM.test(line)) return readList(lines, at)
  if (beginsTable(lines, at)) return readTable(lines, at)
  return readParagraph(lines, at)
}

const FENCE = /^ *(`{3,}|~{3,})([^`]*)$/
const HEADING = /^ {0,3}(#{1,6})(?: (.*))?$/
const RULE = /^ {0,3}(?:(?:- *){3,}|(?:\* *){3,}|(?:_ *){3,})$/
const QUOTE = /^ {0,3}>/
const ITEM = /^( *)(?:[-*+•]|(\d{1,9})[.)]) +(\S.*)$/

const headingOf = (marks: string, text: string): Block => ({
  kind: 'heading',
  level: marks.length === 1 ? 1 : marks.length === 2 ? 2 : 3,
  spans: parseInline(text.trimEnd().replace(/ #+$/, '').trim()),
})

/** To its closing fence, or to the end: a report that was cut off is still readable. */
function readCode(lines: readonly string[], at: number): Read {
  const [whole = '', fence = '', info = ''] = FENCE.exec(lines[at] ?? '') ?? []
  const indent = whole.length - whole.trimStart().length
  let end = at + 1
  while (end < lines.length && !closes(lines[end] ?? '', fence)) end++
  const text = lines
    .slice(at + 1, end)
    .map((line) => line.replace(new RegExp(`^ {0,${indent}}`), ''))
    .join('\n')
  const language = /^[\w+#.-]{1,30}/.exec(info.trim())?.[0]
  return [{ kind: 'code', ...(language === undefined ? {} : { language }), text }, end + 1]
}

const closes = (line: string, fence: string): boolean => {
  const bare = line.trim()
  return bare.length >= fence.length && bare === (fence[0] ?? '`').repeat(bare.length)
}

/** However deep it is quoted, it is one quote. */
function readQuote(lines: readonly string[], at: number): Read {
  let end = at
  while (end < lines.length && QUOTE.test(lines[end] ?? '')) end++
  const text = lines
    .slice(at, end)
    .map((line) => line.replace(/^[ >]+/, ''))
    .join('\n')
  return [{ kind: 'quote', spans: parseInline(text.trim()) }, end]
}

function readList(lines: readonly string[], at: number): Read {
  const items: { depth: number; number?: number; text: string }[] = []
  let end = at
  for (; end < lines.length; end++) {
    const line = lines[end] ?? ''
    const [, indent = '', number, text = ''] = ITEM.exec(line) ?? []
    const last = items.at(-1)
    if (text !== '') {
      const depth = Math.min(Math.floor(indent.length / 2), (last?.depth ?? -1) + 1, DEPTH_MAX)
      items.push({ depth, ...(number === undefined ? {} : { number: Number(number) }), text: ticked(text) })
    } else if (line.trim() === '') {
      if (!ITEM.test(lines[end + 1] ?? '')) break
    } else if (!last || beginsOther(line)) break
    else last.text += `\n${line.trim()}`
  }
  const read = items.map(({ text, ...item }): ListItem => ({ ...item, spans: parseInline(text) }))
  return [{ kind: 'list', items: read }, end]
}

const DEPTH_MAX = 5

const ticked = (text: string): string => text.replace(/^\[ \] /, '☐ ').replace(/^\[[xX]\] /, '☑ ')

const beginsTable = (lines: readonly string[], at: number): boolean => {
  const header = cellsOf(lines[at] ?? '')
  return header !== undefined && isDelimiter(lines[at + 1] ?? '', header.length)
}

function readTable(lines: readonly string[], at: number): Read {
  const rows: string[][] = []
  let end = at + 2
  for (; end < lines.length; end++) {
    const cells = cellsOf(lines[end] ?? '')
    if (!cells) break
    rows.push(cells)
  }
  return [tableOf(cellsOf(lines[at] ?? '') ?? [], rows), end]
}

/** Its line ends stay: reports are written line by line. */
function readParagraph(lines: readonly string[], at: number): Read {
  let end = at + 1
  while (end < lines.length && continues(lines, end)) end++
  const text = lines
    .slice(at, end)
    .map((line) => line.trim())
    .join('\n')
  return [{ kind: 'paragraph', spans: parseInline(text) }, end]
}

const continues = (lines: readonly string[], at: number): boolean => {
  const line = lines[at] ?? ''
  return line.trim() !== '' && !beginsOther(line) && !ITEM.test(line) && !beginsTable(lines, at)
}

const beginsOther = (line: string): boolean =>
  FENCE.test(line) || HEADING.test(line) || RULE.test(line) || QUOTE.test(line)
