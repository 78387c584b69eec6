import type { UserError } from '../domain/errors.ts'
import type { Locale, Message, Text } from '../domain/text.ts'
import { catalogue, isMessageKey, type MessageKey, type ParamsOf } from './catalogue.ts'
import { fill, type Params } from './fill.ts'
import { frenchText } from './spacing.ts'
import { sayToolError } from './tool-error.ts'

/** Turns whatever a person should read into words of their language. Foreign text in it is not made safe here. */
export function say(text: Text, locale: Locale): string {
  if (typeof text === 'string') return text
  return 'key' in text ? sayMessage(text, locale) : text[locale]
}

/** The one line of an error that a person can mend. */
export function sayError({ localized, message }: UserError, locale: Locale): string {
  if (!localized) return message
  return locale === 'fr' ? frenchText(localized.fr) : localized.en
}

/** `phrase('card.verdict', { proven: 4, total: 4 }, 'en')`: a key of the catalogue with exactly its parameters. */
export const phrase = <K extends MessageKey>(
  key: K,
  params: Readonly<Record<ParamsOf<K>, string | number>>,
  locale: Locale,
): string => sayMessage({ key, params }, locale)

/** A sentence that takes no parameters. */
export const word = (key: MessageKey, locale: Locale): string => sayMessage({ key }, locale)

/** A key nobody knows (a journal of a newer version) is shown with what it carries rather than hidden. */
function sayMessage({ key, params = {} }: Message, locale: Locale): string {
  if (isMessageKey(key)) return fill(catalogue[locale][key], inWords(params, locale), locale)
  return unknownKey(key, params)
}

/** A tool's error among the parameters (`lib/error-params.ts`) is said in the reader's language. */
function inWords(params: Params, locale: Locale): Params {
  const { error, code, subject } = params
  if (typeof error !== 'string' || typeof code !== 'string' || error === '') return params
  const known = { code, message: error, ...(typeof subject === 'string' ? { subject } : {}) }
  return { ...params, error: sayToolError(known, locale) }
}

const unknownKey = (key: string, params: Params): string => {
  const held = Object.entries(params).map(([name, value]) => `${name}: ${value}`)
  return held.length === 0 ? key : `${key} (${held.join(', ')})`
}
