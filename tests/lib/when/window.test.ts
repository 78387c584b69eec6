import { expect, test } from 'vitest'
import { areOn, type Hours, parseHours, stretchFrom } from '../../../src/lib/when/window.ts'

const hours = (text: string): Hours => {
  const found = parseHours(text)
  if (!found) throw new Error(`${text} is none`)
  return found
}
const at = (text: string) => Date.parse(text)
const shown = (text: string, zone: string, from: string) => {
  const stretch = stretchFrom([hours(text)], zone, at(from))
  return stretch && [stretch.from, stretch.to].map((one) => new Date(one).toISOString().slice(0, 16))
}

test('hours in words, of every day or of some', () => {
  expect(hours('02:00-06:00')).toEqual({ days: new Set([0, 1, 2, 3, 4, 5, 6]), from: 120, to: 360 })
  expect(hours('Saturday and Sunday from 1 to 7').days).toEqual(new Set([6, 0]))
  expect(hours('le samedi de 1 h à 7h30')).toEqual({ days: new Set([6]), from: 60, to: 450 })
  expect(hours('every day 22:00–07:00').from).toBe(1320)
})

test.each(['02:00', 'foo 1-2', 'the 1st 02:00-03:00', 'every 2 days 1-2', 'first Sunday 1-2', '25:00-26:00'])(
  '%s is none',
  (text) => expect(parseHours(text)).toBeUndefined(),
)

test('the stretch that is on, or the next one, in the zone', () => {
  expect(shown('02:00-05:00', 'Europe/Paris', '2026-11-21T12:00Z')).toEqual([
    '2026-11-22T01:00',
    '2026-11-22T04:00',
  ])
  expect(shown('02:00-05:00', 'Europe/Paris', '2026-11-22T02:30Z')).toEqual([
    '2026-11-22T02:30',
    '2026-11-22T04:00',
  ])
  expect(shown('weekdays 22:00-06:00', 'Europe/Paris', '2026-11-21T12:00Z')).toEqual([
    '2026-11-23T21:00',
    '2026-11-24T05:00',
  ])
  // Friday's goes on into Saturday; Saturday has none of its own.
  expect(areOn([hours('weekdays 22:00-06:00')], 'UTC', at('2026-11-21T05:59Z'))).toBe(true)
  expect(areOn([hours('weekdays 22:00-06:00')], 'UTC', at('2026-11-21T22:30Z'))).toBe(false)
  expect(areOn([], 'UTC', 0)).toBe(false)
  expect(stretchFrom([], 'UTC', 0)).toBeUndefined()
})

test('where clocks are put forward or back, the hours are those that the clock shows', () => {
  // 02:00 to 03:00 does not exist on 28 March 2027 in Paris, and comes twice on 25 October 2026.
  expect(shown('02:00-03:00', 'Europe/Paris', '2027-03-28T00:00Z')).toEqual([
    '2027-03-29T00:00',
    '2027-03-29T01:00',
  ])
  expect(shown('02:00-03:00', 'Europe/Paris', '2026-10-24T23:00Z')).toEqual([
    '2026-10-25T00:00',
    '2026-10-25T02:00',
  ])
})

test('hours that are always on have an end that is far away', () => {
  const stretch = stretchFrom([hours('00:00-12:00'), hours('12:00-00:00')], 'UTC', at('2026-11-21T05:00Z'))
  expect(stretch?.from).toBe(at('2026-11-21T05:00Z'))
  expect(stretch && stretch.to - stretch.from).toBeGreaterThan(7 * 86_400_000)
})
