import type { Localized } from '../../domain/text.ts'
import { wallClock } from '../due-times.ts'
import { readWhen } from './read.ts'
import { readTime, TIME } from './times.ts'
import { plain } from './vocabulary.ts'

/** Hours of the week, as the clocks of a zone show them: `Saturday 02:00-06:00`. */
export interface Hours {
  /** Days on which they begin; Sunday is 0. */
  readonly days: ReadonlySet<number>
  /** Minutes of the day; an end that is not after the beginning lies on the next day. */
  readonly from: number
  readonly to: number
}

const DAY = 1440
const MINUTE_MS = 60_000
const RANGE = new RegExp(
  `^(.*?)[\\s,]*(?:from |between |de |entre )?(${TIME})\\s?(?:-|to |until |and |a |et |jusqu'a )\\s?(${TIME})$`,
)

/** `02:00-06:00`, `weekdays 22:00-06:00`, `Saturday and Sunday from 1 to 7`, `le samedi de 1 h à 7 h`; undefined where it is none. */
export function parseHours(text: string): Hours | undefined {
  const [, before = '', start = '', end = ''] = RANGE.exec(plain(text)) ?? []
  const from = readTime(start)
  const to = readTime(end)
  if (!from || !to) return undefined
  const read = readWhen(before)
  if (!read.ok) return undefined
  const { weekdays, every, times, nth, monthDays, months, lastDay } = read.pieces
  const other = times.length + nth.length + monthDays.size + months.size > 0 || lastDay
  if (other || (every !== undefined && (every.unit !== 'day' || every.count > 1))) return undefined
  const days = weekdays.size === 0 ? [0, 1, 2, 3, 4, 5, 6] : weekdays
  return {
    days: new Set(days),
    from: from.hour * 60 + from.minute,
    to: to.hour * 60 + to.minute,
  }
}

/** What is allowed, for error lines. */
export const HOURS_ALLOWED: Localized = {
  en: 'hours such as "02:00-06:00", "Saturday 01:00-07:00", "weekdays 22:00-06:00"',
  fr: 'des heures comme « 02:00-06:00 », « samedi 01:00-07:00 », « en semaine 22:00-06:00 »',
}

/** A stretch of time, in milliseconds since the epoch. */
export interface Stretch {
  readonly from: number
  /** The first moment outside. */
  readonly to: number
}

/**
 * When some of these hours are on, at `at` or next; undefined where there are none. Ones that touch are one stretch. By
 * the clocks of the zone, looked at minute by minute where they are put forward or back.
 */
export function stretchFrom(hours: readonly Hours[], timeZone: string, at: number): Stretch | undefined {
  if (hours.length === 0) return undefined
  const wall = wallClock(timeZone)
  const isOn = (moment: number) => hours.some((one) => covers(one, wall(moment)))
  const begin = isOn(at) ? at : firstOf(at, isOn, true)
  if (begin === undefined) return undefined
  return { from: begin, to: firstOf(begin, isOn, false) ?? begin + 8 * DAY * MINUTE_MS }
}

/** Whether some of these hours are on. */
export const areOn = (hours: readonly Hours[], timeZone: string, at: number): boolean =>
  hours.some((one) => covers(one, wallClock(timeZone)(at)))

/** @param shown what the clock shows, as if it were UTC */
function covers({ days, from, to }: Hours, shown: number): boolean {
  const minute = Math.floor(shown / MINUTE_MS) % DAY
  const day = new Date(shown).getUTCDay()
  if (from < to) return days.has(day) && minute >= from && minute < to
  return (days.has(day) && minute >= from) || (days.has((day + 6) % 7) && minute < to)
}

/** Steps that no change between on and off is shorter than are not known, so every minute of the next eight days. */
function firstOf(after: number, isOn: (at: number) => boolean, wanted: boolean): number | undefined {
  const start = Math.floor(after / MINUTE_MS) * MINUTE_MS + MINUTE_MS
  for (let at = start; at <= start + 8 * DAY * MINUTE_MS; at += MINUTE_MS) if (isOn(at) === wanted) return at
  return undefined
}
