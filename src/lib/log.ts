import { closeSync, fchmodSync, openSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Logger } from 'pino'
import type { Redactor } from './redact.ts'

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

type Fields = Readonly<Record<string, unknown>>

/** What happened, for whoever keeps Autohome running. One JSON object a line; an `err` field keeps its stack. */
export interface Log {
  debug(message: string, fields?: Fields): void
  info(message: string, fields?: Fields): void
  warn(message: string, fields?: Fields): void
  error(message: string, fields?: Fields): void
  /** The same log with `fields` on every line, e.g. `{ runId }`. */
  child(fields: Fields): Log
}

export interface LogOptions {
  readonly level: LogLevel
  /** A file (made with mode 0600, appended to) or the process's stderr. */
  readonly to: { readonly file: string } | 'stderr'
  readonly redact: Redactor
}

/**
 * pino behind a seam: loaded at the first line that is written, because importing it would cost every start 15 ms.
 * Lines are written at once, so that the last one before a crash is there. Never throws: a full disk loses log lines.
 */
export function createLog(options: LogOptions): Log {
  let logger: Logger | undefined
  return viaPino(options.level, () => (logger ??= openPino(options)))
}

const RANK = { debug: 0, info: 1, warn: 2, error: 3, silent: 4 } as const satisfies Record<LogLevel, number>

function viaPino(level: LogLevel, pino: () => Logger): Log {
  const line =
    (at: Exclude<LogLevel, 'silent'>) =>
    (message: string, fields: Fields = {}) => {
      if (RANK[at] < RANK[level]) return
      try {
        pino()[at](fields, message)
      } catch {
        // Nothing is left to tell it to.
      }
    }
  return {
    debug: line('debug'),
    info: line('info'),
    warn: line('warn'),
    error: line('error'),
    child(fields) {
      let child: Logger | undefined
      return viaPino(level, () => (child ??= pino().child(fields)))
    },
  }
}

function openPino({ level, to, redact }: LogOptions): Logger {
  const { pino } = createRequire(import.meta.url)('pino') as typeof import('pino')
  const destination = pino.destination({ dest: to === 'stderr' ? 2 : privateFile(to.file), sync: true })
  destination.on('error', () => undefined)
  return pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite: redact },
    },
    destination,
  )
}

/** The log tells what the server does: for its owner only, also where the file was made by somebody's `touch`. */
function privateFile(path: string): number {
  const descriptor = openSync(path, 'a', 0o600)
  try {
    fchmodSync(descriptor, 0o600)
  } catch (error) {
    closeSync(descriptor)
    throw error
  }
  return descriptor
}
