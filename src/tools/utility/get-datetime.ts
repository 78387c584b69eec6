import { z } from 'zod'
import type { Clock } from '../../domain/clock.ts'
import { defineTool } from '../define.ts'

const input = z.object({
  timezone: z
    .string()
    .min(1)
    .optional()
    .describe("IANA name, e.g. Europe/Paris; the server's own when left out"),
})

const output = z.object({
  /** Local time with its offset, e.g. 2026-11-05T14:30:00+01:00. */
  iso: z.string(),
  epochMs: z.number(),
  /** In English. */
  weekday: z.string(),
  /** From UTC, e.g. +01:00. */
  offset: z.string(),
  zone: z.string(),
})

export const createGetDatetime = (clock: Clock) =>
  defineTool({
    name: 'get_datetime',
    group: 'utility',
    summary: { en: 'Tells date and time', fr: "Donne la date et l'heure" },
    access: 'read',
    input,
    output,
    timeoutMs: 1000,
    errors: ['E_ARGS'],
    effects: () => [],
    async run({ timezone }) {
      const format = formatFor(timezone)
      if (!format) {
        const message = `timezone: there is no time zone "${timezone}"; use an IANA name like Europe/Paris`
        return { ok: false, error: { code: 'E_ARGS', message, recoverable: false } }
      }
      return { ok: true, value: describe(clock.now(), format) }
    },
  })

function formatFor(timeZone: string | undefined): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', {
      ...(timeZone !== undefined && { timeZone }),
      weekday: 'long',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
      timeZoneName: 'longOffset',
    })
  } catch {
    return undefined
  }
}

function describe(epochMs: number, format: Intl.DateTimeFormat) {
  const parts = new Map(format.formatToParts(epochMs).map(({ type, value }) => [type, value]))
  const part = (name: Intl.DateTimeFormatPartTypes): string => parts.get(name) ?? ''
  // `GMT+01:00`, or `GMT` alone for UTC.
  const offset = part('timeZoneName').slice(3) || '+00:00'
  const date = `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`
  return {
    iso: `${date}T${part('hour')}:${part('minute')}:${part('second')}${offset}`,
    epochMs,
    weekday: part('weekday'),
    offset,
    zone: format.resolvedOptions().timeZone,
  }
}
