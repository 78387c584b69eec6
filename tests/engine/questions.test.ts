import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { manualClock } from '../helpers/clock.ts'
import { openHouse, OWNER, type TestHouse } from '../helpers/house.ts'
import { commandStep, criterion, workflowText } from '../helpers/workflow-text.ts'

/** Deleting asks, inside the workspace too. */
const sensitive = workflowText('sensitive', {
  steps: commandStep('drop', 'touch dropped; rm -f old.txt'),
  acceptance: criterion('gone', 'test -e dropped'),
})

const asked = async (house: TestHouse) => {
  const event = await house.seen(({ type }) => type === 'question.opened')
  if (event.type !== 'question.opened') throw new Error('unreachable')
  await house.seen(({ type }) => type === 'run.waiting')
  return event.question
}

describe('an approval', () => {
  it('waits, is answered once, and lets exactly that call run', async () => {
    const house = await openHouse({ workflows: { sensitive } })
    const id = await house.begin('sensitive')
    const question = await asked(house)
    expect(question).toMatchObject({ kind: 'approval', body: 'touch dropped; rm -f old.txt', status: 'open' })
    expect(house.journal.run(id)?.status).toBe('waiting')
    expect(existsSync(join(house.workspace, 'dropped'))).toBe(false)

    const answers = await Promise.allSettled(
      Array.from({ length: 50 }, (_, i) =>
        house.engine.answer(question.id, i % 2 ? 'deny' : 'approve', OWNER),
      ),
    )
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await house.idle()
    const started = house.of(id, 'tool_call.started').find(({ callKey }) => callKey === '1/execute/drop')
    expect(started?.approval).toBe(question.id)
    expect(house.journal.run(id)).toMatchObject({ status: 'completed', verdict: 'pass' })
    await expect(house.engine.answer(question.id, 'approve', OWNER)).rejects.toThrow(
      /already answered \(approve\) by alice/,
    )
    await house.close()
  })

  it('runs nothing when denied, and asks for no repair around it', async () => {
    const house = await openHouse({ workflows: { sensitive } })
    const id = await house.begin('sensitive')
    const question = await asked(house)
    await house.engine.answer(question.id, 'deny', OWNER, 'not today')
    await house.idle()
    expect(existsSync(join(house.workspace, 'dropped'))).toBe(false)
    expect(house.journal.run(id)).toMatchObject({ status: 'failed', failure: 'denied', attempt: 1 })
    const finished = house.of(id, 'tool_call.finished').find(({ callKey }) => callKey === '1/execute/drop')
    expect(finished).toMatchObject({
      outcome: 'denied',
      error: { code: 'E_DENIED', message: 'not today' },
    })
    await house.close()
  })

  it('counts as no when nobody answers in time', async () => {
    const clock = manualClock()
    const house = await openHouse({ workflows: { sensitive }, clock })
    const id = await house.begin('sensitive')
    const question = await asked(house)
    await clock.advance(31 * 60_000)
    await house.idle()
    expect(house.journal.question(question.id)?.status).toBe('expired')
    expect(house.journal.run(id)).toMatchObject({ status: 'failed', failure: 'denied' })
    await expect(house.engine.answer(question.id, 'approve', OWNER)).rejects.toThrow(/run out of time/)
    await house.close()
  })

  it('gives up the slot while people think', async () => {
    const house = await openHouse({
      workflows: { sensitive, quick: workflowText('quick', {}) },
      settings: { concurrency: 1 },
    })
    await house.begin('sensitive')
    const question = await asked(house)
    const quick = await house.begin('quick')
    await house.seen((event) => event.runId === quick && event.type === 'run.completed')
    await house.engine.answer(question.id, 'approve', OWNER)
    await house.idle()
    await house.close()
  })

  it('is still open after a restart, and its answer is used then', async () => {
    const first = await openHouse({ workflows: { sensitive } })
    const id = await first.begin('sensitive')
    const question = await asked(first)
    await first.close()
    expect(first.journal.run(id)?.status).toBe('queued')
    await first.journal.close()

    const second = await openHouse({ workflows: { sensitive }, home: first.home })
    await second.seen(({ type, runId }) => type === 'run.waiting' && runId === id)
    expect((await second.engine.questions({ status: 'open' })).map((one) => one.id)).toEqual([question.id])
    await second.engine.answer(question.id, 'approve', OWNER)
    await second.idle()
    expect(second.journal.run(id)).toMatchObject({ status: 'completed', verdict: 'pass' })
    expect(second.of(id, 'question.opened')).toHaveLength(1)
    expect(
      second.of(id, 'tool_call.started').filter(({ callKey }) => callKey === '1/execute/drop'),
    ).toHaveLength(1)
    await second.close()
  })
})

describe('a request that fits several workflows', () => {
  it('is put to a person, who chooses or stops', async () => {
    const workflows = {
      'clean-logs': workflowText('clean-logs', { more: '' }).replace(
        'clean-logs please',
        'clean the old logs',
      ),
      'clean-cache': workflowText('clean-cache', {}).replace('clean-cache please', 'clean the old cache'),
    }
    const house = await openHouse({ workflows })
    const { runId } = await house.engine.submit({
      text: 'clean the old things',
      locale: 'en',
      actor: OWNER,
      thread: 't',
    })
    const question = await asked(house)
    expect(question.kind).toBe('choice')
    expect(question.options.map(({ id }) => id).sort()).toEqual(['clean-cache', 'clean-logs', 'stop'])
    await house.engine.answer(question.id, 'clean-cache', OWNER)
    await house.idle()
    expect(house.journal.run(runId)).toMatchObject({ status: 'completed', workflow: 'clean-cache' })
    await house.close()
  })
})
