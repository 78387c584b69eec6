import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { NtfyMessage } from '../../helpers/ntfy-server/store.ts'
import { manualClock, type ManualClock } from '../../helpers/clock.ts'
import { commandStep, workflowText } from '../../helpers/workflow-text.ts'
import { ALICE, openPhoneHouse, type PhoneHouse, REPLY, TOKEN } from './phone-house.ts'
import { untilTime as until } from './until-time.ts'

let house: PhoneHouse
let clock: ManualClock

const open = async (options: Parameters<typeof openPhoneHouse>[0] = {}) => {
  clock = manualClock(Date.now())
  // The phones' time runs ahead of the engine's.
  const settings = { questionExpiryMs: 20 * 86_400_000 }
  house = await openPhoneHouse({ phoneClock: clock, phone: { escalateMin: 0 }, settings, ...options })
  return house
}
const isKept = () => existsSync(join(house.workspace, 'kept'))
const failed = () => house.server.sent(ALICE).filter(({ title }) => title?.includes('not passed'))

const untilTime = <T>(find: () => T | undefined | false) => until(clock, find)

describe('a server that is away', () => {
  test('for hours: everything arrives afterwards, once and in its order', async () => {
    const { server } = await open()
    await server.down()
    for (let n = 0; n < 4; n++) await house.run('fail', { text: `fail ${n}` })
    await clock.advance(3 * 3_600_000)
    await server.up()
    await untilTime(() => failed().length === 4)
    const ids = failed().map(({ click, title }) => `${click}${title}`)
    expect(ids).toHaveLength(4)
    expect(server.shown(ALICE)).toHaveLength(4)
  })

  test('while a question is open: it is asked when the server is back, and answered', async () => {
    const { server } = await open()
    await server.down()
    await house.begin('ask')
    await house.seen(({ type }) => type === 'question.opened')
    await clock.advance(60_000)
    await server.up()
    const asked = await untilTime(() => server.shown(ALICE)[0])
    await server.press(asked, 'Approve')
    await untilTime(() => !isKept())
  })

  test('when the answer to a publish is lost: sent again, shown once', async () => {
    const { server } = await open()
    server.trouble.lostAnswers = 2
    await house.run('fail')
    await untilTime(() => server.requests.some(({ path, status }) => path === '/' && status === 200))
    expect(server.sent(ALICE)).toHaveLength(3)
    expect(server.shown(ALICE)).toHaveLength(1)
    expect(new Set(server.sent(ALICE).map(({ sequence_id }) => sequence_id)).size).toBe(1)
  })

  test('and what was pressed while Autohome was away counts when it is back', async () => {
    const { server } = await open()
    await house.begin('ask')
    const asked = await house.notification(ALICE, 'rm kept')
    await house.disconnect()
    await server.press(asked, 'Approve')
    expect(isKept()).toBe(true)
    await house.reconnect()
    await house.seen(({ type }) => type === 'run.completed')
    expect(isKept()).toBe(false)
  })

  test('up and down at random, phones restarted at random: each matter once, each press once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('down', 'up', 'restart', 'cut', 'fail', 'ask', 'lose', 'press', 'again'), {
          minLength: 4,
          maxLength: 14,
        }),
        async (story) => {
          const { server } = await open({
            workflows: {
              mark: workflowText('mark', { steps: commandStep('act', 'rm -f nothing; echo x >> marks') }),
            },
          })
          let isUp = true
          let fails = 0
          const asked: string[] = []
          const pressed = new Set<string>()
          const isFresh = ({ actions = [], id }: NtfyMessage) => actions.length > 0 && !pressed.has(id)
          const pressOne = async (twice: boolean) => {
            const one = server.shown(ALICE).find(isFresh)
            if (!one || !isUp) return
            pressed.add(one.id)
            server.trouble.lostAnswers = 0
            await server.press(one, 'Approve')
            if (twice) await server.press(one, 'Approve')
          }
          for (const what of story) {
            if (what === 'down' && isUp) await server.down()
            if (what === 'up' && !isUp) await server.up()
            if (what === 'down' || what === 'up') isUp = what === 'up'
            if (what === 'restart') await house.reconnect()
            if (what === 'cut') server.cutStreams()
            if (what === 'lose') server.trouble.lostAnswers++
            if (what === 'fail') {
              // Not to the end of all runs: others may wait for an answer.
              const runId = await house.begin('fail')
              await house.seen((event) => event.runId === runId && event.type === 'run.failed')
              fails++
            }
            if (what === 'ask') asked.push(await house.begin('mark'))
            if (what === 'press') await pressOne(false)
            if (what === 'again') await pressOne(true)
            await clock.advance(5_000)
          }
          if (!isUp) await server.up()
          isUp = true
          server.trouble.lostAnswers = 0
          // Everything that asks is answered from the phone in the end.
          const isOpen = (id: string) => house.of(id, 'run.completed').length === 0
          while (asked.some(isOpen)) {
            await untilTime(() => server.shown(ALICE).some(isFresh) || !asked.some(isOpen))
            await pressOne(false)
          }
          await untilTime(
            () => server.shown(ALICE).filter(({ title }) => title?.includes('not passed')).length === fails,
          )
          for (const id of asked) {
            expect(house.of(id, 'question.answered')).toHaveLength(1)
            expect(house.of(id, 'tool_call.started').filter(({ approval }) => approval)).toHaveLength(1)
          }
          await untilTime(() => server.shown(ALICE).every(({ actions = [] }) => actions.length === 0))
          await house.close()
          await server.down()
        },
      ),
      { numRuns: 10, endOnFailure: true },
    )
  })
})

describe('a server that does not take it', () => {
  test('a limit: not before it said so, and nothing is lost', async () => {
    const { server } = await open()
    server.trouble.statuses.push({ status: 429, retryAfter: '120' })
    await house.run('fail')
    await server.until(() => server.requests.some(({ status }) => status === 429))
    await clock.advance(110_000)
    expect(server.sent(ALICE)).toEqual([])
    await untilTime(() => server.sent(ALICE).length === 1)
  })

  test('a fault of its own: again, with growing pauses', async () => {
    const { server } = await open()
    server.trouble.statuses.push({ status: 500 }, { status: 503 }, { status: 502 })
    await house.run('fail')
    await untilTime(() => server.sent(ALICE).length === 1)
    expect(server.requests.filter(({ path }) => path === '/').map(({ status }) => status)).toEqual([
      500, 503, 502, 200,
    ])
  })

  test('a token that is revoked: it waits, and the owner is told elsewhere, once', async () => {
    const { server, troubles } = await open({
      serverOptions: { access: [{ who: TOKEN, topic: REPLY, may: 'read-only' }] },
    })
    await house.run('fail')
    await server.until(() => troubles.length > 0)
    await clock.advance(20 * 60_000)
    expect(troubles).toEqual(['phone: 403 forbidden'])
    expect(server.sent(ALICE)).toEqual([])
  })

  test('a notification that it refuses: once more, without what is special about it', async () => {
    const { server } = await open()
    server.trouble.statuses.push({ status: 400 })
    await house.begin('ask')
    const plain = await untilTime(() => server.shown(ALICE)[0])
    expect(plain).toMatchObject({ tags: [] })
    expect(plain.actions).toBeUndefined()
  })

  test('a notification that it refuses twice is left, and the next one comes', async () => {
    const { server } = await open()
    server.trouble.statuses.push({ status: 413 }, { status: 413 })
    await house.run('fail')
    await untilTime(() => server.requests.filter(({ status }) => status === 413).length === 2)
    await house.run('fail')
    await untilTime(() => failed().length === 1)
  })
})

describe('listening', () => {
  test('goes on where it stopped, and acts on nothing twice when the server gives everything again', async () => {
    const { server } = await open()
    await house.begin('ask')
    const asked = await house.notification(ALICE, 'rm kept')
    await server.press(asked, 'Approve')
    await house.seen(({ type }) => type === 'run.completed')
    await untilTime(() => server.shown(ALICE).length === 0)
    const reads = () => server.requests.filter(({ path }) => path.startsWith(`/${REPLY}/json`))
    await house.reconnect()
    await server.until(() => reads().length === 2)
    expect(reads().at(-1)?.path).toMatch(/since=m\d{11}$/)
    // The message it asks from is no longer kept: everything that is comes again.
    await house.disconnect()
    const again = server.held.filter(({ topic }) => topic === REPLY)
    server.forget()
    server.held.push({ ...asked, id: 'm99999999999' }, ...again)
    await house.reconnect()
    await server.until(() => reads().length === 3)
    await server.post(REPLY, 'forged')
    await house.notification(ALICE, 'did not make')
    server.held.splice(0, 1)
    server.held.splice(
      server.held.findIndex(({ topic, title = '' }) => topic === ALICE && title.startsWith('Somebody')),
      1,
    )
    expect(server.sent(ALICE)).toEqual([])
  })

  test('polls where something on the way keeps the stream to itself', async () => {
    const { server } = await open()
    server.trouble.buffersStreams = true
    server.cutStreams()
    await untilTime(() => server.requests.some(({ path }) => path.includes('poll=1')))
    await house.begin('ask')
    const asked = await untilTime(() => server.shown(ALICE)[0])
    await server.press(asked, 'Approve')
    await untilTime(() => !isKept())
  })
})
