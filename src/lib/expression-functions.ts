import type { Locale } from '../domain/text.ts'
import { parseDuration, sayDuration } from './duration.ts'

/** What a JSONata function is called with: `environment.lookup` finds the bindings of the evaluation. */
interface Focus {
  readonly environment: { lookup(name: string): unknown }
}

type HouseFunction = (this: Focus, ...args: never[]) => unknown

const UNITS = { en: ['B', 'kB', 'MB', 'GB', 'TB', 'PB'], fr: ['o', 'ko', 'Mo', 'Go', 'To', 'Po'] } as const
const DAY_MS = 86_400_000

/** The language of `$locale`, or the one that was asked for. */
function localeOf(focus: Focus, asked?: string): Locale {
  return (asked ?? focus.environment.lookup('locale')) === 'fr' ? 'fr' : 'en'
}

/** 16.2 GB, 16,2 Go: powers of 1000, as disks are sold and `docker` counts; one decimal below 100 of a unit. */
export function sayBytes(bytes: number, locale: Locale): string {
  let amount = Math.abs(bytes)
  let unit = 0
  while (amount >= 999.5 && unit < UNITS.en.length - 1) {
    amount /= 1000
    unit++
  }
  return `${sayNumber(Math.sign(bytes) * amount, unit === 0 || amount >= 99.95 ? 0 : 1, locale)} ${UNITS[locale][unit]}`
}

/** At most `decimals` digits after the point, thousands apart, no-break spaces made plain for terminals. */
export function sayNumber(value: number, decimals: number, locale: Locale): string {
  const text = value.toLocaleString(locale === 'fr' ? 'fr-FR' : 'en-GB', { maximumFractionDigits: decimals })
  return text.replace(/[\u00a0\u202f]/g, ' ')
}

const millis = (time: string | number): number => (typeof time === 'number' ? time : Date.parse(time))

/** Not as a part of another file's name; a directory may stand before it, which is how some print whole paths. */
function namesFile(text: string, file: string): boolean {
  for (let at = text.indexOf(file); at >= 0; at = text.indexOf(file, at + 1)) {
    const before = text[at - 1] ?? ' '
    const after = text[at + file.length] ?? ' '
    if (!/[\w.-]/.test(before) && !/[\w/-]/.test(after)) return true
  }
  return false
}

/**
 * Functions that expressions of workflow files may use beside JSONata's own, with JSONata signatures. Each gives nothing
 * where its argument is missing, so that a report may speak of what could not be measured.
 */
export const HOUSE_FUNCTIONS: Readonly<Record<string, readonly [HouseFunction, string]>> = {
  /** $bytes(16200000000) → "16.2 GB" */
  bytes: [
    function (this: Focus, n?: number, locale?: string) {
      return n === undefined ? undefined : sayBytes(n, localeOf(this, locale))
    },
    '<n?s?:s>',
  ],
  /** $num(12345.678, 1) → "12,345.7" */
  num: [
    function (this: Focus, n?: number, decimals?: number) {
      return n === undefined ? undefined : sayNumber(n, decimals ?? 0, localeOf(this))
    },
    '<n?n?:s>',
  ],
  /** $pct(71.4) → "71 %" */
  pct: [
    function (this: Focus, n?: number, decimals?: number) {
      return n === undefined ? undefined : `${sayNumber(n, decimals ?? 0, localeOf(this))} %`
    },
    '<n?n?:s>',
  ],
  /** $duration(90000) → "25 h"; seconds in, the two largest units out */
  duration: [
    function (this: Focus, seconds?: number) {
      return seconds === undefined ? undefined : sayDuration(seconds, localeOf(this))
    },
    '<n?:s>',
  ],
  /** $seconds("24h") → 86400 */
  seconds: [
    (text?: string) => {
      if (text === undefined) return undefined
      const seconds = parseDuration(text)
      if (seconds === undefined) throw new Error(`"${text}" is no duration; write 30m, 24h or 7d`)
      return seconds
    },
    '<s?:n>',
  ],
  /** $days("2026-12-01T00:00:00Z") → days from now until then, negative when it has passed; a fraction */
  days: [
    (time?: string | number) => {
      if (time === undefined || Number.isNaN(millis(time))) return undefined
      return (millis(time) - Date.now()) / DAY_MS
    },
    '<(sn)?:n>',
  ],
  /** $ago("2026-11-20T10:00:00Z") → "3 h", the time since then */
  ago: [
    function (this: Focus, time?: string | number) {
      if (time === undefined || Number.isNaN(millis(time))) return undefined
      return sayDuration(Math.max(0, (Date.now() - millis(time)) / 1000), localeOf(this))
    },
    '<(sn)?:s>',
  ],
  /** $date("2026-12-01T08:30:00Z") → "2026-12-01", the server's own day */
  date: [
    (time?: string | number) => {
      if (time === undefined || Number.isNaN(millis(time))) return undefined
      const date = new Date(millis(time))
      const two = (n: number) => String(n).padStart(2, '0')
      return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
    },
    '<(sn)?:s>',
  ],
  /** $plural(3, "image", "images") → "3 images"; French says "0 image", English "0 images" */
  plural: [
    function (this: Focus, n: number | undefined, one: string, many: string) {
      if (n === undefined) return undefined
      const single = localeOf(this) === 'fr' ? Math.abs(n) < 2 : n === 1
      return `${sayNumber(n, 0, localeOf(this))} ${single ? one : many}`
    },
    '<n?ss:s>',
  ],
  /** $names("src/a.ts(3,1): error", ["a.ts", "src/a.ts"]) → true: whether a text names one of the files, as compilers do */
  names: [
    (text?: string, files: readonly string[] = []) =>
      text === undefined ? undefined : files.some((file) => namesFile(text, file)),
    '<s?a<s>:b>',
  ],
  /** $short("a long text", 6) → "a lon…" */
  short: [
    (text?: string, length = 80) => {
      if (text === undefined) return undefined
      const characters = [...text.replace(/\s+/g, ' ').trim()]
      return characters.length <= length
        ? characters.join('')
        : `${characters.slice(0, length - 1).join('')}…`
    },
    '<s?n?:s>',
  ],
}
