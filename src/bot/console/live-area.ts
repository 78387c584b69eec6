import { type ConsoleOut, widthOf } from './io.ts'
import { fitLine, type Line, lineWidth, paint } from './line.ts'

export interface Block {
  readonly lines: readonly Line[]
  readonly cursor?: number | undefined
}

export interface LiveArea {
  /** Replaces the block at the bottom of the terminal. `cursor` is a column in its last line. */
  draw(lines: readonly Line[], cursor?: number): void
  /** Writes lines above the block, for good; with `next`, another block takes the place of this one. */
  print(lines: readonly Line[], next?: Block): void
  /** Takes the block away and gives the cursor back. May be called twice. */
  close(): void
}

// Lines are erased one by one and the rest of the screen last: a screen erased from its first cell is kept by some
// terminals (tmux) as history, and the card would be there twice.
// Synchronised output: the terminal shows the whole change at once, or ignores the marks.
const BEGIN = '\x1b[?2026h'
const END = '\x1b[?2026l'
const HIDE = '\x1b[?25l'
const SHOW = '\x1b[?25h'
const ERASE_LINE = '\x1b[K'
const ERASE_BELOW = '\x1b[J'

/**
 * A block of lines at the bottom of a terminal that is edited in place while other lines scroll by above it. The cursor
 * rests below the block, or in its last line where text is typed. Each change is one write.
 */
export function createLiveArea(out: ConsoleOut, colors: boolean): LiveArea {
  /** Widths of the lines on the screen: a narrower terminal breaks them into more rows. */
  let widths: readonly number[] = []
  let cursorColumn: number | undefined
  let closed = false

  const giveBack = () => {
    if (!closed) out.write(SHOW)
  }
  process.once('exit', giveBack)

  /** Back to the block's first row, wherever a resize has put it. */
  const home = (): string => {
    const columns = out.columns ?? 80
    const rowsOf = (width: number) => Math.max(1, Math.ceil(width / columns))
    const last = widths.length - 1
    const above =
      cursorColumn === undefined
        ? widths.reduce((sum, width) => sum + rowsOf(width), 0)
        : widths.slice(0, last).reduce((sum, width) => sum + rowsOf(width), 0) +
          Math.floor(cursorColumn / columns)
    return above === 0 ? '\r' : `\r\x1b[${above}A`
  }

  const block = ({ lines, cursor }: Block): string => {
    const columns = widthOf(out)
    const fitted = lines.map((parts) => fitLine(parts, columns))
    widths = fitted.map(lineWidth)
    cursorColumn = cursor === undefined ? undefined : Math.min(cursor, columns)
    const text = fitted.map((parts) => paint(parts, colors) + ERASE_LINE)
    if (cursorColumn === undefined) return `${text.map((row) => `${row}\r\n`).join('')}${ERASE_BELOW}${HIDE}`
    const column = cursorColumn === 0 ? '' : `\x1b[${cursorColumn}C`
    return `${text.join('\r\n')}${ERASE_BELOW}\r${column}${SHOW}`
  }

  let shown: Block = { lines: [] }

  return {
    draw(lines, cursor) {
      if (closed) return
      shown = { lines, cursor }
      out.write(`${BEGIN}${HIDE}${home()}${block(shown)}${END}`)
    },
    print(lines, next = shown) {
      if (closed) return
      shown = next
      const kept = lines.map((parts) => `${paint(parts, colors)}${ERASE_LINE}\r\n`).join('')
      out.write(`${BEGIN}${HIDE}${home()}${kept}${block(shown)}${END}`)
    },
    close() {
      if (closed) return
      out.write(widths.length === 0 ? SHOW : `${home()}${ERASE_BELOW}${SHOW}`)
      closed = true
      process.off('exit', giveBack)
    },
  }
}
