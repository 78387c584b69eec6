import { describe, expect, test } from 'vitest'
import { quietHours } from '../../../src/bot/phone/quiet.ts'
import { wallTime } from '../../../src/lib/wall-time.ts'
import { manualClock, type ManualClock } from '../../helpers/clock.ts'
import { ALICE, BOB, openPhoneHouse, type PhoneHouse } from './phone-house.ts'
import { untilTime as until } from './until-time.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** 20 November 2026, in UTC. */
const at = (hour: number, minute = 0) => Date.UTC(2026, 10, 20, hour, minute)

let house: PhoneHouse
let clock: ManualClock

const openAt = async (start: number, options: Parameters<typeof openPhoneHouse>[0] = {}) => {
  clock = manualClock(start)
  house = await openPhoneHouse({ clock, settings: { questionExpiryMs: 24 * HOUR }, ...options })
  return house
}
const untilTime = <T>(find: () => T | undefined | false) => until(clock, find, 5_000)

describe('quiet hours', () => {
  const quiet = { quietHours: '22:00-07:00', escalateMin: 0 }

  test('wake nobody; in the morning it is told', async () => {
    const { server } = await openAt(at(23), { phone: quiet })
    await house.run('fail')
    await clock.advance(7 * HOUR + 50 * MINUTE)
    expect(server.sent(ALICE)).toEqual([])
    await untilTime(() => server.sent(ALICE).length === 1)
    expect(clock.now()).toBeGreaterThanOrEqual(at(24 + 7))
    expect(clock.now()).toBeLessThan(at(24 + 7, 2))
  })

  test('but for what is critical', async () => {
    const { server } = await openAt(at(23), { phone: quiet })
    await house.begin('ask', { priority: 'critical' })
    const asked = await server.until(() => server.shown(ALICE)[0])
    expect(asked.priority).toBe(5)
    expect(clock.now()).toBeLessThan(at(23, 5))
  })

  test('what was answered meanwhile is told to nobody', async () => {
    const { server } = await openAt(at(23), { phone: quiet })
    await house.begin('ask')
    await house.seen(({ type }) => type === 'question.opened')
    const [question] = await house.engine.questions({ status: 'open' })
    await clock.advance(HOUR)
    await house.engine.answer(question?.id ?? '', 'deny', { surface: 'console', id: 'alice' })
    await clock.advance(9 * HOUR)
    expect(server.held).toEqual([])
  })

  test('begin and end by the clock on the wall, over midnight and over changes of the time', () => {
    const paris = quietHours('22:00-07:00', 'Europe/Paris')
    // 29 March 2026: 02:00 becomes 03:00; 25 October 2026: 03:00 becomes 02:00.
    expect(paris(Date.UTC(2026, 2, 29, 4, 59))).toBe(true)
    expect(paris(Date.UTC(2026, 2, 29, 5, 0))).toBe(false)
    expect(paris(Date.UTC(2026, 9, 25, 5, 59))).toBe(true)
    expect(paris(Date.UTC(2026, 9, 25, 6, 0))).toBe(false)
    expect(paris(Date.UTC(2026, 9, 25, 21, 0))).toBe(true)
    const noon = quietHours('12:00-13:30', 'UTC')
    expect([at(11, 59), at(12), at(13, 29), at(13, 30)].map(noon)).toEqual([false, true, true, false])
    expect(quietHours('off', 'UTC')(at(3))).toBe(false)
    expect(wallTime(at(23, 30), 'Asia/Kolkata')).toEqual({ day: '2026-11-21', minute: 300 })
  })
})

describe('a question that nobody answers', () => {
  test('is told again, louder, and then to the second person; each once, over restarts', async () => {
    const { server } = await openAt(at(14))
    await house.begin('ask')
    const first = await server.until(() => server.shown(ALICE)[0])
    expect(first).toMatchObject({ priority: 4, tags: ['warning'] })
    await clock.advance(9 * MINUTE)
    expect(server.sent(ALICE)).toHaveLength(1)

    const louder = await untilTime(() => server.shown(ALICE).find(({ priority }) => priority === 5))
    expect(louder.sequence_id).not.toBe(first.sequence_id)
    await untilTime(() => server.shown(ALICE).length === 1)
    expect(server.sent(BOB)).toEqual([])
    await house.reconnect()
    await clock.advance(5 * MINUTE)
    expect(server.sent(ALICE)).toHaveLength(2)

    const second = await untilTime(() => server.shown(BOB)[0])
    expect(clock.now()).toBeGreaterThanOrEqual(at(14, 20))
    expect(second.actions?.map(({ label }) => label)).toEqual(['Approve', 'Deny', 'Open'])
    await house.reconnect()
    await clock.advance(HOUR)
    expect([server.sent(ALICE).length, server.sent(BOB).length]).toEqual([2, 1])

    await server.press(second, 'Approve')
    await house.seen(({ type }) => type === 'run.completed')
    expect(house.of((await house.engine.runs({}))[0]?.id ?? '', 'question.answered')).toMatchObject([
      { answer: { by: { surface: 'phone', id: 'bob' } } },
    ])
    await untilTime(() => server.shown(ALICE).length + server.shown(BOB).length === 0)
  })

  test('is told as it stands where Autohome was away in between', async () => {
    const { server } = await openAt(at(14))
    await server.down()
    await house.begin('ask')
    await house.seen(({ type }) => type === 'question.opened')
    await house.disconnect()
    await clock.advance(45 * MINUTE)
    await server.up()
    await house.reconnect()
    await untilTime(() => server.shown(BOB).length === 1 && server.shown(ALICE).length === 1)
    expect(server.sent(ALICE)).toMatchObject([{ priority: 5 }])
  })

  test('a second yes is asked of somebody else, at once', async () => {
    const { server } = await openAt(at(14), { settings: { twoPeople: true, questionExpiryMs: 24 * HOUR } })
    const runId = await house.begin('ask')
    await server.press(await server.until(() => server.shown(ALICE)[0]), 'Approve')
    const second = await server.until(() => server.shown(BOB)[0])
    expect(clock.now()).toBeLessThan(at(14, 5))
    expect(house.of(runId, 'run.completed')).toEqual([])
    await server.press(second, 'Approve')
    await house.seen(({ type }) => type === 'run.completed')
  })
})

describe('the digest of a day', () => {
  test('comes once at its time, over restarts, and sums up what ended', async () => {
    const { server } = await openAt(at(7, 50), { phone: { digestAt: '08:00', escalateMin: 0 } })
    await house.run('look')
    await house.run('fail')
    await untilTime(() => server.sent(ALICE).length === 1)
    const digests = () => server.sent(ALICE).filter(({ tags = [] }) => tags.includes('clipboard'))
    expect(digests()).toEqual([])
    const digest = await untilTime(() => digests()[0])
    expect(clock.now()).toBeGreaterThanOrEqual(at(8))
    expect(digest).toMatchObject({ title: 'The last 24 hours: 2 runs', priority: 2 })
    expect(digest.message).toBe('1 passed, 1 failed, 0 cancelled\n✗ fail')
    await house.reconnect()
    await clock.advance(2 * HOUR)
    expect(digests()).toHaveLength(1)
    // A day on which nothing ended is not worth a word.
    await clock.advance(48 * HOUR)
    expect(digests()).toHaveLength(1)
  })

  test('is made up for where Autohome was away at its time', async () => {
    const { server } = await openAt(at(7), { phone: { digestAt: '08:00', escalateMin: 0 } })
    await house.run('fail')
    await untilTime(() => server.sent(ALICE).length === 1)
    await house.disconnect()
    await clock.advance(3 * HOUR)
    await house.reconnect()
    await untilTime(() => server.sent(ALICE).length === 2)
  })
})
