import type { Locale } from '../domain/text.ts'
import { NARROW, NO_BREAK } from './spacing.ts'

/** `340 ms`, `2.4 s`, `12 s`, `1 min 12 s`, `2 h 05 min`, `3 d 4 h`. Negative and broken figures count as 0. */
export function formatDuration(ms: number, locale: Locale): string {
  const safe = Number.isFinite(ms) ? Math.max(0, ms) : 0
  if (safe < 1_000) return `${Math.round(safe)} ms`
  if (safe < 9_950) return `${formatNumber(Math.round(safe / 100) / 10, locale, 1)} s`
  const seconds = Math.round(safe / 1_000)
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3_600) return pair(Math.floor(seconds / 60), 'min', seconds % 60, 's')
  const minutes = Math.round(seconds / 60)
  if (minutes < 1_440) return pair(Math.floor(minutes / 60), 'h', minutes % 60, 'min')
  const hours = Math.round(minutes / 60)
  return pair(Math.floor(hours / 24), locale === 'fr' ? 'j' : 'd', hours % 24, 'h')
}

/** As `formatDuration`, in whole seconds: for time that is still running. */
export const formatElapsed = (ms: number, locale: Locale): string =>
  ms < 1_000 ? '0 s' : formatDuration(Math.floor(ms / 1_000) * 1_000, locale).replace(/[.,]0 s$/, ' s')

const pair = (big: number, bigUnit: string, small: number, smallUnit: string): string => {
  if (small === 0) return `${big} ${bigUnit}`
  const shown = smallUnit === 'min' ? String(small).padStart(2, '0') : String(small)
  return `${big} ${bigUnit} ${shown} ${smallUnit}`
}

const UNITS = { en: ['B', 'kB', 'MB', 'GB', 'TB', 'PB'], fr: ['o', 'ko', 'Mo', 'Go', 'To', 'Po'] } as const

/** Decimal units, as disks are sold: `18.4 GB`, `18,4 Go`. */
export function formatBytes(bytes: number, locale: Locale): string {
  const units = UNITS[locale]
  let value = Number.isFinite(bytes) ? Math.max(0, bytes) : 0
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1_000
    unit++
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1
  return `${formatNumber(value, locale, digits)}${locale === 'fr' ? NO_BREAK : ' '}${units[unit]}`
}

/** Of a share: 0.71 → `71 %`; one decimal below 1 %. */
export function formatPercent(share: number, locale: Locale): string {
  const percent = Number.isFinite(share) ? share * 100 : 0
  const digits = percent > 0 && percent < 1 ? 1 : 0
  return `${formatNumber(percent, locale, digits)}${locale === 'fr' ? NARROW : ' '}%`
}

/** Thousands are grouped from five digits on, so that ports and years stay as they are known. */
export const formatNumber = (value: number, locale: Locale, digits = 3): string =>
  new Intl.NumberFormat(LANGUAGE[locale], { maximumFractionDigits: digits, useGrouping: 'min2' }).format(
    value,
  )

/** `20 November 2026, 14:32`, `20 novembre 2026, 14:32`; milliseconds since the epoch. */
export const formatDate = (at: number, locale: Locale, timeZone?: string): string =>
  `${date(locale, { day: 'numeric', month: 'long', year: 'numeric' }, timeZone).format(at)}, ${formatTime(at, locale, timeZone)}`

/** `14:32` in both languages. */
export const formatTime = (at: number, locale: Locale, timeZone?: string): string =>
  date(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, timeZone).format(at)

const date = (locale: Locale, options: Intl.DateTimeFormatOptions, timeZone: string | undefined) =>
  new Intl.DateTimeFormat(LANGUAGE[locale], { ...options, ...(timeZone === undefined ? {} : { timeZone }) })

/** British English: 24-hour clock, day before month. */
const LANGUAGE = { en: 'en-GB', fr: 'fr-FR' } as const
