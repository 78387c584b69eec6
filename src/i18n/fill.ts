import type { Locale } from '../domain/text.ts'
import { amount, asResource } from './amount.ts'
import { formatBytes, formatDuration, formatNumber, formatPercent } from './figures.ts'

export type Params = Readonly<Record<string, string | number>>

/**
 * Puts parameters into a sentence, in one pass, so that what they hold is never read as a sentence itself.
 * - `{name}` the value; numbers as the language writes them
 * - `{name:duration}`, `{name:bytes}`, `{name:percent}` … a number with its unit (milliseconds, bytes, a share of 1)
 * - `{count|file|files}` one of two forms, by the language's plural rule
 * - `[[… {name} …]]` left out when a parameter in it is empty or missing
 */
export const fill = (sentence: string, params: Params, locale: Locale): string =>
  sentence.replaceAll(PLACE, (whole, optional: string | undefined, name: string, format, one, other) => {
    if (optional !== undefined) return isFilled(optional, params) ? fill(optional, params, locale) : ''
    const value = params[name]
    if (value === undefined) return whole
    if (one !== undefined) return plural(Number(value), locale) === 'one' ? one : other
    return shown(value, format, params, locale)
  })

const PLACE = /\[\[(.*?)\]\]|\{(\w+)(?::(\w+)|\|([^{}|]*)\|([^{}|]*))?\}/g

/** The names a sentence takes, each once: for the test that compares the languages. */
export const placeholders = (sentence: string): string[] => [
  ...new Set([...sentence.matchAll(/\{(\w+)[^}]*\}/g)].map((match) => match[1] ?? '')),
]

const isFilled = (optional: string, params: Params): boolean =>
  placeholders(optional).every((name) => params[name] !== undefined && params[name] !== '')

const plural = (count: number, locale: Locale): Intl.LDMLPluralRule => RULES[locale].select(count)
const RULES = { en: new Intl.PluralRules('en'), fr: new Intl.PluralRules('fr') }

function shown(value: string | number, format: string | undefined, params: Params, locale: Locale): string {
  if (format === 'resource') return asResource(String(value), locale)
  if (typeof value === 'string') return value
  switch (format) {
    case 'duration':
      return formatDuration(value, locale)
    case 'seconds':
      return formatDuration(value * 1_000, locale)
    case 'bytes':
      return formatBytes(value, locale)
    case 'percent':
      return formatPercent(value, locale)
    case 'amount':
      return amount(String(params['resource']), value, locale)
    default:
      return formatNumber(value, locale)
  }
}
