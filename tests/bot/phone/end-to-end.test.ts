import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { ALICE, BOB, openPhoneHouse, type PhoneHouse, REPLY, TOKEN } from './phone-house.ts'

let house: PhoneHouse

const open = async (options: Parameters<typeof openPhoneHouse>[0] = {}) => {
  house = await openPhoneHouse(options)
  return house
}
const isKept = () => existsSync(join(house.workspace, 'kept'))

afterEach(() => {
  expect(house.server.violations).toEqual([])
  expect(house.fatal).toEqual([])
})

describe('an approval', () => {
  test('is pushed, pressed on the phone, and the run goes on', async () => {
    const { server, begin, seen, notification, gone, of } = await open()
    const runId = await begin('ask')
    const asked = await notification(ALICE, 'rm kept')
    expect(asked).toMatchObject({
      priority: 4,
      tags: ['warning'],
      title: expect.stringContaining('wants your yes'),
    })
    expect(asked.actions?.map(({ label, action, method }) => [label, action, method])).toEqual([
      ['Approve', 'http', 'POST'],
      ['Deny', 'http', 'POST'],
      ['Open', 'http', 'POST'],
    ])
    expect(isKept()).toBe(true)
    expect(await server.press(asked, 'Approve')).toBe(200)
    await seen(({ type }) => type === 'run.completed')
    expect(isKept()).toBe(false)
    expect(of(runId, 'question.answered')).toMatchObject([
      { answer: { option: 'approve', by: { surface: 'phone', id: 'alice' } } },
    ])
    await gone(ALICE, 'rm kept')
    expect(server.sent(BOB)).toEqual([])
  })
})
