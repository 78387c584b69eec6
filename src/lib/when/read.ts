import { CLEAR_TIME, readTime, TIME, type Time } from './times.ts'
import { anyOf, DAYS, EVERY, indexIn, LAST, MONTHS, ORDINALS, plain } from './vocabulary.ts'

/** What a text says of when, piece by piece, before it is asked whether it makes sense together. */
export interface Pieces {
  /** `every 15 minutes`. */
  every?: { readonly count: number; readonly unit: 'minute' | 'hour' | 'day' | 'week' | 'month' }
  times: Time[]
  /** Minute of every hour: `every hour at :15`. */
  minute?: number
  weekdays: Set<number>
  /** `the first Sunday`; 5 is the last. */
  nth: { readonly nth: number; readonly day: number }[]
  monthDays: Set<number>
  lastDay: boolean
  months: Set<number>
}

export type Read =
  | { readonly ok: true; readonly pieces: Pieces }
  | { readonly ok: false; readonly unknown: string }
  | { readonly ok: false; readonly badTime: string }

interface Rule {
  readonly pattern: RegExp
  /** Answers a time that is none. */
  readonly take: (pieces: Pieces, found: readonly (string | undefined)[], whole: string) => string | undefined
}

const rule = (
  pattern: string,
  take: (pieces: Pieces, found: readonly string[], whole: string) => unknown,
): Rule => ({
  pattern: new RegExp(`(?:${pattern})(?![\\p{L}\\d])`, 'uy'),
  take: (pieces, found, whole) => {
    const said = take(
      pieces,
      found.map((part) => part ?? ''),
      whole,
    )
    return typeof said === 'string' ? said : undefined
  },
})

const DAY = anyOf(DAYS)
const MONTH = anyOf(MONTHS)
const NTH = anyOf(ORDINALS)
const AND = '(?:\\s?,\\s?|\\s?&\\s?|\\s)(?:and |et |or |ou )?(?:at |a )?'

/** The first rule that fits at a place has it: longer ones stand first. */
const RULES: readonly Rule[] = [
  rule(`(?:${EVERY}) (?:(\\d{1,3}) |(other|deux) )?(?:minutes?|mins?|mn)`, (pieces, [, count, other]) => {
    pieces.every = { count: other ? 2 : Number(count || 1), unit: 'minute' }
  }),
  rule(
    `(?:${EVERY}) (?:(\\d{1,3}) ?|(other|deux) )?(?:hours?|heures?|hrs?|h)`,
    (pieces, [, count, other]) => {
      pieces.every = { count: other ? 2 : Number(count || 1), unit: 'hour' }
    },
  ),
  rule(
    `(?:${EVERY}) (?:(\\d{1,3}) |(other|deux) )?(?:days?|jours?|nights?|nuits?|mornings?|matins?)`,
    (pieces, [, count, other]) => {
      pieces.every = { count: other ? 2 : Number(count || 1), unit: 'day' }
    },
  ),
  rule(`(?:${EVERY}) (?:evenings?|afternoons?|soirs?|apres-midis?)`, (pieces) => {
    pieces.every = { count: 1, unit: 'day' }
  }),
  rule(`(?:${EVERY}) (?:(\\d{1,3}) |(other|deux) )?(?:weeks?|semaines?)`, (pieces, [, count, other]) => {
    pieces.every = { count: other ? 2 : Number(count || 1), unit: 'week' }
  }),
  rule(`(?:of )?(?:${EVERY}) (?:(\\d{1,3}) |(other|deux) )?(?:months?|mois)`, (pieces, [, count, other]) => {
    pieces.every = { count: other ? 2 : Number(count || 1), unit: 'month' }
  }),
  rule('hourly', (pieces) => {
    pieces.every = { count: 1, unit: 'hour' }
  }),
  rule('daily|nightly|quotidien(?:nement)?', (pieces) => {
    pieces.every = { count: 1, unit: 'day' }
  }),
  rule('weekly|hebdomadaire(?:ment)?|par semaine', (pieces) => {
    pieces.every = { count: 1, unit: 'week' }
  }),
  rule('(?:of the|du|a) month|monthly|du mois|de chaque mois|mensuel(?:lement)?|par mois', (pieces) => {
    pieces.every ??= { count: 1, unit: 'month' }
  }),
  rule(
    '(?:on )?(?:(?:every|each) )?(?:working days?|work days?|workdays?|week ?days?)|(?:les |chaque )?jours? (?:ouvres?|ouvrables?)|en semaine',
    (pieces) => [1, 2, 3, 4, 5].forEach((day) => pieces.weekdays.add(day)),
  ),
  rule('week-?ends?', (pieces) => [6, 0].forEach((day) => pieces.weekdays.add(day))),
  rule(
    `(?:from |du )?(${DAY}) ?(?:-|to|through|until|au|a) ?(${DAY})`,
    (pieces, [, first = '', last = '']) => {
      const end = indexIn(DAYS, last)
      for (let day = indexIn(DAYS, first); ; day = (day + 1) % 7) {
        pieces.weekdays.add(day)
        if (day === end) return
      }
    },
  ),
  rule(`(?:the |le )?(?:(${NTH})|(${LAST})) (${DAY})`, (pieces, [, ordinal = '', last, day = '']) => {
    pieces.nth.push({ nth: last ? 5 : indexIn(ORDINALS, ordinal) + 1, day: indexIn(DAYS, day) })
  }),
  rule(`(?:the |le )?(?:last day|dernier jour)|(?:a la )?fin|(?:at )?the end`, (pieces) => {
    pieces.lastDay = true
  }),
  rule(
    `(?:the |le )?(\\d{1,2})(?:st|nd|rd|th|er|e)? (?:of )?(${MONTH})|(${MONTH}) (?:the )?(\\d{1,2})(?:st|nd|rd|th)?(?! ?[:h])`,
    (pieces, [whole = '', before, french, month, after]) => {
      pieces.months.add(indexIn(MONTHS, french || month || '') + 1)
      return addMonthDay(pieces, Number(before || after), whole)
    },
  ),
  rule(`(?:in |en )?(${MONTH})`, (pieces, [, month = '']) => pieces.months.add(indexIn(MONTHS, month) + 1)),
  rule(
    `(?:at |a |@ ?|vers |des )(${TIME}(?:${AND}${TIME})*)(?: (?:in the )?(?:morning|du matin))?( (?:in the )?(?:afternoon|evening)| (?:du soir|de l'apres-midi))?`,
    (pieces, [, times = '', later], whole) => {
      for (const [text] of times.matchAll(new RegExp(TIME, 'g'))) {
        const time = readTime(text.trim(), Boolean(later) || EVENING.test(whole))
        if (!time) return text.trim()
        pieces.times.push(time)
      }
      return undefined
    },
  ),
  rule(
    `(?:(?:at |a )?(?:minute |la minute )|at :|:)(\\d{2}|\\d)(?: past)?`,
    (pieces, [whole = '', minute]) => {
      if (Number(minute) > 59) return whole
      pieces.minute = Number(minute)
      return undefined
    },
  ),
  rule(`(${CLEAR_TIME})`, (pieces, [, text = ''], whole) => {
    const time = readTime(text, EVENING.test(whole))
    if (!time) return text
    pieces.times.push(time)
    return undefined
  }),
  rule(
    '(?:on )?(?:the|le) (?:(\\d{1,2})(?:st|nd|rd|th|er|e)?|(first|premier))',
    (pieces, [whole = '', day, first]) => addMonthDay(pieces, first ? 1 : Number(day), whole),
  ),
  rule('(\\d{1,2})(?:st|nd|rd|th|er|e)', (pieces, [whole = '', day]) =>
    addMonthDay(pieces, Number(day), whole),
  ),
  rule(`(?:(?:on|every|each|chaque|le|les|tous les) )?(${DAY})`, (pieces, [, day = '']) =>
    pieces.weekdays.add(indexIn(DAYS, day)),
  ),
  rule(
    "on|the|of|in|and|et|le|la|les|de|du|des|en|every|each|chaque|then|puis|o'clock|jour|day|at|a",
    () => undefined,
  ),
]

const EVENING = /\b(?:evening|afternoon|soirs?|apres-midi|tonight)\b/

function addMonthDay(pieces: Pieces, day: number, whole: string): string | undefined {
  if (day < 1 || day > 31) return whole
  pieces.monthDays.add(day)
  return undefined
}

/** Reads a text from its beginning to its end; every word must mean something. */
export function readWhen(text: string): Read {
  const said = plain(text).replace(/[.!]+$/, '')
  const pieces: Pieces = {
    times: [],
    weekdays: new Set(),
    nth: [],
    monthDays: new Set(),
    lastDay: false,
    months: new Set(),
  }
  for (let at = 0; at < said.length; ) {
    const gap = /[\s,;]+/y
    gap.lastIndex = at
    at += gap.exec(said)?.[0].length ?? 0
    if (at >= said.length) break
    const taken = takeAt(said, at, pieces)
    if (taken === undefined) return { ok: false, unknown: /^\S+/.exec(said.slice(at))?.[0] ?? said.slice(at) }
    if (typeof taken === 'string') return { ok: false, badTime: taken }
    at += taken
  }
  return { ok: true, pieces }
}

/** How much of the text a rule has taken; its words where they are no time; undefined where no rule fits. */
function takeAt(said: string, at: number, pieces: Pieces): number | string | undefined {
  for (const { pattern, take } of RULES) {
    pattern.lastIndex = at
    const found = pattern.exec(said)
    if (!found) continue
    return take(pieces, [...found], said) ?? found[0].length
  }
  return undefined
}
