import type { Locale } from '../../domain/text.ts'
import { languageOf } from '../../lib/language.ts'

/** The language of a chat: the one that was chosen, or that of the last words that told one. */
export interface Speech {
  locale(): Locale
  /** Takes note of what a person typed. */
  hear(text: string): void
}

export function createSpeech(chosen: { readonly locale: Locale; readonly languageSet?: boolean }): Speech {
  let { locale } = chosen
  return {
    locale: () => locale,
    hear(text) {
      // Commands are typed the same in every language.
      if (chosen.languageSet !== false || text.trimStart().startsWith('/')) return
      locale = languageOf(text) ?? locale
    },
  }
}
