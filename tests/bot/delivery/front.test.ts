import { describe, expect, test } from 'vitest'
import type { RunEvent } from '../../../src/domain/event.ts'
import { databasePath } from '../../../src/store/database.ts'
import Sqlite from 'better-sqlite3'
import { createFront } from '../../../src/bot/delivery/create-front.ts'
import { systemClock } from '../../../src/lib/clock.ts'
import { openChatHouse, OWNERS, quietLog, runWorkflow } from './chat-house.ts'

const opened = (event: RunEvent): event is Extract<RunEvent, { type: 'question.opened' }> =>
  event.type === 'question.opened'

/** A run that waits for its approval. */
async function asking() {
  const house = await openChatHouse()
  const reply = await house.does({ command: runWorkflow('ask') })
  if (reply.kind !== 'run') throw new Error(JSON.stringify(reply))
  const event = await house.seen((seen) => opened(seen) && seen.runId === reply.runId)
  if (!opened(event)) throw new Error('no question')
  return { ...house, runId: reply.runId, question: event.question }
}

describe('who may ask', () => {
  test('nobody but owners: others hear how they are called here, and nothing begins', async () => {
    const house = await openChatHouse()
    const reply = await house.does({ actor: { surface: 'slack', id: 'U9' }, text: 'look' })
    expect(reply).toMatchObject({ kind: 'text', ok: false, text: expect.stringContaining('slack:U9') })
    expect(await house.engine.runs()).toEqual([])
  })
  test('an id of another platform is nobody here', async () => {
    const house = await openChatHouse()
    const reply = await house.does({ actor: { surface: 'slack', id: 'D1' }, text: 'look' })
    expect(reply).toMatchObject({ ok: false })
  })
  test('where no owner is configured, it says how to become one, in the language of who asks', async () => {
    const house = await openChatHouse({ owners: [] })
    const reply = await house.does({ text: 'look', locale: 'fr' })
    expect(reply).toMatchObject({ ok: false, text: expect.stringContaining('AUTOHOME_OWNERS=slack:U1') })
  })
  test('a press of somebody who may not changes nothing', async () => {
    const house = await asking()
    const command = { kind: 'answer', id: house.question.id, option: 'approve' } as const
    const reply = await house.does({ actor: { surface: 'slack', id: 'U9' }, command })
    expect(reply).toMatchObject({ ok: false })
    expect(await house.engine.questions({ status: 'open' })).toHaveLength(1)
  })
})

describe('an event that is delivered twice', () => {
  test('begins one run, at once, later, and after a restart', async () => {
    const house = await openChatHouse()
    const event = {
      eventId: 'twice',
      place: { channel: 'C1' },
      actor: { surface: 'slack', id: 'U1' },
      locale: 'en',
      text: '',
      command: runWorkflow('look'),
    } as const
    const [one, two] = await Promise.all([house.front.take(event), house.front.take(event)])
    expect(Number(one.fresh) + Number(two.fresh)).toBe(1)
    const first = await one.reply
    expect(await two.reply).toEqual(first)
    const three = await house.front.take(event)
    expect(three.fresh).toBe(false)
    expect(await three.reply).toEqual(first)
    await house.close()
    const again = await openChatHouse({ home: house.home })
    expect((await again.front.take(event)).fresh).toBe(false)
    expect(await again.engine.runs()).toHaveLength(1)
  })
  test.each([
    [
      'answer',
      (_id: string, question: string) => ({ kind: 'answer', id: question, option: 'deny' }) as const,
    ],
    ['cancel', (id: string) => ({ kind: 'cancel', id }) as const],
    ['steer', (id: string) => ({ kind: 'steer', id, text: 'mind the logs' }) as const],
  ])('acts once: %s', async (_name, commandOf) => {
    const house = await asking()
    const command = commandOf(house.runId, house.question.id)
    const first = await house.does({ eventId: 'press', command })
    const second = await house.does({ eventId: 'press', command })
    expect(first).toMatchObject({ ok: true })
    expect(second).toEqual(first)
    await house.engine.cancel(house.runId, { surface: 'slack', id: 'U1' }).catch(() => undefined)
    await house.idle()
    expect(house.of(house.runId, 'question.answered').length).toBeLessThanOrEqual(1)
    expect(house.of(house.runId, 'run.cancelled').length).toBeLessThanOrEqual(1)
    expect(house.of(house.runId, 'steered').length).toBeLessThanOrEqual(1)
  })
  test('of two different presses the first wins, and the second is told so', async () => {
    const house = await asking()
    const press = (option: string) =>
      house.does({ command: { kind: 'answer', id: house.question.id, option } })
    expect(await press('deny')).toMatchObject({ ok: true })
    expect(await press('approve')).toMatchObject({
      ok: false,
      text: expect.stringContaining('already answered'),
    })
  })
})

describe('a process that died between taking an event and acting on it', () => {
  const claim = (house: Awaited<ReturnType<typeof openChatHouse>>, command: object, eventId = 'left') =>
    house.inbox.claim('slack', eventId, {
      eventId,
      place: { channel: 'C1' },
      actor: { surface: 'slack', id: 'U1' },
      locale: 'en',
      text: '',
      command: JSON.parse(JSON.stringify(command)),
    })

  test('acts on it at the next start', async () => {
    const house = await openChatHouse()
    await claim(house, runWorkflow('look'))
    await house.front.takeUp()
    await house.idle()
    expect(await house.engine.runs()).toMatchObject([{ status: 'completed', thread: 'slack:C1:left' }])
    expect(house.inbox.unfinished()).toEqual([])
  })
  test('does not begin a second run where the first is in the journal', async () => {
    const house = await openChatHouse()
    await claim(house, runWorkflow('look'))
    await house.engine.submit({
      text: 'look',
      workflow: 'look',
      locale: 'en',
      actor: { surface: 'slack', id: 'U1' },
      thread: 'slack:C1:left',
      key: 'slack:left',
    })
    await house.front.takeUp()
    expect(await house.engine.runs()).toHaveLength(1)
  })
  test.each(['verify', 'repair'] as const)('does not %s twice what was asked for once', async (kind) => {
    const house = await openChatHouse()
    const { runId } = await house.engine.submit({
      text: 'look',
      workflow: 'look',
      locale: 'en',
      actor: { surface: 'slack', id: 'U1' },
      thread: 'x',
    })
    await house.idle()
    await claim(house, { kind, id: runId })
    await house.engine[kind === 'verify' ? 'reverify' : 'repair'](runId, { surface: 'slack', id: 'U1' })
    await house.idle()
    await house.front.takeUp()
    await house.idle()
    expect(house.of(runId, 'run.queued')).toHaveLength(2)
    await claim(house, { kind, id: runId }, 'asked again')
    await house.front.takeUp()
    await house.idle()
    expect(house.of(runId, 'run.queued')).toHaveLength(3)
  })
  test('does not steer, cancel or answer twice', async () => {
    const house = await asking()
    const by = { surface: 'slack', id: 'U1' }
    const { runId, question } = house
    await claim(house, { kind: 'steer', id: runId, text: 'mind the logs' }, 'steer')
    await claim(house, { kind: 'answer', id: question.id, option: 'deny' }, 'answer')
    await claim(house, { kind: 'cancel', id: runId }, 'cancel')
    await house.engine.steer(runId, 'mind the logs', by)
    await house.engine.answer(question.id, 'deny', by)
    await house.idle()
    await house.front.takeUp()
    expect(house.of(runId, 'steered')).toHaveLength(1)
    expect(house.of(runId, 'question.answered')).toHaveLength(1)
    expect(house.inbox.unfinished()).toEqual([])
  })
})

describe('where something is said', () => {
  test('a message in the thread of a run steers it while it is under way, and continues it afterwards', async () => {
    const house = await asking()
    await house.remote.until((seen) => seen.some(({ ref }) => ref.thread !== undefined))
    const [{ ref } = { ref: undefined }] = house.remote.seen
    const place = { channel: 'C1', thread: ref?.thread ?? '' }
    expect(await house.does({ place, text: 'leave the logs alone' })).toMatchObject({
      text: expect.stringContaining(house.runId),
    })
    expect(house.of(house.runId, 'steered')).toHaveLength(1)
    expect(await house.does({ place, text: 'no' })).toMatchObject({ ok: true })
    await house.idle()
    const more = await house.does({ place, text: 'look please' })
    expect(more.kind).toBe('run')
    await house.idle()
    const runs = await house.engine.runs()
    expect(new Set(runs.map(({ thread }) => thread)).size).toBe(1)
    await house.remote.until(() =>
      house.remote.cards().some(({ card, place: at }) => card.final && at.thread === place.thread),
    )
  })
  test('in the open, verify means the latest run of all, and cancel asks which one where there are several', async () => {
    const house = await asking()
    const one = await house.does({ command: { kind: 'cancel' } })
    expect(one).toMatchObject({ ok: true, text: expect.stringContaining(house.runId) })
    await house.idle()
    await house.does({ command: runWorkflow('ask') })
    await house.does({ command: runWorkflow('ask') })
    expect(await house.does({ command: { kind: 'cancel' } })).toMatchObject({ ok: false })
    expect(await house.does({ text: 'runs', explicit: true })).toMatchObject({ kind: 'sections' })
  })
  test('a yes in the open answers nothing; in the thread of the question it does', async () => {
    const house = await asking()
    expect(await house.does({ text: 'yes' })).toMatchObject({ kind: 'text' })
    expect(await house.engine.questions({ status: 'open' })).toHaveLength(1)
    await house.remote.until((seen) => seen.some(({ ref }) => ref.thread !== undefined))
    const place = { channel: 'C1', thread: house.remote.seen[0]?.ref.thread ?? '' }
    expect(await house.does({ place, text: 'yes' })).toMatchObject({ ok: true })
    await house.idle()
    expect(await house.engine.runs()).toMatchObject([{ status: 'completed' }])
  })
  test('a direct message without threads is one conversation', async () => {
    const house = await openChatHouse()
    const place = { channel: 'DM', flat: true } as const
    await house.does({ place, text: 'look please' })
    await house.idle()
    expect(await house.does({ place, text: 'verify', explicit: true })).toMatchObject({ kind: 'run' })
    await house.idle()
    const [run] = await house.engine.runs()
    expect(run?.thread).toBe('slack:DM')
    await house.remote.until(() => house.remote.kinds().includes('report'))
    expect(house.remote.seen.every(({ ref }) => ref.thread === undefined)).toBe(true)
  })
})

describe('when it cannot be taken', () => {
  test('nothing is acknowledged while the database stays locked, and it is taken once that is over', async () => {
    const house = await openChatHouse()
    const other = new Sqlite(databasePath(house.home))
    other.exec('BEGIN IMMEDIATE')
    const event = { text: 'runs', explicit: true, eventId: 'locked' }
    await expect(house.does(event)).rejects.toThrow(/another program/)
    other.exec('COMMIT')
    other.close()
    expect(await house.does(event)).toMatchObject({ kind: 'text' })
  })
  test('a bug is answered kindly and stays in the log', async () => {
    const house = await openChatHouse()
    const front = createFront({
      ...house,
      surface: 'slack',
      engine: { ...house.engine, runs: () => Promise.reject(new Error('a bug')) },
      owners: OWNERS,
      clock: systemClock,
      log: quietLog,
      logPath: '/log',
    })
    const { reply } = await front.take({
      eventId: 'bug',
      place: { channel: 'C1' },
      actor: { surface: 'slack', id: 'U1' },
      locale: 'fr',
      text: '',
      command: { kind: 'runs' },
    })
    expect(await reply).toMatchObject({ ok: false, text: expect.stringContaining('/log') })
  })
})
