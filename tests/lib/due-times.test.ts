import { describe, expect, test } from 'vitest'
import { dueTimes } from '../../src/lib/due-times.ts'

async function upcoming(cron: string, zone: string, from: string, count: number): Promise<string[]> {
  const due = await dueTimes(cron, zone)
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })
  return due
    .upcoming(Date.parse(from), count)
    .map((at) => `${new Date(at).toISOString().slice(5, 16)}Z ${format.format(at).slice(8)}`)
}

describe('where clocks are put forward', () => {
  test('a time that does not exist is due at the first moment after the gap, once', async () => {
    expect(await upcoming('30 2 * * *', 'Europe/Paris', '2027-03-27T12:00Z', 2)).toEqual([
      '03-28T01:00Z 28 03:00',
      '03-29T00:30Z 29 02:30',
    ])
    expect(await upcoming('0,15,30,45 2 * * *', 'Europe/Paris', '2027-03-27T12:00Z', 2)).toEqual([
      '03-28T01:00Z 28 03:00',
      '03-29T00:00Z 29 02:00',
    ])
    expect(await upcoming('0 2,3 * * *', 'Europe/Paris', '2027-03-27T12:00Z', 2)).toEqual([
      '03-28T01:00Z 28 03:00',
      '03-29T00:00Z 29 02:00',
    ])
  })

  test('a rhythm goes on with its next time', async () => {
    expect(await upcoming('*/30 * * * *', 'Europe/Paris', '2027-03-28T00:10Z', 3)).toEqual([
      '03-28T00:30Z 28 01:30',
      '03-28T01:00Z 28 03:00',
      '03-28T01:30Z 28 03:30',
    ])
  })

  test('also by half an hour', async () =>
    expect(await upcoming('15 2 * * *', 'Australia/Lord_Howe', '2026-10-03T00:00Z', 2)).toEqual([
      '10-03T15:30Z 04 02:30',
      '10-04T15:15Z 05 02:15',
    ]))
})

describe('where clocks are put back', () => {
  test('a time that comes twice is due once, the first time', async () => {
    expect(await upcoming('30 2 * * *', 'Europe/Paris', '2026-10-24T12:00Z', 2)).toEqual([
      '10-25T00:30Z 25 02:30',
      '10-26T01:30Z 26 02:30',
    ])
    expect(await upcoming('45 1 * * *', 'Australia/Lord_Howe', '2027-04-03T00:00Z', 2)).toEqual([
      '04-03T14:45Z 04 01:45',
      '04-04T15:15Z 05 01:45',
    ])
    expect(await upcoming('15 */2 * * *', 'Europe/Paris', '2026-10-24T23:00Z', 2)).toEqual([
      '10-25T00:15Z 25 02:15',
      '10-25T03:15Z 25 04:15',
    ])
    // Asked in the middle of the hour that comes again.
    expect(await upcoming('30 2 * * *', 'Europe/Paris', '2026-10-25T00:45Z', 1)).toEqual([
      '10-26T01:30Z 26 02:30',
    ])
  })

  test('what is due in every hour is due in that hour again', async () =>
    expect(await upcoming('0 * * * *', 'Europe/Paris', '2026-10-24T23:30Z', 3)).toEqual([
      '10-25T00:00Z 25 02:00',
      '10-25T01:00Z 25 02:00',
      '10-25T02:00Z 25 03:00',
    ]))
})

test('what is never due, and what cannot be read', async () => {
  expect((await dueTimes('0 0 30 2 *', 'UTC')).next(0)).toBeUndefined()
  await expect(dueTimes('61 0 * * *', 'UTC')).rejects.toThrow('61')
  await expect(dueTimes('* * * * * *', 'UTC')).rejects.toThrow('* *')
  expect((await dueTimes('0 4 * * 0#1', 'UTC')).upcoming(Date.parse('2026-11-21'), 1)).toEqual([
    Date.parse('2026-12-06T04:00Z'),
  ])
})
