import { open } from 'node:fs/promises'
import { nonEmptyLines } from './figures.ts'
import type { LogEntry } from './shapes/log.ts'

/** Where syslog daemons write what concerns the whole system: Debian, Red Hat, the kernel alone. */
export const LOG_FILES = ['/var/log/syslog', '/var/log/messages', '/var/log/kern.log'] as const

/** The end of a large file is enough: the newest lines are there. */
const MOST_BYTES = 1024 * 1024

export type LogText =
  | { readonly kind: 'text'; readonly text: string; readonly whole: boolean }
  | { readonly kind: 'absent' | 'refused' }

export async function readLogFile(path: string): Promise<LogText> {
  try {
    await using file = await open(path, 'r')
    const { size } = await file.stat()
    const start = Math.max(0, size - MOST_BYTES)
    const buffer = Buffer.alloc(size - start)
    const { bytesRead } = await file.read(buffer, 0, buffer.length, start)
    const text = buffer.subarray(0, bytesRead).toString('utf8')
    const whole = start === 0
    return { kind: 'text', text: whole ? text : text.slice(text.indexOf('\n') + 1), whole }
  } catch (error) {
    const refused =
      error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM')
    return { kind: refused ? 'refused' : 'absent' }
  }
}

/** Both formats end alike: `host program[pid]: message`. */
const REST = String.raw`\s+\S+\s+([^\s:[]+)(?:\[\d+\])?:\s?(.*)$`
/** `2026-11-20T21:42:03.123456+00:00 host sshd[12]: …`, the default of rsyslog 8. */
const ISO = new RegExp(String.raw`^(\d{4}-\d\d-\d\dT\S+)${REST}`)
/** `Nov 20 21:42:03 host sshd[12]: …`, RFC 3164: local time without a year. */
const TRADITIONAL = new RegExp(String.raw`^([A-Z][a-z]{2}\s+\d{1,2} \d\d:\d\d:\d\d)${REST}`)

/** @param now milliseconds since the epoch: a time without a year is the newest one that is not in the future */
export function parseSyslog(text: string, now: number): LogEntry[] {
  return nonEmptyLines(text).flatMap((line) => {
    const iso = ISO.exec(line)
    const found = iso ?? TRADITIONAL.exec(line)
    if (!found) return []
    const [, when = '', unit = '', message = ''] = found
    const timeMs = iso ? Date.parse(when) : withYear(when, now)
    return Number.isNaN(timeMs) ? [] : [{ time: new Date(timeMs).toISOString(), timeMs, unit, message }]
  })
}

const DAY_MS = 86_400_000

function withYear(when: string, now: number): number {
  const year = new Date(now).getFullYear()
  const thisYear = Date.parse(`${when} ${year}`)
  // A clock that was set back a little must not move an entry by a year.
  return thisYear <= now + DAY_MS ? thisYear : Date.parse(`${when} ${year - 1}`)
}

/** A plain file keeps no priorities: what a message is about is told by its words. */
export const looksUrgent = ({ message }: LogEntry): boolean =>
  /\b(?:emerg\w*|alert|crit\w*|err(?:or)?s?|fail(?:ed|ure|s)?|warn(?:ing)?|panic|oops|denied|refused|segfault|killed|corrupt\w*|timed out|out of memory|i\/o error)\b/i.test(
    message,
  )
