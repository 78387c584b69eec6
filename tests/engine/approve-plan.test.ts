import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { manualClock } from '../helpers/clock.ts'
import { type HouseOptions, openHouse, OWNER, type TestHouse } from '../helpers/house.ts'
import { commandStep, workflowText } from '../helpers/workflow-text.ts'

/** Two steps that ask and are known, one that asks and is not known before another has run, one that does not ask. */
const two = workflowText('two', {
  steps: [
    commandStep('look', 'echo c.txt'),
    commandStep('one', 'rm -f a.txt'),
    commandStep('other', "rm -f 'b.txt'"),
    commandStep('later', 'rm -f ${$steps.look.stdout}', 'dependsOn: [look, one, other]'),
  ].join('\n'),
})

async function begun(options: HouseOptions = {}) {
  const house = await openHouse({ workflows: { two }, ...options })
  for (const name of ['a.txt', 'b.txt', 'c.txt']) writeFileSync(join(house.workspace, name), '')
  const id = await house.begin('two')
  return { house, id, plan: await nextQuestion(house) }
}

async function nextQuestion(house: TestHouse) {
  await house.seen(({ type }) => type === 'run.waiting')
  for (;;) {
    const [question] = await house.engine.questions({ status: 'open' })
    if (question) return question
    await house.seen((event) => event.type === 'question.opened' && event.question.status === 'open')
  }
}

const left = ({ workspace }: TestHouse) =>
  ['a.txt', 'b.txt', 'c.txt'].filter((name) => existsSync(join(workspace, name)))

describe('a plan', () => {
  it('is approved in one answer, for exactly what it lists; everything else asks', async () => {
    const { house, id, plan } = await begun()
    expect(plan.body).toBe("1  rm -f a.txt\n2  rm -f 'b.txt'")
    expect(plan.options.map((one) => one.id)).toEqual(['approve', 'each', 'deny'])
    await house.engine.answer(plan.id, 'approve', OWNER)
    const later = await house.seen(
      (event) =>
        event.type === 'question.opened' && event.question.status === 'open' && event.question.id !== plan.id,
    )
    if (later.type !== 'question.opened') throw new Error('unreachable')
    expect(later.question).toMatchObject({ callKey: '1/execute/later' })
    expect(left(house)).toEqual(['c.txt'])
    await house.engine.answer(later.question.id, 'deny', OWNER)
    await house.idle()
    expect(left(house)).toEqual(['c.txt'])
    const approvals = house.of(id, 'tool_call.started').map(({ approval }) => approval)
    const used = approvals.filter((one) => one !== undefined)
    expect(new Set(used).size).toBe(2)
    for (const approval of used) {
      const question = house.journal.question(approval)
      expect(question).toMatchObject({ status: 'answered', answer: { option: 'approve', by: OWNER } })
      // Used up: the same approval starts nothing a second time.
      await expect(
        house.journal.append(id, [{ type: 'run.resumed' }], {
          consume: { questionId: approval, hash: question?.hash ?? '' },
        }),
      ).rejects.toThrow(/cannot be used/)
    }
    await house.close()
  })

  it('is denied in one answer, with a reason that every step carries', async () => {
    const { house, id, plan } = await begun()
    await house.engine.answer(plan.id, 'deny', OWNER, 'after the backup')
    await house.idle()
    expect(left(house)).toEqual(['a.txt', 'b.txt', 'c.txt'])
    const denied = house.of(id, 'tool_call.finished').filter(({ outcome }) => outcome === 'denied')
    expect(denied.map(({ error }) => error?.message)).toEqual(['after the backup', 'after the backup'])
    await house.close()
  })

  it('may be asked about one by one instead', async () => {
    const { house, plan } = await begun()
    await house.engine.answer(plan.id, 'each', OWNER)
    const first = await house.seen(
      (event) => event.type === 'question.opened' && event.question.callKey === '1/execute/one',
    )
    const second = await house.seen(
      (event) => event.type === 'question.opened' && event.question.callKey === '1/execute/other',
    )
    for (const event of [first, second])
      if (event.type === 'question.opened') await house.engine.answer(event.question.id, 'deny', OWNER)
    await house.idle()
    expect(left(house)).toEqual(['a.txt', 'b.txt', 'c.txt'])
    await house.close()
  })

  it('that nobody answers counts as no for all of it', async () => {
    const clock = manualClock()
    const { house, id } = await begun({ clock })
    await clock.advance(31 * 60_000)
    await house.idle()
    expect(left(house)).toEqual(['a.txt', 'b.txt', 'c.txt'])
    expect(house.of(id, 'question.opened')).toHaveLength(1)
    expect(house.journal.run(id)).toMatchObject({ status: 'failed', failure: 'denied' })
    await house.close()
  })

  it('that was answered is not asked about again after a restart', async () => {
    const { house, id, plan } = await begun()
    await house.close()
    await house.journal.close()
    const second = await openHouse({ workflows: { two }, home: house.home })
    await second.seen((event) => event.type === 'run.waiting' && event.questionId === plan.id)
    await second.engine.answer(plan.id, 'deny', OWNER)
    await second.idle()
    expect(
      second.of(id, 'question.opened').filter(({ question }) => question.status === 'open'),
    ).toHaveLength(1)
    expect(left(second)).toEqual(['a.txt', 'b.txt', 'c.txt'])
    await second.close()
  })
})
