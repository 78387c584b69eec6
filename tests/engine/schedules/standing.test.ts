import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { NewSchedule } from '../../../src/domain/schedule.ts'
import { viewOf } from '../../../src/domain/run-fold.ts'
import { dueTimes } from '../../../src/lib/due-times.ts'
import { type ManualClock, manualClock } from '../../helpers/clock.ts'
import { type HouseOptions, openHouse, OWNER, type TestHouse } from '../../helpers/house.ts'
import { commandStep, criterion, workflowText } from '../../helpers/workflow-text.ts'

const HOUR = 3_600_000
const START = Date.parse('2026-11-21T03:00Z')
const sweep = (command = 'rm -f a.txt', more = '') =>
  workflowText('sweep', {
    more: 'params:\n  name: { type: string, title: { en: n, fr: n }, default: a.txt }',
    steps: `${commandStep('sweep', command)}${more}`,
    acceptance: criterion('so', 'true'),
  })

const asked = (change: Partial<NewSchedule> = {}): NewSchedule => ({
  when: 'every day at 4',
  request: { text: 'sweep', locale: 'en', workflow: 'sweep' },
  approve: true,
  ...change,
})

async function setUp(more: HouseOptions = {}, clock: ManualClock = manualClock(START)) {
  await dueTimes('* * * * *', 'UTC')
  const house = await openHouse({ workflows: { sweep: sweep() }, clock, ...more })
  writeFileSync(join(house.workspace, 'a.txt'), 'x')
  return { house, clock }
}

const there = (house: TestHouse) => existsSync(join(house.workspace, 'a.txt'))

/** The run that the next due time begins, once it waits or has ended. */
async function nextRun(house: TestHouse, clock: ManualClock, inHours = 1): Promise<string> {
  const known = new Set(house.journal.runs().map(({ id }) => id))
  const seen = house.seen(
    (event) => !known.has(event.runId) && ['run.waiting', 'run.completed', 'run.failed'].includes(event.type),
  )
  await clock.advance(inHours * HOUR)
  return (await seen).runId
}

describe('a standing approval', () => {
  it('lets exactly the approved command run at its time, and the journal says who allowed it', async () => {
    const { house, clock } = await setUp()
    const made = await house.engine.addSchedule(asked(), OWNER)
    expect(made.standing).toMatchObject({
      by: OWNER,
      workflow: 'sweep',
      calls: [{ args: { command: 'rm -f a.txt' } }],
    })
    expect([made.void, made.asks]).toEqual([undefined, []])
    const id = await nextRun(house, clock)
    await house.idle()
    expect(there(house)).toBe(false)
    expect(house.of(id, 'question.opened')).toEqual([])
    const [settled] = house.of(id, 'question.settled')
    expect(settled?.question).toMatchObject({
      status: 'answered',
      body: 'rm -f a.txt',
      answer: { option: 'approve', by: OWNER, at: START, reason: `standing approval of schedule ${made.id}` },
    })
    expect(house.of(id, 'tool_call.started')[0]?.approval).toBe(settled?.question.id)
    expect(viewOf(id, house.events(id)).status).toBe('completed')
    await house.close()
  })

  it('is not given without asking for it, and the commands that ask are named', async () => {
    const { house, clock } = await setUp()
    const made = await house.engine.addSchedule(asked({ approve: false }), OWNER)
    expect([made.standing, made.asks]).toEqual([undefined, ['rm -f a.txt']])
    const id = await nextRun(house, clock)
    expect(house.of(id, 'question.opened')).toHaveLength(1)
    expect(there(house)).toBe(true)
    await house.close()
  })

  it('is void when the workflow file changes by one byte, and can be given anew', async () => {
    const { house, clock } = await setUp()
    const made = await house.engine.addSchedule(asked(), OWNER)
    await house.close()
    await house.journal.close()
    const { house: next } = await setUp({ home: house.home, workflows: { sweep: `${sweep()}\n` } }, clock)
    expect((await next.engine.schedules())[0]).toMatchObject({ id: made.id, void: { key: 'schedule.void' } })
    const id = await nextRun(next, clock)
    expect(next.of(id, 'question.opened')).toHaveLength(1)
    expect(there(next)).toBe(true)
    await next.engine.cancel(id, OWNER)
    const again = await next.engine.changeSchedule(made.id, 'approve', OWNER)
    expect(again.void).toBeUndefined()
    await nextRun(next, clock, 24)
    await next.idle()
    expect(there(next)).toBe(false)
    await next.close()
  })

  it('counts no more once it is revoked', async () => {
    const { house, clock } = await setUp()
    const { id: schedule } = await house.engine.addSchedule(asked(), OWNER)
    expect((await house.engine.changeSchedule(schedule, 'revoke', OWNER)).standing).toBeUndefined()
    const id = await nextRun(house, clock)
    expect(house.of(id, 'question.opened')).toHaveLength(1)
    expect(there(house)).toBe(true)
    await house.close()
  })

  it('covers what parameters make of a command, and nothing that depends on what a step finds', async () => {
    const more = `\n${commandStep('find', 'echo b.txt')}\n${commandStep('late', 'rm -f ${$trim($steps.find.stdout)}', 'dependsOn: [find]')}`
    const { house, clock } = await setUp({
      workflows: { sweep: sweep('rm -f ${$params.name}', more) },
    })
    const request = { text: 'sweep', locale: 'en', workflow: 'sweep', params: { name: 'a.txt' } } as const
    const made = await house.engine.addSchedule(asked({ request }), OWNER)
    expect(made.standing?.calls.map(({ args }) => args['command'])).toEqual(['rm -f a.txt'])
    expect(made.asks).toEqual(['late'])
    const id = await nextRun(house, clock)
    const [question] = house.of(id, 'question.opened')
    expect(question?.question.body).toBe('rm -f b.txt')
    expect(there(house)).toBe(false)
    await house.engine.cancel(id, OWNER)
    await house.close()
  })

  it('does not help another run of the same workflow, nor one that asks for two people', async () => {
    const { house } = await setUp()
    await house.engine.addSchedule(asked(), OWNER)
    const id = await house.begin('sweep', { schedule: { id: 'forged' } })
    await house.seen((event) => event.runId === id && event.type === 'run.waiting')
    expect(there(house)).toBe(true)
    await house.close()
    const two = await setUp({ settings: { twoPeople: true } })
    await expect(two.house.engine.addSchedule(asked(), OWNER)).rejects.toMatchObject({ code: 'bad_input' })
    await two.house.close()
  })

  it('is used under away mode too: it asks nobody', async () => {
    const { house, clock } = await setUp()
    await house.engine.addSchedule(asked(), OWNER)
    await house.engine.setAway(true, OWNER)
    await nextRun(house, clock)
    await house.idle()
    expect(there(house)).toBe(false)
    await house.close()
  })
})

describe('schedules as people change them', () => {
  it('pauses, resumes, runs at once and removes', async () => {
    const { house, clock } = await setUp()
    const { id, next } = await house.engine.addSchedule(asked(), OWNER)
    expect(next.map((at) => new Date(at).toISOString())).toEqual([
      '2026-11-21T04:00:00.000Z',
      '2026-11-22T04:00:00.000Z',
      '2026-11-23T04:00:00.000Z',
    ])
    const paused = await house.engine.changeSchedule(id.slice(0, 5), 'pause', OWNER)
    expect([paused.pausedAt, paused.next]).toEqual([START, []])
    await clock.advance(26 * HOUR)
    expect(house.journal.runs()).toEqual([])
    const resumed = await house.engine.changeSchedule(id, 'resume', OWNER)
    expect([resumed.pausedAt, resumed.passedOver]).toEqual([undefined, 0])
    expect(resumed.next[0]).toBe(Date.parse('2026-11-23T04:00Z'))
    const { runId } = await house.engine.runSchedule(id, OWNER)
    await house.idle()
    expect(there(house)).toBe(false)
    expect(viewOf(runId, house.events(runId)).request?.schedule).toEqual({ id })
    await house.engine.changeSchedule(id, 'remove', OWNER)
    expect(await house.engine.schedules()).toEqual([])
    await house.close()
  })

  it.each<[string, Partial<NewSchedule>]>([
    ['bad_input', { when: 'soon' }],
    ['bad_input', { when: '99 4 * * *' }],
    ['bad_input', { when: '0 0 30 2 *' }],
    ['bad_input', { timeZone: 'Mars/Olympus' }],
    ['bad_input', { request: { text: 'x', locale: 'en', workflow: 'nothing-like-it' } }],
    ['bad_input', { request: { text: 'free words', locale: 'en' } }],
    ['bad_input', { request: { text: ' ', locale: 'en' }, approve: false }],
    ['bad_input', { kind: 'check' }],
  ])('refuses with %s what cannot be: %j', async (code, change) => {
    const { house } = await setUp()
    await expect(house.engine.addSchedule(asked(change), OWNER)).rejects.toMatchObject({ code })
    expect(await house.engine.schedules()).toEqual([])
    await house.close()
  })

  it('lets nobody but owners change anything, and finds what is named', async () => {
    const { house } = await setUp()
    const stranger = { surface: 'slack', id: 'U0' }
    const { id } = await house.engine.addSchedule(asked(), OWNER)
    await expect(house.engine.addSchedule(asked(), stranger)).rejects.toMatchObject({ code: 'not_allowed' })
    await expect(house.engine.changeSchedule(id, 'remove', stranger)).rejects.toMatchObject({
      code: 'not_allowed',
    })
    await expect(house.engine.runSchedule(id, stranger)).rejects.toMatchObject({ code: 'not_allowed' })
    await expect(house.engine.changeSchedule('zzzz', 'pause', OWNER)).rejects.toMatchObject({
      code: 'not_found',
    })
    await house.engine.addSchedule(asked(), OWNER)
    await expect(house.engine.changeSchedule('', 'pause', OWNER)).rejects.toMatchObject({
      code: 'not_found',
    })
    await house.close()
  })
})
