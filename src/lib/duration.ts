import type { Locale } from '../domain/text.ts'

const SECOND = 1
const MINUTE = 60
const HOUR = 3_600
const DAY = 86_400

/** Every way to write a unit in either language, in seconds. A month is 30 days, a year 365. */
const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^(s|sec|secs|seconds?|secondes?)$/, SECOND],
  [/^(m|min|mins|minutes?|mn)$/, MINUTE],
  [/^(h|hr|hrs|hours?|heures?)$/, HOUR],
  [/^(d|days?|j|jours?)$/, DAY],
  [/^(w|wk|weeks?|sem|semaines?)$/, 7 * DAY],
  [/^(months?|mois)$/, 30 * DAY],
  [/^(y|years?|ans?|annees?|années?)$/, 365 * DAY],
]

/** Seconds of a unit's name, in English or French. */
export const unitSeconds = (unit: string): number | undefined =>
  UNITS.find(([pattern]) => pattern.test(unit.toLowerCase()))?.[1]

/** Seconds of "90", "30m", "1h30m", "24 h", "7 jours"; undefined where it is none. A bare number is seconds. */
export function parseDuration(text: string): number | undefined {
  const trimmed = text.trim().toLowerCase()
  if (/^\d+(\.\d+)?$/.test(trimmed)) return Number(trimmed)
  let seconds = 0
  let rest = trimmed
  while (rest !== '') {
    const part = /^(\d+(?:[.,]\d+)?)\s*(\p{L}+)\s*/u.exec(rest)
    const unit = part ? unitSeconds(part[2] ?? '') : undefined
    if (!part || unit === undefined) return undefined
    seconds += Number((part[1] ?? '').replace(',', '.')) * unit
    rest = rest.slice(part[0].length)
  }
  return trimmed === '' ? undefined : seconds
}

/** The two largest units: 3 d 4 h, 26 h, 25 min, 12 s; in French 3 j 4 h. Up to two days are told in hours, as people do. */
export function sayDuration(seconds: number, locale: Locale): string {
  const day = locale === 'fr' ? 'j' : 'd'
  const units = [
    [DAY, day],
    [HOUR, 'h'],
    [MINUTE, 'min'],
    [SECOND, 's'],
  ] as const
  const whole = Math.round(Math.abs(seconds))
  const first = units.findIndex(([size]) => whole >= (size === DAY ? 2 * DAY : size))
  const [size, name] = units[first] ?? units[3]
  const amount = Math.floor(whole / size)
  const next = units[first + 1]
  // Beyond a few days the hours tell nobody anything.
  const smaller = next && first >= 0 && amount < 10 ? Math.floor((whole % size) / next[0]) : 0
  const text = smaller > 0 && next ? `${amount} ${name} ${smaller} ${next[1]}` : `${amount} ${name}`
  return seconds <= -1 ? `-${text}` : text
}
