import { describe, expect, it } from 'vitest'
import type { BudgetLimits } from '../../../src/domain/budget.ts'
import { EXECUTOR, openModelHouse } from '../../helpers/model-house.ts'
import { OWNER } from '../../helpers/house.ts'
import { gate } from '../../helpers/model-server.ts'
import { calls, contains, ends, plans, specs, writes } from '../../helpers/thoughts.ts'

const FILE = { path: 'a.txt', content: 'yes\n', mode: 'overwrite' }
const SPEC = specs({ there: contains('a.txt', 'yes') })
const PLAN = plans(['write', 'write_file', FILE])
const GOOD = writes('a.txt', 'yes\n')

/** The scripted server says that each question has 11 tokens and each answer 7. */
const EACH = 18

async function within(budget: Partial<BudgetLimits>) {
  const house = await openModelHouse({ executor: [SPEC, PLAN, GOOD, ends()] })
  const { view } = await house.ask('do the thing', { budget })
  await house.close()
  return { view, house }
}

describe('a budget', () => {
  it.each([
    ['tokens', 3 * EACH, 'tokens_budget_exceeded'],
    ['modelCalls', 3, 'model_calls_budget_exceeded'],
    ['turns', 3, 'turns_budget_exceeded'],
  ] as const)(
    'of %s ends the run when it is used up, with what there is and what is missing',
    async (resource, limit, reason) => {
      const { view, house } = await within({ [resource]: limit })
      expect(view.failure).toMatchObject({ code: 'budget' })
      expect(view.incidents).toMatchObject([{ reason, limit, value: limit, severity: 'high' }])
      expect(view.budget.map((event) => ('level' in event ? event.level : event.type))).toEqual([
        'warning',
        'critical',
        'budget.exceeded',
      ])
      expect(house.server.questions()).toHaveLength(3)
      expect(view.report).toContain('Ended before its time:\nOver budget')
      expect(view.report).toContain('Not proven:\n- there holds')
      expect(view.report).toContain('Files written:\n- a.txt')
    },
  )

  it('that is just enough is enough, and warns once at each level', async () => {
    const { view } = await within({ modelCalls: 5 })
    expect(view.status).toBe('completed')
    expect(view.usage).toEqual({ turns: 5, modelCalls: 5, tokens: 5 * EACH })
    expect(view.budget).toMatchObject([
      { type: 'budget.warned', level: 'warning', resource: 'modelCalls', limit: 5, value: 4 },
      { type: 'budget.warned', level: 'critical', value: 5 },
    ])
  })
})

describe('a word to a run', () => {
  it('reaches its next turn', async () => {
    const waiting = gate()
    const house = await openModelHouse({
      executor: [
        SPEC,
        PLAN,
        async () => ({ ...calls('list_directory', { path: '.' }), before: waiting.opened }),
        GOOD,
        ends(),
      ],
    })
    const asking = house.ask()
    await house.server.question(3)
    const [run] = house.journal.runs()
    await house.engine.steer(run?.id ?? '', 'in capital letters, please', OWNER)
    waiting.open()
    const { view } = await asking
    await house.close()
    const [, , before, after] = house.prompts(EXECUTOR)
    expect(before).not.toContain('in capital letters')
    expect(after).toContain('The owner has added since:\n- in capital letters, please')
    expect(view.status).toBe('completed')
  })

  it('that comes while the last answer is given is heard all the same', async () => {
    const waiting = gate()
    const house = await openModelHouse({
      executor: [
        SPEC,
        PLAN,
        GOOD,
        async () => ({ ...ends('too early'), before: waiting.opened }),
        ends('heard'),
      ],
    })
    const asking = house.ask()
    await house.server.question(4)
    const [run] = house.journal.runs()
    await house.engine.steer(run?.id ?? '', 'and say so', OWNER)
    waiting.open()
    const { view } = await asking
    await house.close()
    expect(house.prompts(EXECUTOR)[4]).toContain('- and say so')
    expect(view.report).toContain('heard')
  })
})

describe('a thread', () => {
  it('goes on from what its last run came to, after a restart too', async () => {
    const first = await openModelHouse({ executor: [SPEC, PLAN, GOOD, ends('I wrote a.txt with yes.')] })
    await first.ask('write yes into a.txt', { thread: 'console:1' })
    await first.close()

    const again = await openModelHouse({
      home: first.home,
      executor: [SPEC, PLAN, writes('a.txt', 'yes, again\n'), ends(), SPEC],
    })
    const { view } = await again.ask('once more, with feeling', { thread: 'console:1' })
    expect(view.status).toBe('completed')
    await again.ask('something else', { thread: 'console:2' })
    await again.close()
    const prompts = again.prompts(EXECUTOR)
    expect(prompts[0]).toMatch(
      /Earlier in this conversation \(data\):\n<<<DATA \w+\nwrite yes into a.txt\n→ pass\n/,
    )
    expect(prompts[0]).toContain('I wrote a.txt with yes.')
    expect(prompts[0]).toContain('The owner asks:\nonce more, with feeling')
    expect(prompts.at(-1)).toContain('something else')
    expect(prompts.at(-1)).not.toContain('a.txt with yes')
  })
})
