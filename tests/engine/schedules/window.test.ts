import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Question } from '../../../src/domain/question.ts'
import { viewOf } from '../../../src/domain/run-fold.ts'
import { dueTimes } from '../../../src/lib/due-times.ts'
import { type Hours, parseHours } from '../../../src/lib/when/window.ts'
import { type ManualClock, manualClock } from '../../helpers/clock.ts'
import { type HouseOptions, openHouse, OWNER, type TestHouse } from '../../helpers/house.ts'
import { commandStep, criterion, workflowText } from '../../helpers/workflow-text.ts'

const HOUR = 3_600_000
const AT_TWO_PM = Date.parse('2026-11-21T14:00Z')
const hours = (text: string): Hours => {
  const found = parseHours(text)
  if (!found) throw new Error(text)
  return found
}
const workflows = {
  drop: workflowText('drop', {
    steps: commandStep('drop', 'rm -f a.txt'),
    acceptance: criterion('so', 'true'),
  }),
}
const windows = [hours('02:00-05:00')]

async function openAtTwo(more: HouseOptions = {}, clock: ManualClock = manualClock(AT_TWO_PM)) {
  const { settings, ...rest } = more
  const house = await openHouse({ workflows, clock, settings: { windows, ...settings }, ...rest })
  return { house, clock }
}

async function asked(house: TestHouse): Promise<{ readonly id: string; readonly question: Question }> {
  writeFileSync(join(house.workspace, 'a.txt'), 'x')
  const id = await house.begin('drop')
  await house.seen((event) => event.runId === id && event.type === 'run.waiting')
  const question = house.of(id, 'question.opened')[0]?.question
  if (!question) throw new Error('nothing was asked')
  return { id, question }
}

/** Waits for something else than an answer. */
const waits = (house: TestHouse, id: string, key?: string) =>
  house.seen(
    (event) =>
      event.runId === id &&
      event.type === 'run.waiting' &&
      typeof event.reason === 'object' &&
      'key' in event.reason &&
      (key === undefined || event.reason.key === key),
  )
const ended = (house: TestHouse, id: string) =>
  house.seen((event) => event.runId === id && /^run\.(?:completed|failed|cancelled)$/.test(event.type))
const there = (house: TestHouse) => existsSync(join(house.workspace, 'a.txt'))

describe('approved now, run in the window', () => {
  it('says when it will run, waits for that, and is judged and used up when it starts', async () => {
    const { house, clock } = await openAtTwo()
    const { id, question } = await asked(house)
    expect(question.options.map((one) => one.id)).toEqual(['approve', 'now', 'edit', 'deny'])
    expect(question.options[0]?.label).toEqual({ key: 'option.approve_window', params: { from: '02:00' } })
    expect(new Date(question.subject?.validUntil ?? 0).toISOString()).toBe('2026-11-22T05:00:00.000Z')
    await house.engine.answer(question.id, 'approve', OWNER)
    expect(await waits(house, id)).toMatchObject({
      reason: { key: 'engine.window', params: { from: '02:00' } },
      until: Date.parse('2026-11-22T02:00Z'),
    })
    expect(viewOf(id, house.events(id)).status).toBe('waiting')
    await clock.advance(12 * HOUR - 1)
    expect(there(house)).toBe(true)
    await clock.advance(1)
    await ended(house, id)
    expect(there(house)).toBe(false)
    expect(house.of(id, 'tool_call.started')[0]).toMatchObject({ approval: question.id })
    const view = viewOf(id, house.events(id))
    expect([view.status, view.waitsFor]).toEqual(['completed', undefined])
    await house.close()
  })

  it('goes on waiting after a restart, and runs once', async () => {
    const { house, clock } = await openAtTwo()
    const { id, question } = await asked(house)
    await house.engine.answer(question.id, 'approve', OWNER)
    await waits(house, id)
    await house.close()
    await house.journal.close()
    const { house: next } = await openAtTwo({ home: house.home }, clock)
    await next.seen(() => next.of(id, 'run.waiting').length >= 3)
    await clock.advance(12 * HOUR)
    await ended(next, id)
    expect(next.of(id, 'tool_call.started').filter(({ approval }) => approval === question.id)).toHaveLength(
      1,
    )
    expect(there(next)).toBe(false)
    await next.close()
  })

  it('does not run what policy denies by then', async () => {
    const { house, clock } = await openAtTwo()
    const { id, question } = await asked(house)
    await house.engine.answer(question.id, 'approve', OWNER)
    await waits(house, id)
    await house.close()
    await house.journal.close()
    const allowlist = `rules:\n  - { id: ${question.rule}, decision: deny }\n`
    const { house: next } = await openAtTwo({ home: house.home, allowlist }, clock)
    await ended(next, id)
    expect(next.of(id, 'tool_call.finished')[0]).toMatchObject({ outcome: 'denied' })
    expect(there(next)).toBe(true)
    await next.close()
  })

  it('runs at once where a person says so, and where the window is open', async () => {
    const { house } = await openAtTwo()
    const { id, question } = await asked(house)
    await house.engine.answer(question.id, 'now', OWNER)
    await ended(house, id)
    expect(there(house)).toBe(false)
    await house.close()
    const open = await openAtTwo({ settings: { windows: [hours('13:00-15:00')] } })
    const second = await asked(open.house)
    expect(second.question.options[0]?.label).toEqual({ key: 'option.approve' })
    await open.house.engine.answer(second.question.id, 'approve', OWNER)
    await ended(open.house, second.id)
    expect(there(open.house)).toBe(false)
    await open.house.close()
  })

  it('can be cancelled while it waits', async () => {
    const { house } = await openAtTwo()
    const { id, question } = await asked(house)
    await house.engine.answer(question.id, 'approve', OWNER)
    await waits(house, id)
    await house.engine.cancel(id, OWNER)
    expect(there(house)).toBe(true)
    expect(viewOf(id, house.events(id)).status).toBe('cancelled')
    await house.close()
  })
})

describe('a plan approved as a whole', () => {
  it('waits call by call, or runs at once where a person says so', async () => {
    const clock = manualClock(AT_TWO_PM)
    const steps = `${commandStep('one', 'rm -f a.txt')}\n${commandStep('two', 'rm -f b.txt')}`
    const both = { both: workflowText('both', { steps, acceptance: criterion('so', 'true') }) }
    const house = await openHouse({ workflows: both, clock, settings: { windows } })
    writeFileSync(join(house.workspace, 'a.txt'), 'x')
    const plan = async () => {
      const id = await house.begin('both')
      await house.seen((event) => event.runId === id && event.type === 'run.waiting')
      const question = house.of(id, 'question.opened')[0]?.question
      if (!question) throw new Error('nothing was asked')
      return { id, question }
    }
    const first = await plan()
    expect(first.question.options.map((one) => one.id)).toEqual(['approve', 'now', 'each', 'deny'])
    await house.engine.answer(first.question.id, 'approve', OWNER)
    await waits(house, first.id, 'engine.window')
    expect(there(house)).toBe(true)
    await house.engine.cancel(first.id, OWNER)
    const second = await plan()
    await house.engine.answer(second.question.id, 'now', OWNER)
    await ended(house, second.id)
    expect(there(house)).toBe(false)
    await house.close()
  })
})

describe('what holds maintenance back', () => {
  const holds = [{ name: 'a backup runs', command: 'test -e backup.lock' }]

  it('keeps an approved command waiting, and says why, until it is over', async () => {
    const { house, clock } = await openAtTwo({ settings: { windows: [], holds } })
    const lock = join(house.workspace, 'backup.lock')
    writeFileSync(lock, '')
    const { id, question } = await asked(house)
    await house.engine.answer(question.id, 'approve', OWNER)
    expect(await waits(house, id)).toMatchObject({
      reason: { key: 'engine.hold', params: { name: 'a backup runs' } },
    })
    expect(there(house)).toBe(true)
    rmSync(lock)
    await clock.advance(60_000)
    await ended(house, id)
    expect(there(house)).toBe(false)
    expect(house.of(id, 'run.waiting').filter(({ reason }) => reason !== undefined)).toHaveLength(1)
    await house.close()
  })

  it('gives up after the longest wait', async () => {
    const { house, clock } = await openAtTwo({ settings: { windows: [], holds, maxHoldMs: 3 * 60_000 } })
    writeFileSync(join(house.workspace, 'backup.lock'), '')
    const { id, question } = await asked(house)
    await house.engine.answer(question.id, 'approve', OWNER)
    await waits(house, id)
    const over = ended(house, id)
    let done = false
    void over.then(() => {
      done = true
    })
    while (!done) await clock.advance(60_000)
    expect(there(house)).toBe(true)
    expect(house.of(id, 'tool_call.finished')[0]).toMatchObject({
      outcome: 'denied',
      error: { message: 'held back for more than 3 min: given up' },
    })
    await house.close()
  })

  it('holds what it cannot look at: a check that would have to ask', async () => {
    const { house } = await openAtTwo({
      settings: { windows: [], holds: [{ name: 'odd', command: 'rm -rf /srv/x' }] },
    })
    const { id, question } = await asked(house)
    await house.engine.answer(question.id, 'approve', OWNER)
    expect(await waits(house, id)).toMatchObject({ reason: { key: 'engine.hold.refused' } })
    expect(there(house)).toBe(true)
    await house.close()
  })
})

describe('what a schedule does by itself', () => {
  it('waits too while something holds it back, although nobody has to approve it; what only looks does not', async () => {
    const clock = manualClock(AT_TWO_PM)
    await dueTimes('* * * * *', 'UTC')
    const house = await openHouse({
      clock,
      workflows: {
        note: workflowText('note', {
          steps: `${commandStep('look', 'ls')}\n${commandStep('note', 'touch note.txt', 'dependsOn: [look]')}`,
          acceptance: criterion('so', 'test -e note.txt'),
        }),
      },
      settings: { windows, holds: [{ name: 'a backup runs', command: 'test -e backup.lock' }] },
    })
    const lock = join(house.workspace, 'backup.lock')
    writeFileSync(lock, '')
    const request = { text: 'note', locale: 'en', workflow: 'note' } as const
    await house.engine.addSchedule({ when: 'every day at 15:00', request }, OWNER)
    const waiting = house.seen((event) => event.type === 'run.waiting')
    await clock.advance(HOUR)
    const { runId } = await waiting
    expect(house.of(runId, 'tool_call.finished').map(({ callKey }) => callKey)).toEqual(['1/execute/look'])
    rmSync(lock)
    await clock.advance(60_000)
    await ended(house, runId)
    expect(viewOf(runId, house.events(runId)).status).toBe('completed')
    await house.close()
  })

  it('asks nobody out of bed: what it asks in quiet hours can be answered after them', async () => {
    const night = Date.parse('2026-11-21T23:00Z')
    await dueTimes('* * * * *', 'UTC')
    const clock = manualClock(night)
    const house = await openHouse({ clock, workflows, settings: { quietHours: [hours('22:00-07:00')] } })
    const request = { text: 'drop', locale: 'en', workflow: 'drop' } as const
    await house.engine.addSchedule({ when: 'every day at 23:30', request }, OWNER)
    const waiting = house.seen((event) => event.type === 'question.opened')
    await clock.advance(HOUR / 2)
    const asked = await waiting
    const question = asked.type === 'question.opened' ? asked.question : undefined
    expect(new Date(question?.expiresAt ?? 0).toISOString()).toBe('2026-11-22T07:30:00.000Z')
    await house.close()
  })
})
