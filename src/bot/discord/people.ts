import type { Actor } from '../../domain/run.ts'
import type { Locale } from '../../domain/text.ts'
import { languageOf } from '../../lib/language.ts'
import { localeOf } from '../../lib/locale.ts'
import { oneLine } from '../visible.ts'

const NAME_MAX = 60
const REMEMBERED = 1_000

interface RawUser {
  readonly id?: string
  readonly username?: string
  readonly global_name?: string | null
}

/** Who did something, by the name that others see there; undefined for what has no person behind it. */
export function actorOf(user: unknown, member: unknown): Actor | undefined {
  const { id, username, global_name: global } = (user ?? {}) as RawUser
  if (typeof id !== 'string') return undefined
  const { nick } = (member ?? {}) as { readonly nick?: string | null }
  const name = oneLine(nick ?? global ?? username ?? '', NAME_MAX)
  return { surface: 'discord', id, ...(name === '' ? {} : { name }) }
}

/** Interactions say which language a person has set; messages do not, so it is remembered. */
export function createLanguages(fallback: Locale) {
  const known = new Map<string, Locale>()
  return {
    /** The language of whoever used a command or a button. */
    of(userId: string, locale: unknown): Locale {
      const found = typeof locale === 'string' ? (localeOf(locale) ?? 'en') : fallback
      known.delete(userId)
      known.set(userId, found)
      if (known.size > REMEMBERED) for (const oldest of known.keys()) return (known.delete(oldest), found)
      return found
    },
    /** The language of a message: the one it is written in, else the person's own. */
    ofMessage: (userId: string, text: string): Locale => languageOf(text) ?? known.get(userId) ?? fallback,
  }
}

export type Languages = ReturnType<typeof createLanguages>
