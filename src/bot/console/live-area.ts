import { type ConsoleOut, widthOf } from './io.ts'
import { fitLine, type Line, lineWidth, paint } from './line.ts'

export interface LiveArea {
  /** Replaces the block at the bottom of the terminal. `cursor` is a column in its last line. */
  draw(lines: readonly Line[], cursor?: number): void
  /** Writes lines above the block, for good. */
  print(lines: readonly Line[]): void
  /** Takes the block away and gives the cursor back. May be called twice. */
  close(): void
}

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

  const block = (lines: readonly Line[], cursor: number | undefined): string => {
    const columns = widthOf(out)
    const fitted = lines.map((parts) => fitLine(parts, columns))
    widths = fitted.map(lineWidth)
    cursorColumn = cursor === undefined ? undefined : Math.min(cursor, columns)
    const text = fitted.map((parts) => paint(parts, colors) + ERASE_LINE)
    if (cursorColumn === undefined) return `${text.map((row) => `${row}\r\n`).join('')}${ERASE_BELOW}${HIDE}`
    const column = cursorColumn === 0 ? '' : `\x1b[${cursorColumn}C`
    return `${text.join('\r\n')}${ERASE_BELOW}\r${column}${SHOW}`
  }

  let shown: { lines: readonly Line[]; cursor: number | undefined } = { lines: [], cursor: undefined }

  return {
    draw(lines, cursor) {
      if (closed) return
      shown = { lines, cursor }
      out.write(`${BEGIN}${HIDE}${home()}${block(lines, cursor)}${END}`)
    },
    print(lines) {
      if (closed) return
      const kept = lines.map((parts) => `${paint(parts, colors)}${ERASE_LINE}\r\n`).join('')
      out.write(`${BEGIN}${HIDE}${home()}${ERASE_BELOW}${kept}${block(shown.lines, shown.cursor)}${END}`)
    },
    close() {
      if (closed) return
      out.write(`${home()}${ERASE_BELOW}${SHOW}`)
      closed = true
      process.off('exit', giveBack)
    },
  }
}
