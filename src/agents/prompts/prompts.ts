import { canonicalJson, sha256 } from '../../lib/canonical.ts'
import type { Locale } from '../../domain/text.ts'
import { wordingTexts } from '../models/wording.ts'
import { en } from './en.ts'
import type { Prompts } from './format.ts'
import { fr } from './fr.ts'

const PROMPTS: Readonly<Record<Locale, Prompts>> = { en, fr }

export const promptsFor = (locale: Locale): Prompts => PROMPTS[locale]

/** What the prompts of a language are, in 12 hex digits: journaled with every answer, so that a change can be told. */
export function promptsDigest(locale: Locale): string {
  return (digests[locale] ??= sha256(canonicalJson([PROMPTS[locale], wordingTexts(locale)])).slice(0, 12))
}

const digests: Partial<Record<Locale, string>> = {}

/** Puts values into the holes of a text; a hole without a value stays as it is. */
export const fillIn = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (hole, name: string) => String(values[name] ?? hole))
