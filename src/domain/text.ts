/** The languages Autohome speaks. */
export const LOCALES = ['en', 'fr'] as const
export type Locale = (typeof LOCALES)[number]

/** A text in both languages, as written in configuration and workflow files. */
export interface Localized {
  readonly en: string
  readonly fr: string
}

/** A sentence of the catalogue in `i18n/`: journaled as key and parameters, worded where it is shown. */
export interface Message {
  readonly key: string
  readonly params?: Readonly<Record<string, string | number>>
}

/** Anything a person will read, before the language is known. `i18n/say.ts` turns it into words. */
export type Text = Localized | Message | string
