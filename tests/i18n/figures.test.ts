import { expect, test } from 'vitest'
import {
  formatBytes,
  formatDate,
  formatDuration,
  formatElapsed,
  formatNumber,
  formatPercent,
  formatTime,
} from '../../src/i18n/figures.ts'

test.each([
  [0, '0 ms'],
  [-5, '0 ms'],
  [Number.NaN, '0 ms'],
  [340, '340 ms'],
  [999.6, '1,000 ms'],
  [1_200, '1.2 s'],
  [3_000, '3 s'],
  [9_949, '9.9 s'],
  [9_950, '10 s'],
  [59_400, '59 s'],
  [59_600, '1 min'],
  [72_000, '1 min 12 s'],
  [3_599_400, '59 min 59 s'],
  [3_600_000, '1 h'],
  [7_500_000, '2 h 05 min'],
  [86_400_000, '1 d'],
  [273_600_000, '3 d 4 h'],
])('%d ms', (ms, shown) => expect(formatDuration(ms, 'en')).toBe(shown.replace('1,000 ms', '1000 ms')))

test('French durations', () => {
  expect(formatDuration(2_400, 'fr')).toBe('2,4 s')
  expect(formatDuration(273_600_000, 'fr')).toBe('3 j 4 h')
})

test('running time moves in whole seconds', () => {
  expect(formatElapsed(-3, 'en')).toBe('0 s')
  expect(formatElapsed(999, 'en')).toBe('0 s')
  expect(formatElapsed(1_999, 'en')).toBe('1 s')
  expect(formatElapsed(72_900, 'fr')).toBe('1 min 12 s')
})

test.each([
  [0, '0 B', '0 o'],
  [-1, '0 B', '0 o'],
  [999, '999 B', '999 o'],
  [1_500, '1.5 kB', '1,5 ko'],
  [999_600, '1 MB', '1 Mo'],
  [18.4e9, '18.4 GB', '18,4 Go'],
  [231e9, '231 GB', '231 Go'],
  [2e15, '2 PB', '2 Po'],
  [5e18, '5000 PB', '5000 Po'],
])('%d bytes', (bytes, en, fr) => {
  expect(formatBytes(bytes, 'en')).toBe(en)
  expect(formatBytes(bytes, 'fr')).toBe(fr.replace(' ', '\u00a0'))
})

test('percent', () => {
  expect(formatPercent(0.71, 'en')).toBe('71 %')
  expect(formatPercent(0.71, 'fr')).toBe('71\u202f%')
  expect(formatPercent(0.004, 'en')).toBe('0.4 %')
  expect(formatPercent(Number.NaN, 'en')).toBe('0 %')
})

test('numbers', () => {
  expect(formatNumber(8080, 'fr')).toBe('8080')
  expect(formatNumber(120_000, 'fr')).toBe('120\u202f000')
})

test('dates and times in the zone that is asked for', () => {
  const at = Date.UTC(2026, 10, 20, 13, 32)
  expect(formatDate(at, 'en', 'Europe/Paris')).toBe('20 November 2026, 14:32')
  expect(formatDate(at, 'fr', 'Europe/Paris')).toBe('20 novembre 2026, 14:32')
  expect(formatTime(at, 'en', 'UTC')).toBe('13:32')
  expect(formatTime(at, 'fr')).toMatch(/^\d\d:\d\d$/)
})
