import { EventEmitter } from 'node:events'
import { PassThrough } from 'node:stream'
import type { ConsoleInput, ConsoleOut } from '../../src/bot/console/io.ts'
import { displayWidth } from '../../src/bot/console/width.ts'

/**
 * A terminal as far as our own output goes: it obeys the few sequences that a console card uses (ECMA-48 cursor and
 * erase, DEC private modes) and throws on any other, so that nothing foreign reaches it unnoticed. Lines that scrolled
 * off are kept.
 */
export function terminal(columns = 80, rows = 24) {
  const events = new EventEmitter()
  const lines: string[][] = [[]]
  let row = 0
  let column = 0
  let cursorShown = true
  let writes = 0
  const top = () => Math.max(0, lines.length - out.rows)

  const line = (): string[] => {
    while (lines.length <= row) lines.push([])
    return lines[row] ?? []
  }
  const put = (grapheme: string) => {
    const width = displayWidth(grapheme)
    if (column + width > out.columns) {
      row++
      column = 0
    }
    const held = line()
    while (held.length < column) held.push(' ')
    held[column] = grapheme
    if (width === 2) held[column + 1] = ''
    column += width
  }
  const obey = (parameters: string, final: string) => {
    const count = Number.parseInt(parameters, 10) || 1
    if (final === 'A') row = Math.max(top(), row - count)
    else if (final === 'C') column = Math.min(out.columns - 1, column + count)
    else if (final === 'K') line().length = Math.min(line().length, column)
    else if (final === 'J') {
      line().length = Math.min(line().length, column)
      lines.length = row + 1
    } else if (parameters === '?25') cursorShown = final === 'h'
    else if (final !== 'm' && parameters !== '?2026' && parameters !== '?2004')
      throw new Error(`the terminal does not know ESC [ ${parameters} ${final}`)
  }
  const out: typeof events & ConsoleOut & { columns: number; rows: number } = Object.assign(events, {
    isTTY: true as const,
    columns,
    rows,
    write(text: string): boolean {
      writes++
      let rest = text
      while (rest !== '') {
        // oxlint-disable-next-line no-control-regex -- a terminal reads control characters
        const sequence = /^\x1b\[([?\d;]*)([A-Za-z])/.exec(rest)
        if (sequence) {
          obey(sequence[1] ?? '', sequence[2] ?? '')
          rest = rest.slice(sequence[0].length)
          continue
        }
        const grapheme = SEGMENTS.segment(rest.slice(0, 32)).containing(0)?.segment ?? ''
        rest = rest.slice(grapheme.length)
        if (grapheme === '\r\n' || grapheme === '\n') {
          row++
          line()
          column = 0
        } else if (grapheme === '\r') column = 0
        // oxlint-disable-next-line no-control-regex -- and nothing else of them may arrive
        else if (/[\x00-\x1f\x7f-\x9f]/.test(grapheme)) throw new Error(`raw ${JSON.stringify(grapheme)}`)
        else put(grapheme)
      }
      return true
    },
  })
  return {
    out,
    /** What is on the screen and above it, without trailing blanks. */
    text: (): string[] => {
      const all = lines.map((held) => held.join('').trimEnd())
      while (all.at(-1) === '') all.pop()
      return all
    },
    cursor: () => ({ row, column, shown: cursorShown }),
    writes: () => writes,
    resize(width: number, height = rows) {
      out.columns = width
      out.rows = height
      events.emit('resize')
    },
  }
}
export type Terminal = ReturnType<typeof terminal>

const SEGMENTS = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** A keyboard: what is typed arrives as bytes, as from a terminal in raw mode. */
export function keyboard() {
  const modes: boolean[] = []
  const input = Object.assign(new PassThrough(), {
    isTTY: true as const,
    isRaw: false,
    setRawMode(raw: boolean) {
      modes.push(raw)
      input.isRaw = raw
    },
  })
  return {
    input: input as typeof input & ConsoleInput,
    type: (text: string) => void input.write(text),
    /** Every change of the raw mode. */
    modes,
  }
}
