import type { Locale } from '../domain/text.ts'
import { LOCALES } from '../domain/text.ts'

/** The language of AUTOHOME_LANG, else of the terminal (LC_ALL, LC_MESSAGES, LANG as POSIX ranks them), else English. */
export function preferredLocale(env: Readonly<Record<string, string | undefined>>): Locale {
  const first = [env['AUTOHOME_LANG'], env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find(Boolean) ?? ''
  return localeOf(first) ?? 'en'
}

/** `fr`, `FR`, `fr_FR.UTF-8` → `fr`; undefined for a language that Autohome does not speak. */
export const localeOf = (text: string): Locale | undefined =>
  LOCALES.find((locale) => new RegExp(`^${locale}([_.-]|$)`, 'i').test(text))
