import { UserError } from '../domain/errors.ts'
import type { Locale } from '../domain/text.ts'
import type { Given } from './given.ts'
import { metaOf } from './schema.ts'

/** One line: the key, where it came from, what it holds, what is allowed. Secrets are never shown. */
export function wrongValue(given: Given, locale: Locale): UserError {
  const meta = metaOf(given.key)
  const held = meta?.secret ? HIDDEN[locale] : shown(given.value)
  const allowed = meta?.allowed[locale] ?? ''
  return new UserError(
    'bad_config',
    locale === 'fr'
      ? `${given.name} (${given.origin}) contient ${held} ; valeurs permises : ${allowed}`
      : `${given.name} (${given.origin}) holds ${held}; allowed: ${allowed}`,
  )
}

const HIDDEN = { en: 'a secret that is not shown', fr: 'un secret qui n’est pas affiché' }
const SHOWN_CHARS = 120

/** As JSON, so that blanks and control characters can be seen; long values are cut. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length <= SHOWN_CHARS ? text : `${text.slice(0, SHOWN_CHARS)}…`
}
