import type { Locale } from '../../domain/text.ts'

/** What is said to a model about the form of its answer; a part of the prompts' digest. */
export interface Wording {
  schema(schema: string): string
  again(why: string): string
  readonly empty: string
  readonly none: string
  readonly cut: string
  readonly broken: string
  readonly length: string
}

export const WORDING: Readonly<Record<Locale, Wording>> = {
  en: {
    schema: (schema) =>
      `Answer with exactly one JSON value that fits this JSON Schema, without any text or code fence around it:\n${schema}`,
    again: (why) =>
      `That answer cannot be used: ${why}\nAnswer again, with the whole corrected JSON value and nothing else.`,
    empty: 'it was empty.',
    none: 'there was no JSON in it.',
    cut: 'the JSON began but did not end.',
    broken: 'the JSON was not well formed.',
    length: 'it reached the limit of its length before it ended. Be much shorter.',
  },
  fr: {
    schema: (schema) =>
      `Réponds par une seule valeur JSON conforme à ce schéma JSON, sans texte ni bloc de code autour :\n${schema}`,
    again: (why) =>
      `Cette réponse est inutilisable : ${why}\nRéponds à nouveau, avec la valeur JSON entière et corrigée, et rien d'autre.`,
    empty: 'elle était vide.',
    none: 'elle ne contenait pas de JSON.',
    cut: 'le JSON commençait mais ne se terminait pas.',
    broken: 'le JSON était mal formé.',
    length: 'elle a atteint la longueur maximale avant sa fin. Sois beaucoup plus bref.',
  },
}

/** All of it as text, with nothing filled in. */
export const wordingTexts = (locale: Locale): readonly string[] =>
  Object.values(WORDING[locale]).map((said: string | ((part: string) => string)) =>
    typeof said === 'string' ? said : said('…'),
  )
