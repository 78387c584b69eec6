import { anyOf, indexIn, NUMBERS } from './vocabulary.ts'

/** A time of day. */
export interface Time {
  readonly hour: number
  readonly minute: number
}

/** One time of day in a text without accents: 4, 4h30, 4 h, 22:00, 4 pm, 6.30pm, noon, minuit, quatre heures. */
export const TIME = `(?:noon|midi|midnight|minuit|(?:\\d{1,2}|${anyOf(NUMBERS)})(?:\\s?(?:[:.]|h(?:eures?|rs?)?)\\s?[0-5]\\d(?!\\d))?(?:\\s?(?:h(?:eures?)?|o'clock))?(?:\\s?(?:[ap]\\.?m\\b\\.?))?)`

/** The same where nothing stands before it that says that a time follows: a bare number could be anything. */
export const CLEAR_TIME = `(?:noon|midi|midnight|minuit|(?:\\d{1,2})\\s?(?:(?:[:.]|h(?:eures?)?)\\s?[0-5]\\d(?!\\d)(?:\\s?[ap]\\.?m\\b\\.?)?|[ap]\\.?m\\b\\.?|h(?:eures?)?\\b|o'clock))`

const PARTS = new RegExp(
  `^(\\d{1,2}|${anyOf(NUMBERS)})(?:\\s?(?:[:.]|h(?:eures?|rs?)?)\\s?([0-5]\\d))?(?:\\s?(?:h(?:eures?)?|o'clock))?(?:\\s?([ap])\\.?m\\.?)?$`,
)

/** @param later the text says that it is in the afternoon or evening */
export function readTime(text: string, later = false): Time | undefined {
  if (/^(?:noon|midi)$/.test(text)) return { hour: 12, minute: 0 }
  if (/^(?:midnight|minuit)$/.test(text)) return { hour: 0, minute: 0 }
  const [, number = '', minutes = '0', half] = PARTS.exec(text) ?? []
  const said = /^\d/.test(number) ? Number(number) : indexIn(NUMBERS, number)
  if (number === '' || said < 0 || said > 23) return undefined
  if (half !== undefined && (said === 0 || said > 12)) return undefined
  const afternoon = half === 'p' || (half === undefined && later && said >= 1 && said < 12)
  const hour = half === undefined ? said : said % 12
  return { hour: afternoon && hour < 12 ? hour + 12 : hour, minute: Number(minutes) }
}
