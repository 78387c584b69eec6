import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { LOCALES } from '../../src/domain/text.ts'
import { languageOf } from '../../src/lib/language.ts'

it.each([
  "vérifie l'état du serveur",
  'verifie l’etat du serveur',
  'redémarre nginx',
  'montre-moi les disques',
  'Y a-t-il des erreurs ?',
  'pourquoi /srv est plein',
  'combien de mémoire reste-t-il',
  'nettoie docker',
  'Merci !',
  "qu'est-ce qui tourne sur the-box.example.org",
])('%s is French', (text) => expect(languageOf(text)).toBe('fr'))

it.each([
  "check this server's health",
  'why is the disk full?',
  'is /srv/données/été still backed up?',
  "don't restart nginx",
  'how much memory is free',
  'tell me what runs at the café',
  'add a comment to the file',
])('%s is English', (text) => expect(languageOf(text)).toBe('en'))

it.each([
  '',
  'restart nginx',
  'docker',
  '/srv/données',
  'show 01JD3X8K5T9V',
  'disk-report path=/la/une',
  'ok',
  '👍',
])('"%s" does not tell', (text) => expect(languageOf(text)).toBeUndefined())

it('takes no example of a shipped workflow for the other language', () => {
  const directory = new URL('../../config/workflows/', import.meta.url)
  const files = readdirSync(directory).map((file) => parse(readFileSync(new URL(file, directory), 'utf8')))
  expect(files.length).toBeGreaterThan(10)
  for (const locale of LOCALES) {
    const wrong = files
      .flatMap(({ aliases }) => aliases[locale] as string[])
      .filter((alias) => ![locale, undefined].includes(languageOf(alias)))
    expect(wrong).toEqual([])
  }
})
