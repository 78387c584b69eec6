import { expect, it } from 'vitest'
import { localeOf, preferredLocale } from '../../src/lib/locale.ts'

it.each([
  [{}, 'en'],
  [{ LANG: 'fr_FR.UTF-8' }, 'fr'],
  [{ LANG: 'de_DE.UTF-8' }, 'en'],
  [{ LANG: 'fr_FR', LC_ALL: 'en_GB' }, 'en'],
  [{ LANG: 'C', LC_MESSAGES: 'fr' }, 'fr'],
  [{ LANG: 'fr_FR', LC_ALL: '' }, 'fr'],
  [{ LANG: 'fr_FR', AUTOHOME_LANG: 'en' }, 'en'],
])('%j speaks %s', (env, locale) => expect(preferredLocale(env)).toBe(locale))

it('knows a language by its code', () => {
  expect(localeOf('FR-ca')).toBe('fr')
  expect(localeOf('french')).toBeUndefined()
})
