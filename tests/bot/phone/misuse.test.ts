import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createPressSigner } from '../../../src/bot/phone/press.ts'
import { manualClock } from '../../helpers/clock.ts'
import { commandStep, workflowText } from '../../helpers/workflow-text.ts'
import { ALICE, BOB, openPhoneHouse, type PhoneHouse, REPLY } from './phone-house.ts'

let house: PhoneHouse

const open = async (options: Parameters<typeof openPhoneHouse>[0] = {}) => {
  house = await openPhoneHouse(options)
  return house
}
const isKept = () => existsSync(join(house.workspace, 'kept'))
const askRun = async () => {
  const runId = await house.begin('ask')
  const asked = await house.notification(ALICE, 'rm kept')
  return { runId, asked }
}
const bodyOf = (asked: Awaited<ReturnType<typeof askRun>>['asked'], label: string): string =>
  asked.actions?.find((action) => action.label === label)?.body ?? ''
const openQuestions = () => house.engine.questions({ status: 'open' })

/** Nothing was answered and nothing ran, and it was told. */
async function countsForNothing(what: string, topic = ALICE): Promise<void> {
  await house.notification(topic, what)
  expect(await openQuestions()).toHaveLength(1)
  expect(isKept()).toBe(true)
}

describe('a press that counts for nothing, and is told', () => {
  test('forged: plain words, another key, one byte changed, half of it', async () => {
    await open()
    const { asked, runId } = await askRun()
    const good = bodyOf(asked, 'Approve')
    const [question] = await openQuestions()
    const other = createPressSigner(new Uint8Array(32)).sign(
      {
        runId,
        questionId: question?.id ?? '',
        option: 'approve',
        hash: question?.hash ?? '',
        to: 'alice',
        until: question?.expiresAt ?? 0,
      },
      0,
    )
    const forgeries = [
      'approve',
      other,
      good.slice(0, -1),
      `${good}A`,
      `ah1.${'A'.repeat(60)}.${'A'.repeat(43)}`,
    ]
    for (let at = 0; at < good.length; at += 7)
      forgeries.push(good.slice(0, at) + (good[at] === 'B' ? 'C' : 'B') + good.slice(at + 1))
    for (const forged of forgeries) await house.server.post(REPLY, forged)
    await countsForNothing('did not make')
    await house.notification(BOB, 'did not make')
    // However many there were: one an hour.
    await house.server.post(REPLY, good)
    await house.seen(({ type }) => type === 'run.completed')
    expect(house.server.sent(ALICE).filter(({ message }) => message.includes('did not make'))).toHaveLength(1)
  })

  test('for another approval: the payload of one with the seal of the other', async () => {
    await open({
      workflows: { second: workflowText('second', { steps: commandStep('act', 'rm -f elsewhere') }) },
    })
    await house.begin('second')
    const second = await house.notification(ALICE, 'elsewhere')
    await house.begin('ask')
    const asked = await house.notification(ALICE, 'rm kept')
    const [, payload] = bodyOf(asked, 'Approve').split('.')
    const [, , seal] = bodyOf(second, 'Approve').split('.')
    await house.server.post(REPLY, `ah1.${payload}.${seal}`)
    await house.notification(ALICE, 'did not make')
    expect(await openQuestions()).toHaveLength(2)
    expect(isKept()).toBe(true)
    // A no to one is no answer to the other.
    await house.server.press(second, 'Deny')
    await house.seen(({ type }) => type === 'run.failed')
    expect(await openQuestions()).toHaveLength(1)
  })

  test('replayed: the same press again, by whoever read it', async () => {
    await open()
    const { asked, runId } = await askRun()
    await house.server.press(asked, 'Approve')
    await house.seen(({ type }) => type === 'run.completed')
    await house.server.post(REPLY, bodyOf(asked, 'Approve'))
    await house.notification(ALICE, 'used already')
    expect(house.of(runId, 'question.answered')).toHaveLength(1)
    expect(
      house.of(runId, 'tool_call.started').filter(({ approval }) => approval !== undefined),
    ).toHaveLength(1)
  })

  test('the other button after the first: the first answer stands', async () => {
    await open()
    const { asked, runId } = await askRun()
    await house.server.press(asked, 'Deny')
    await house.seen(({ type }) => type === 'run.failed')
    await house.server.post(REPLY, bodyOf(asked, 'Approve'))
    await house.notification(ALICE, 'refused')
    expect(house.of(runId, 'question.answered')).toMatchObject([{ answer: { option: 'deny' } }])
    expect(isKept()).toBe(true)
  })

  test('aged: after the time of its question', async () => {
    const clock = manualClock()
    await open({ clock, phone: { escalateMin: 0 } })
    const { asked, runId } = await askRun()
    await clock.advance(31 * 60_000)
    await house.seen(({ type }) => type === 'run.failed')
    await house.server.post(REPLY, bodyOf(asked, 'Approve'))
    await house.notification(ALICE, 'time was over')
    expect(house.of(runId, 'question.answered')).toEqual([])
    expect(isKept()).toBe(true)
  })

  test('answered in another place already', async () => {
    await open()
    const { asked } = await askRun()
    const [question] = await openQuestions()
    await house.engine.answer(question?.id ?? '', 'deny', { surface: 'console', id: 'alice' })
    await house.gone(ALICE, 'rm kept')
    await house.server.post(REPLY, bodyOf(asked, 'Approve'))
    await house.notification(ALICE, 'answered elsewhere')
    expect(isKept()).toBe(true)
  })

  test('of a phone that is nobody’s any more', async () => {
    const server = (await open()).server
    const { asked } = await askRun()
    await house.close()
    await open({ server, home: house.home, owners: [], ntfy: { topic: `alice=${ALICE}` } })
    await server.post(REPLY, bodyOf(asked, 'Approve'))
    await countsForNothing('belongs to no owner')
  })

  test('of a question that this database does not know', async () => {
    await open()
    const { asked } = await askRun()
    const server = house.server
    const key = readFileSync(join(house.home, 'phone.key'), 'utf8')
    const home = `${house.home}-other`
    mkdirSync(home)
    writeFileSync(join(home, 'phone.key'), key, { mode: 0o600 })
    await house.close()
    await open({ server, home })
    await server.post(REPLY, bodyOf(asked, 'Approve'))
    await house.notification(ALICE, 'not known here')
  })

  test('a GET decides nothing: neither of the topic nor of what a preview fetches', async () => {
    await open()
    const { asked } = await askRun()
    const action = asked.actions?.find(({ label }) => label === 'Approve')
    expect((await fetch(action?.url ?? '')).status).toBe(200)
    await fetch(`${house.server.url}/${REPLY}/json?poll=1`).then((response) => response.text())
    await fetch(`${house.server.url}/${REPLY}/publish`).then((response) => response.text())
    await countsForNothing('did not make')
    expect(action?.url).not.toContain(action?.body)
  })
})
