import { expect, it } from 'vitest'
import { givenLocale, localeOf, preferredLocale } from '../../src/lib/locale.ts'

it.each([
  [{}, 'en'],
  [{ LANG: 'fr_FR.UTF-8' }, 'fr'],
  [{ LANG: 'de_DE.UTF-8' }, 'en'],
  [{ LANG: 'fr_FR', LC_ALL: 'en_GB' }, 'en'],
  [{ LANG: 'C', LC_MESSAGES: 'fr' }, 'fr'],
  [{ LANG: 'fr_FR', LC_ALL: '' }, 'fr'],
  [{ LANG: 'fr_FR', AUTOHOME_LANG: 'en' }, 'en'],
  [{ LANG: 'fr_FR', AUTOHOME_LANG: 'auto' }, 'fr'],
])('%j speaks %s', (env, locale) => expect(preferredLocale(env)).toBe(locale))

it.each([
  {},
  { LANG: 'C' },
  { LANG: 'C.UTF-8' },
  { LANG: 'fr_FR', LC_ALL: 'POSIX' },
  { LANG: 'de_DE.UTF-8' },
])('%j chooses no language', (env) => expect(givenLocale(env)).toBeUndefined())

it('knows a language by its code', () => {
  expect(localeOf('FR-ca')).toBe('fr')
  expect(localeOf('french')).toBeUndefined()
})
