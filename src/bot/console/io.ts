/** Where a console writes: a terminal, a pipe or a file. */
export interface ConsoleOut {
  write(text: string): boolean
  readonly isTTY?: boolean
  readonly columns?: number
  readonly rows?: number
  on?(event: 'resize', listener: () => void): unknown
  off?(event: 'resize', listener: () => void): unknown
}

/** Where keys come from; `process.stdin` fits. */
export type ConsoleInput = NodeJS.ReadableStream & {
  readonly isTTY?: boolean
  readonly isRaw?: boolean
  setRawMode?(raw: boolean): unknown
  unref?(): unknown
}

/** A person's end of the line, handed in so that tests bring their own. */
export interface ConsoleIo {
  readonly out: ConsoleOut
  readonly input?: ConsoleInput
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Cards are for reading: wider than this they fall apart. */
const WIDEST = 88
const NARROWEST = 20

/** Columns to fill. One is left free, so that no line ever wraps by itself. */
export const widthOf = ({ columns }: ConsoleOut): number =>
  Math.min(WIDEST, Math.max(NARROWEST, (columns || 80) - 1))

/** Cards are edited in place on a terminal that moves its cursor, unless NO_COLOR asks for plain text. */
export const canEdit = ({ out, env }: ConsoleIo): boolean =>
  out.isTTY === true && env['TERM'] !== 'dumb' && !env['NO_COLOR']

/** FORCE_COLOR beats NO_COLOR (https://no-color.org, https://force-color.org), as in Node itself. */
export function hasColors({ out, env }: ConsoleIo): boolean {
  const forced = env['FORCE_COLOR']
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false'
  if (env['NO_COLOR']) return false
  return out.isTTY === true && env['TERM'] !== 'dumb'
}

/** Whether a person sits here who can press a key. */
export const canAsk = ({ out, input }: ConsoleIo): boolean => out.isTTY === true && input?.isTTY === true
