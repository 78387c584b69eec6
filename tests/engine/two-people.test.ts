import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Question } from '../../src/domain/question.ts'
import { personOf } from '../../src/engine/two-people.ts'
import { type HouseOptions, openHouse, type TestHouse } from '../helpers/house.ts'
import { commandStep, criterion, workflowText } from '../helpers/workflow-text.ts'

const ALICE = { surface: 'slack', id: 'U0ALICE', name: 'alice' }
const ALICE_ELSEWHERE = { surface: 'discord', id: '42', name: 'alice' }
const ALICE_AT_TERMINAL = { surface: 'console', id: 'ada', name: 'ada' }
const BOB = { surface: 'slack', id: 'U0BOB', name: 'bob' }
const settings = {
  twoPeople: true,
  owners: [
    { identities: [ALICE, ALICE_ELSEWHERE, { surface: 'console', id: 'ada' }] },
    { identities: [BOB] },
  ],
}
const drop = (command = 'rm -f a.txt', more = '') => ({
  drop: workflowText('drop', {
    steps: commandStep('drop', command) + more,
    acceptance: criterion('so', 'true'),
  }),
})

async function asking(more: HouseOptions = {}) {
  const house = await openHouse({ workflows: drop(), settings, ...more })
  writeFileSync(join(house.workspace, 'a.txt'), 'x')
  const id = await house.begin('drop')
  return { house, id, first: await opened(house, id, 1) }
}

/** The nth question of a run, once the run waits for it. */
async function opened(house: TestHouse, id: string, nth: number): Promise<Question> {
  await house.seen(
    () => house.of(id, 'question.opened').length >= nth && house.of(id, 'run.waiting').length >= nth,
  )
  const question = house.of(id, 'question.opened')[nth - 1]?.question
  if (!question) throw new Error('unreachable')
  return question
}

const there = (house: TestHouse) => existsSync(join(house.workspace, 'a.txt'))
const outcome = (house: TestHouse, id: string) =>
  house.of(id, 'tool_call.finished').find(({ callKey }) => callKey === '1/execute/drop')

describe('what destroys something', () => {
  it('runs after two different people have said yes, and not before', async () => {
    const { house, id, first } = await asking()
    expect(first.title).toEqual({ key: 'question.approval.first' })
    expect(first.options.map((one) => one.id)).toEqual(['approve', 'edit', 'deny'])
    await house.engine.answer(first.id, 'approve', ALICE)
    const second = await opened(house, id, 2)
    expect(second).toMatchObject({
      title: { key: 'question.approval.second', params: { by: 'alice' } },
      body: 'rm -f a.txt',
      approvals: { needed: 2, given: [{ option: 'approve', by: ALICE }] },
    })
    expect(there(house)).toBe(true)
    for (const by of [ALICE, ALICE_ELSEWHERE, ALICE_AT_TERMINAL])
      await expect(house.engine.answer(second.id, 'approve', by)).rejects.toMatchObject({
        code: 'not_allowed',
      })
    await house.engine.answer(second.id, 'approve', BOB)
    await house.idle()
    expect(there(house)).toBe(false)
    expect(outcome(house, id)?.outcome).toBe('succeeded')
    expect(
      house.of(id, 'tool_call.started').find(({ callKey }) => callKey === '1/execute/drop')?.approval,
    ).toBe(second.id)
    await house.close()
  })

  it.each(['first', 'second'])('does not run after a no to the %s question', async (which) => {
    const { house, id, first } = await asking()
    if (which === 'second') {
      await house.engine.answer(first.id, 'approve', ALICE)
      await house.engine.answer((await opened(house, id, 2)).id, 'deny', BOB, 'not now')
    } else await house.engine.answer(first.id, 'deny', BOB, 'not now')
    await house.idle()
    expect(there(house)).toBe(true)
    expect(outcome(house, id)).toMatchObject({ outcome: 'denied', error: { message: 'not now' } })
    expect(house.journal.run(id)?.status).toBe('failed')
    await house.close()
  })

  it('cannot start with the first yes alone, whatever hash is named', async () => {
    const { house, id, first } = await asking()
    await house.engine.answer(first.id, 'approve', ALICE)
    const second = await opened(house, id, 2)
    expect(second.hash).not.toBe(first.hash)
    await expect(
      house.journal.append(id, [{ type: 'run.resumed' }], {
        consume: { questionId: first.id, hash: second.hash ?? '' },
      }),
    ).rejects.toThrow(first.id)
    await house.engine.answer(second.id, 'deny', ALICE)
    await house.idle()
    await house.close()
  })

  it('goes on after a restart with the yes that was given', async () => {
    const before = await asking()
    await before.house.engine.answer(before.first.id, 'approve', ALICE)
    const second = await opened(before.house, before.id, 2)
    await before.house.close()
    await before.house.journal.close()
    const house = await openHouse({ home: before.house.home, workflows: drop(), settings, resume: true })
    expect(house.journal.question(second.id)).toMatchObject({
      status: 'open',
      approvals: { given: [{ by: ALICE }] },
    })
    await expect(house.engine.answer(second.id, 'approve', ALICE)).rejects.toMatchObject({
      code: 'not_allowed',
    })
    await house.engine.answer(second.id, 'approve', BOB)
    await house.idle()
    expect(outcome(house, before.id)?.outcome).toBe('succeeded')
    expect(there(house)).toBe(false)
    await house.close()
  })

  it('is asked about by itself, not with the plan', async () => {
    const more = `\n${commandStep('more', 'rm -f b.txt')}`
    const house = await openHouse({ workflows: drop('rm -f a.txt', more), settings })
    const id = await house.begin('drop')
    const first = await opened(house, id, 1)
    expect(first.callKey).toMatch(/^1\/execute\//)
    await house.engine.cancel(id, ALICE)
    await house.idle()
    await house.close()
  })

  it('is what an edited command comes to', async () => {
    const { house, id, first } = await asking({ workflows: drop('mkdir -m 700 d') })
    expect(first.approvals).toBeUndefined()
    const stranger = { surface: 'console', id: 'eve' }
    const unnamed = { ...settings, owners: [{ identities: [BOB] }, { identities: [ALICE] }] }
    expect(personOf(unnamed, stranger)).toBeUndefined()
    await house.engine.answer(first.id, 'edit', BOB, undefined, 'rm -f a.txt')
    const second = await opened(house, id, 2)
    expect(second).toMatchObject({ body: 'rm -f a.txt', approvals: { given: [{ by: BOB }] } })
    expect(there(house)).toBe(true)
    await house.engine.answer(second.id, 'approve', ALICE)
    await house.idle()
    expect(there(house)).toBe(false)
    expect(outcome(house, id)?.outcome).toBe('succeeded')
    await house.close()
  })
})

it('nothing runs where a script changed between the two', async () => {
  const command = 'bash work/go.sh; rm -f a.txt'
  const house = await openHouse({ workflows: drop(command), settings })
  mkdirSync(join(house.workspace, 'work'), { recursive: true })
  writeFileSync(join(house.workspace, 'work/go.sh'), 'touch made\n')
  const id = await house.begin('drop')
  const first = await opened(house, id, 1)
  writeFileSync(join(house.workspace, 'work/go.sh'), 'touch other\n')
  await house.engine.answer(first.id, 'approve', ALICE)
  await house.idle()
  expect(house.of(id, 'question.opened')).toHaveLength(1)
  expect(outcome(house, id)).toMatchObject({ outcome: 'denied' })
  expect(existsSync(join(house.workspace, 'other'))).toBe(false)
  await house.close()
})

it('without the setting, and for what only asks, one yes is enough', async () => {
  const plain = await asking({ settings: { owners: settings.owners } })
  expect(plain.first.approvals).toBeUndefined()
  await plain.house.engine.answer(plain.first.id, 'approve', ALICE)
  await plain.house.idle()
  expect(there(plain.house)).toBe(false)
  await plain.house.close()
})

it('the terminal is one person, known only where one owner is named for it', () => {
  expect(personOf(settings, { surface: 'console', id: 'anybody' })).toBe(0)
  expect(personOf({ owners: [] }, { surface: 'console', id: 'ada' })).toBeUndefined()
  const two = {
    owners: [
      { identities: [{ surface: 'console', id: 'a' }] },
      { identities: [{ surface: 'console', id: 'b' }] },
    ],
  }
  expect(personOf(two, { surface: 'console', id: 'a' })).toBeUndefined()
})
