import type { Locale } from '../domain/text.ts'
import { LOCALES } from '../domain/text.ts'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The language of AUTOHOME_LANG, else of the terminal (LC_ALL, LC_MESSAGES, LANG as POSIX ranks them); undefined where
 * that is none, `C`, `POSIX`, or a language that Autohome does not speak.
 */
export function givenLocale(env: Environment): Locale | undefined {
  const own = env['AUTOHOME_LANG']
  const asked = own?.trim().toLowerCase() === 'auto' ? undefined : own
  return localeOf([asked, env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find(Boolean) ?? '')
}

/** As `givenLocale`; English where nothing was given. */
export const preferredLocale = (env: Environment): Locale => givenLocale(env) ?? 'en'

/** `fr`, `FR`, `fr_FR.UTF-8` → `fr`; undefined for a language that Autohome does not speak. */
export const localeOf = (text: string): Locale | undefined =>
  LOCALES.find((locale) => new RegExp(`^${locale}([_.-]|$)`, 'i').test(text))
