import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { catalogue, isMessageKey } from '../../src/i18n/catalogue.ts'
import { placeholders } from '../../src/i18n/fill.ts'

const keys = Object.keys(catalogue.en).filter(isMessageKey)

test('both languages hold the same keys', () => {
  expect(keys.length).toBeGreaterThan(100)
  expect(Object.keys(catalogue.fr).sort()).toEqual([...keys].sort())
})

test.each(keys)('%s takes the same parameters in both languages', (key) => {
  expect(placeholders(catalogue.fr[key]).sort()).toEqual(placeholders(catalogue.en[key]).sort())
  expect(catalogue.en[key]).not.toBe('')
  expect(catalogue.fr[key]).not.toBe('')
})

test('French is set with no-break spaces before its double signs, and with typographic apostrophes', () => {
  for (const text of Object.values(catalogue.fr)) {
    expect(text).not.toMatch(/ [?!;%»]|« | :( |$)|[a-zà-ÿ]'[a-zà-ÿ]/)
  }
})

test('no sentence shouts or boasts', () => {
  for (const text of [...Object.values(catalogue.en), ...Object.values(catalogue.fr)])
    expect(text).not.toMatch(/\p{L}[\s\u202f]?!|successful|avec succès|oops|oups/iu)
})

test('every key that the code journals or says is in the catalogue', () => {
  const root = join(import.meta.dirname, '../../src')
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.startsWith('i18n'),
  )
  const areas =
    /\b(?:key: |phrase\(\s*|word\(\s*)'((?:engine|phase|question|option|card|console|talk|command|help|chat|run|state|stage|action|agent)\.[\w.]+)'/g
  const used = files.flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(areas)].map((match) => match[1] ?? ''),
  )
  expect(used.length).toBeGreaterThan(20)
  expect([...new Set(used)].filter((key) => !isMessageKey(key))).toEqual([])
})
