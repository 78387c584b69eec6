import { expect, it } from 'vitest'
import { parseDuration, sayDuration, unitSeconds } from '../../src/lib/duration.ts'

it('parseDuration reads both languages, alone and together', () => {
  const read: [string, number][] = [
    ['90', 90],
    ['30m', 1_800],
    ['1h30m', 5_400],
    ['24 h', 86_400],
    ['7 jours', 604_800],
    ['1,5 j', 129_600],
    ['2 weeks', 1_209_600],
    ['3 mois', 7_776_000],
    ['1 année', 31_536_000],
    ['10 min 5 s', 605],
  ]
  for (const [text, seconds] of read) expect(parseDuration(text), text).toBe(seconds)
  for (const text of ['', 'soon', '5 parsecs', 'h', '1h later', '-5m'])
    expect(parseDuration(text)).toBeUndefined()
  expect(unitSeconds('Semaine')).toBe(604_800)
})

it('sayDuration keeps what matters', () => {
  expect(sayDuration(0, 'en')).toBe('0 s')
  expect(sayDuration(59.6, 'en')).toBe('1 min')
  expect(sayDuration(3_700, 'en')).toBe('1 h 1 min')
  expect(sayDuration(93_600, 'en')).toBe('26 h')
  expect(sayDuration(172_800, 'fr')).toBe('2 j')
  expect(sayDuration(190_000, 'fr')).toBe('2 j 4 h')
  expect(sayDuration(1_742_400, 'en')).toBe('20 d')
  expect(sayDuration(-7_200, 'en')).toBe('-2 h')
})
