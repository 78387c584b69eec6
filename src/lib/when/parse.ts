import type { Localized } from '../../domain/text.ts'
import { type Pieces, readWhen } from './read.ts'
import type { Time } from './times.ts'

export type When =
  | { readonly ok: true; readonly cron: string }
  | { readonly ok: false; readonly why: Localized }

/** As cron's own five fields look; whether they mean anything is for `dueTimes` to say. */
const CRON = /^[\d*][\d*/,-]*( [\d*/,\-a-z#l]+){4}$/i
const NICKNAMES: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
}

/** Cron, or plain words in English or French, as cron. What is not clear is not guessed at. */
export function parseWhen(text: string): When {
  const typed = text.trim().replaceAll(/\s+/g, ' ')
  const nickname = NICKNAMES[typed.toLowerCase()]
  if (nickname !== undefined) return { ok: true, cron: nickname }
  if (CRON.test(typed)) return { ok: true, cron: typed.toUpperCase() }
  const read = readWhen(typed)
  if (read.ok) return cronOf(read.pieces, typed)
  return 'unknown' in read ? unclear(typed, read.unknown) : badTime(read.badTime)
}

function cronOf(pieces: Pieces, typed: string): When {
  const { every, times } = pieces
  const days = dayFields(pieces)
  if (typeof days !== 'string') return days
  if (every?.unit === 'minute') return minutes(every.count, pieces, days)
  if (every?.unit === 'hour') return hours(every.count, pieces, days)
  if (every && every.count > 1) return uneven(every.count, every.unit)
  if (every === undefined && days === '* * *') return typed === '' ? unclear('', '') : howOften(typed)
  if (times.length === 0 || pieces.minute !== undefined) return whatTime()
  if (days === '* * *' && every?.unit === 'week') return whichDay('week')
  if (days === '* * *' && every?.unit === 'month') return whichDay('month')
  return timesOfDay(times, days)
}

/** Day of the month, month, day of the week. */
function dayFields({ weekdays, nth, monthDays, lastDay, months }: Pieces): string | When {
  const ofMonth = [...[...monthDays].sort((a, b) => a - b).map(String), ...(lastDay ? ['L'] : [])]
  const ofWeek = [...weekdays].sort((a, b) => a - b).map(String)
  const nths = nth.map(({ nth: which, day }) => `${day}#${which === 5 ? 'L' : which}`)
  // Cron would be due on either; people mean both.
  if ([ofMonth, ofWeek, nths].filter((some) => some.length > 0).length > 1) return oneKindOfDay()
  const week = [...ofWeek, ...nths].join(',') || '*'
  const month = [...months].sort((a, b) => a - b).join(',') || '*'
  return `${ofMonth.join(',') || '*'} ${month} ${ofWeek.length === 7 ? '*' : week}`
}

function minutes(count: number, { times, minute }: Pieces, days: string): When {
  if (times.length > 0 || minute !== undefined) return oneRhythm()
  if (count === 60) return { ok: true, cron: `0 * ${days}` }
  if (count < 1 || count > 30 || 60 % count !== 0) return uneven(count, 'minute')
  return { ok: true, cron: `${count === 1 ? '*' : `*/${count}`} * ${days}` }
}

function hours(count: number, { times, minute = 0 }: Pieces, days: string): When {
  if (times.length > 0) return oneRhythm()
  if (count < 1 || count > 12 || 24 % count !== 0) return uneven(count, 'hour')
  return { ok: true, cron: `${minute} ${count === 1 ? '*' : `*/${count}`} ${days}` }
}

function timesOfDay(times: readonly Time[], days: string): When {
  const inOrder = (numbers: readonly number[]) => [...new Set(numbers)].sort((a, b) => a - b)
  const ofHours = inOrder(times.map(({ hour }) => hour))
  const ofMinutes = inOrder(times.map(({ minute }) => minute))
  if (ofHours.length > 1 && ofMinutes.length > 1) return twoSchedules()
  return { ok: true, cron: `${ofMinutes.join(',')} ${ofHours.join(',')} ${days}` }
}

const EXAMPLES = {
  en: '“every Sunday at 4”, “weekdays at 22:00”, “every 15 minutes”, “on the 1st of the month at 3:30”, “first Sunday of the month at 4”, or cron: “30 3 1 * *”',
  fr: '« tous les dimanches à 4 h », « en semaine à 22 h », « toutes les 15 minutes », « le 1er du mois à 3h30 », « le premier dimanche du mois à 4 h », ou cron : « 30 3 1 * * »',
}

const no = (en: string, fr: string): When => ({
  ok: false,
  why: { en: `${en} For example: ${EXAMPLES.en}.`, fr: `${fr} Par exemple : ${EXAMPLES.fr}.` },
})

const unclear = (typed: string, word: string): When =>
  typed === ''
    ? no('Say when.', 'Dites quand.')
    : no(
        `I do not know when “${typed}” is: what does “${word}” mean?`,
        `Je ne sais pas quand est « ${typed} » : que veut dire « ${word} » ?`,
      )
const badTime = (text: string): When =>
  no(`“${text}” is no time or day that there is.`, `« ${text} » n’est ni une heure ni un jour qui existe.`)
const howOften = (typed: string): When =>
  no(
    `How often is “${typed}”? Every day, every Sunday, the 1st of the month…`,
    `« ${typed} », à quelle fréquence ? Tous les jours, tous les dimanches, le 1er du mois…`,
  )
const whatTime = (): When =>
  no('At what time? Add it, such as “at 4”.', 'À quelle heure ? Ajoutez-la, comme « à 4 h ».')
const whichDay = (unit: 'week' | 'month'): When =>
  unit === 'week'
    ? no('On which day of the week?', 'Quel jour de la semaine ?')
    : no('On which day of the month?', 'Quel jour du mois ?')
const oneKindOfDay = (): When =>
  no(
    'Days of the week and days of the month together are not clear: make two schedules.',
    'Jours de la semaine et jours du mois ensemble, ce n’est pas clair : faites deux planifications.',
  )
const oneRhythm = (): When =>
  no(
    'Either every so many minutes or hours, or at a time: not both.',
    'Soit toutes les tant de minutes ou d’heures, soit à une heure : pas les deux.',
  )
const twoSchedules = (): When =>
  no(
    'Times with different minutes need one schedule each.',
    'Des heures aux minutes différentes demandent chacune leur planification.',
  )

const UNITS = {
  minute: { en: 'minutes', fr: 'minutes' },
  hour: { en: 'hours', fr: 'heures' },
  day: { en: 'days', fr: 'jours' },
  week: { en: 'weeks', fr: 'semaines' },
  month: { en: 'months', fr: 'mois' },
} as const
const EVEN = { minute: '1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30', hour: '1, 2, 3, 4, 6, 8, 12' } as const

function uneven(count: number, unit: keyof typeof UNITS): When {
  if (unit === 'minute' || unit === 'hour')
    return no(
      `Every ${count} ${UNITS[unit].en} does not come out even; possible: ${EVEN[unit]}.`,
      `Toutes les ${count} ${UNITS[unit].fr}, cela ne tombe pas juste ; possible : ${EVEN[unit]}.`,
    )
  const gender = unit === 'week' ? 'toutes' : 'tous'
  return no(
    `Every ${count} ${UNITS[unit].en} cannot be counted across months: name the days.`,
    `Impossible de compter ${gender} les ${count} ${UNITS[unit].fr} d’un mois à l’autre : nommez les jours.`,
  )
}
