import type { Config } from '../config.ts'
import type { Actor } from '../domain/run.ts'
import type { Locale } from '../domain/text.ts'

/** The terminal, as commands see it. */
export interface Io {
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  readonly env: Readonly<Record<string, string | undefined>>
}

/** What every command gets. */
export interface Cli {
  readonly io: Io
  /** Aborts at the first Ctrl-C or SIGTERM, and when nobody reads our output any more. */
  readonly interrupt: AbortSignal
  /** Aborts at the second Ctrl-C: do not wait for an orderly end. */
  readonly leave: AbortSignal
  readonly locale: Locale
  /** Somebody chose the language; else a request is answered in its own. */
  readonly languageSet: boolean
  /** Whoever sits here: the owner of this data directory's user account. */
  readonly actor: Actor
  readonly cwd: string
  readonly packageRoot: string
  /** Read at the first call. @throws UserError `bad_config` */
  config(): Promise<Config>
}

/** A line on stdout. */
export const print = (cli: Cli, line: string): void => {
  cli.io.stdout.write(`${line}\n`)
}

/** A line on stderr: what is not the answer itself. */
export const printError = (cli: Cli, line: string): void => {
  cli.io.stderr.write(`${line}\n`)
}

/** A person can be asked here: both ways lead to a terminal. */
export const isInteractive = ({ io }: Cli): boolean => io.stdin.isTTY && io.stdout.isTTY

/** JSON for programs: one value, whole, on stdout. What JSON leaves as it is and a terminal would obey is escaped too. */
export const printJson = (cli: Cli, value: unknown): void =>
  print(cli, (JSON.stringify(value, null, 2) ?? 'null').replaceAll(OBEYED, escaped))

const OBEYED = /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

/** Where lines of a list are cut; undefined in a pipe or a file, which get them whole. */
export const widthOf = ({ io }: Cli): number | undefined => (io.stdout.isTTY ? io.stdout.columns : undefined)
