import type { Locale } from '../../domain/text.ts'

/** A cron expression as a sentence, made from what will run rather than from what was typed. */
export function sayCron(cron: string, locale: Locale): string {
  const [minute = '', hour = '', day = '', month = '', week = ''] = cron.toUpperCase().split(/\s+/)
  const words = locale === 'fr' ? FRENCH : ENGLISH
  const when = rhythm(minute, hour, words)
  const which = days({ day, month, week }, when.needsDay, words)
  if (when.text === undefined || which === undefined) return words.cron(cron)
  return when.needsDay
    ? [which, when.text].filter(Boolean).join(' ')
    : [when.text, which].filter(Boolean).join(words.joint)
}

interface Words {
  readonly cron: (text: string) => string
  readonly everyMinutes: (count: number) => string
  readonly everyHours: (count: number, minute: number) => string
  readonly at: (times: readonly string[]) => string
  readonly time: (hour: number, minute: number) => string
  readonly everyDay: string
  readonly weekdays: string
  readonly weekdaysOf: (days: readonly number[]) => string
  readonly nthOf: (nth: number, day: number) => string
  readonly monthDays: (days: readonly number[], last: boolean, months: readonly number[]) => string
  readonly inMonths: (months: readonly number[]) => string
  /** Between a rhythm and the days that it is kept to. */
  readonly joint: string
}

function rhythm(
  minute: string,
  hour: string,
  words: Words,
): { readonly text?: string; readonly needsDay: boolean } {
  const stepOf = (field: string) => Number(/^\*\/(\d+)$/.exec(field)?.[1] ?? (field === '*' ? 1 : Number.NaN))
  const minuteStep = stepOf(minute)
  const hourStep = stepOf(hour)
  if (minuteStep > 0 && hour === '*') return { text: words.everyMinutes(minuteStep), needsDay: false }
  const minutes = numbers(minute, 0, 59)
  const [only] = minutes ?? []
  if (!minutes || only === undefined) return { needsDay: false }
  if (hourStep > 0 && minutes.length === 1) return { text: words.everyHours(hourStep, only), needsDay: false }
  const hours = numbers(hour, 0, 23)
  if (!hours || hours.length * minutes.length > 6) return { needsDay: false }
  const times = hours.flatMap((each) => minutes.map((one) => words.time(each, one)))
  return { text: words.at(times), needsDay: true }
}

interface DayFields {
  readonly day: string
  readonly month: string
  readonly week: string
}

/** undefined where it cannot be said; empty where every day is meant and need not be said. */
function days({ day, month, week }: DayFields, needsDay: boolean, words: Words): string | undefined {
  const months = month === '*' ? [] : numbers(named(month, MONTH_NAMES, 1), 1, 12)
  if (!months || (day !== '*' && week !== '*')) return undefined
  const inMonths = months.length === 0 ? '' : ` ${words.inMonths(months)}`
  if (day !== '*') {
    const parts = day.split(',').filter((part) => part !== 'L')
    const listed = parts.length === 0 ? [] : numbers(parts.join(','), 1, 31)
    return listed && words.monthDays(listed, day.split(',').includes('L'), months)
  }
  if (week === '*') return needsDay ? `${words.everyDay}${inMonths}` : inMonths.trim()
  const nths = week.split(',').map((part) => /^([0-7A-Z]{1,3})#([1-5L])$/.exec(named(part, DAY_NAMES, 0)))
  if (nths.every((found) => found !== null))
    return (
      words.monthDays([], false, []) +
      nths
        .map(([, of = '', nth = '']) => words.nthOf(nth === 'L' ? 5 : Number(nth) - 1, Number(of) % 7))
        .join(', ') +
      inMonths
    )
  const listed = numbers(named(week, DAY_NAMES, 0), 0, 7)
  if (!listed) return undefined
  const ofWeek = [...new Set(listed.map((one) => one % 7))].sort((a, b) => ((a + 6) % 7) - ((b + 6) % 7))
  if (ofWeek.length === 7) return `${words.everyDay}${inMonths}`
  return (ofWeek.join() === '1,2,3,4,5' ? words.weekdays : words.weekdaysOf(ofWeek)) + inMonths
}

const DAY_NAMES = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']
const MONTH_NAMES = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const named = (field: string, names: readonly string[], first: number): string =>
  names.reduce((text, name, index) => text.replaceAll(name, String(index + first)), field)

/** A list of numbers and ranges, in order; undefined where it is anything else. */
function numbers(field: string, least: number, most: number): readonly number[] | undefined {
  const found = new Set<number>()
  for (const part of field.split(',')) {
    const [, from, to = from] = /^(\d{1,2})(?:-(\d{1,2}))?$/.exec(part) ?? []
    if (from === undefined || Number(from) < least || Number(to) > most || Number(from) > Number(to))
      return undefined
    for (let number = Number(from); number <= Number(to); number++) found.add(number)
  }
  return [...found].sort((a, b) => a - b)
}

const listed = (words: readonly string[], and: string): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${and} ${words.at(-1)}`

const two = (number: number): string => String(number).padStart(2, '0')

const EN_DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const EN_MONTHS =
  'January,February,March,April,May,June,July,August,September,October,November,December'.split(',')
const FR_DAYS = ['dimanche', 'lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi']
const FR_MONTHS =
  'janvier,février,mars,avril,mai,juin,juillet,août,septembre,octobre,novembre,décembre'.split(',')

const ordinal = (number: number): string => {
  const ending =
    number % 100 > 10 && number % 100 < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th')
  return `${number}${ending}`
}

const monthsOf = (months: readonly number[], names: readonly string[], and: string): string =>
  listed(
    months.map((month) => names[month - 1] ?? ''),
    and,
  )

const ENGLISH: Words = {
  cron: (text) => `at the times of cron “${text}”`,
  everyMinutes: (count) => (count === 1 ? 'every minute' : `every ${count} minutes`),
  everyHours: (count, minute) =>
    (count === 1 ? 'every hour' : `every ${count} hours`) + (minute === 0 ? '' : `, at minute ${minute}`),
  at: (times) => `at ${listed(times, 'and')}`,
  time: (hour, minute) => `${two(hour)}:${two(minute)}`,
  everyDay: 'every day',
  weekdays: 'Monday to Friday',
  weekdaysOf: (ofWeek) =>
    `every ${listed(
      ofWeek.map((day) => EN_DAYS[day] ?? ''),
      'and',
    )}`,
  nthOf: (nth, day) =>
    `on the ${['first', 'second', 'third', 'fourth', 'fifth', 'last'][nth === 5 ? 5 : nth]} ${EN_DAYS[day]} of the month`,
  monthDays(ofMonth, last, months) {
    if (ofMonth.length === 0 && !last) return ''
    const named = [...ofMonth.map((day) => `the ${ordinal(day)}`), ...(last ? ['the last day'] : [])]
    const short = ofMonth.some((day) => day > 28) && months.length === 0 ? ' that has one' : ''
    return `on ${listed(named, 'and')} of ${months.length === 0 ? `every month${short}` : monthsOf(months, EN_MONTHS, 'and')}`
  },
  inMonths: (months) => `in ${monthsOf(months, EN_MONTHS, 'and')}`,
  joint: ', ',
}

const FRENCH: Words = {
  cron: (text) => `aux heures de cron « ${text} »`,
  everyMinutes: (count) => (count === 1 ? 'toutes les minutes' : `toutes les ${count} minutes`),
  everyHours: (count, minute) =>
    (count === 1 ? 'toutes les heures' : `toutes les ${count} heures`) +
    (minute === 0 ? '' : `, à la minute ${minute}`),
  at: (times) =>
    listed(
      times.map((time) => `à ${time}`),
      'et',
    ),
  time: (hour, minute) => (minute === 0 ? `${hour}\u00a0h` : `${hour}\u00a0h\u00a0${two(minute)}`),
  everyDay: 'tous les jours',
  weekdays: 'du lundi au vendredi',
  weekdaysOf: (ofWeek) =>
    `tous les ${listed(
      ofWeek.map((day) => `${FR_DAYS[day]}s`),
      'et',
    )}`,
  nthOf: (nth, day) =>
    `le ${['premier', 'deuxième', 'troisième', 'quatrième', 'cinquième', 'dernier'][nth === 5 ? 5 : nth]} ${FR_DAYS[day]} du mois`,
  monthDays(ofMonth, last, months) {
    if (ofMonth.length === 0 && !last) return ''
    const named = [
      ...ofMonth.map((day) => (day === 1 ? 'le 1er' : `le ${day}`)),
      ...(last ? ['le dernier jour'] : []),
    ]
    if (months.length > 0)
      return `${listed(named, 'et')} ${last ? 'de ' : ''}${monthsOf(months, FR_MONTHS, 'et')}`
    const short = ofMonth.some((day) => day > 28) ? ' qui en a un' : ''
    return `${listed(named, 'et')} de chaque mois${short}`
  },
  inMonths: (months) => `en ${monthsOf(months, FR_MONTHS, 'et')}`,
  joint: ', ',
}
