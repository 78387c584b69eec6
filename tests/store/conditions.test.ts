import { describe, expect, it } from 'vitest'
import { type AppendConditions, ConditionFailed } from '../../src/domain/journal.ts'
import type { Question } from '../../src/domain/question.ts'
import { answered, freshJournal, HASH, question, runId, started, step, submitted } from './fixtures.ts'
import { manualClock } from '../helpers/clock.ts'

const A = runId(1)

const journalWith = async (...questions: readonly Question[]) => {
  const clock = manualClock(1_700_000_000_000)
  const { journal } = await freshJournal({ clock })
  await journal.append(A, [
    submitted(),
    ...questions.map((each) => ({ type: 'question.opened', question: each }) as const),
  ])
  return { clock, journal }
}

const subjectUntil = (validUntil: number): Pick<Question, 'subject'> => ({
  subject: {
    runId: A,
    callKey: '1/execute/prune',
    tool: 'execute_command',
    args: {},
    cwd: '/',
    env: {},
    mode: 'direct',
    requester: { surface: 'console', id: 'alice' },
    validUntil,
  },
})

describe('first answer wins', () => {
  it('among a thousand at once, and the others harm nobody', async () => {
    const { journal } = await journalWith(question('q', A))
    const presses = Array.from({ length: 1000 }, (_, n) => {
      const press = journal.append(A, [answered('q', n % 2 ? 'approve' : 'deny', `user-${n}`)], {
        questionOpen: 'q',
      })
      return n % 10 === 0 ? [press, journal.append(A, [started])] : [press]
    }).flat()
    const results = await Promise.allSettled(presses)
    const rejected = results.filter((result) => result.status === 'rejected')
    expect(rejected).toHaveLength(999)
    for (const { reason } of rejected) expect(reason).toBeInstanceOf(ConditionFailed)
    expect(journal.question('q')?.answer?.by.id).toBe('user-0')
    const events = journal.events(A)
    expect(events.filter(({ type }) => type === 'question.answered')).toHaveLength(1)
    expect(events.filter(({ type }) => type === 'run.started')).toHaveLength(100)
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
    expect(journal.audit(A)).toMatchObject({ ok: true, events: events.length })
  })

  it('also one after the other, a thousand questions long', async () => {
    const { journal } = await journalWith()
    for (let n = 0; n < 1000; n++) {
      await journal.append(A, [{ type: 'question.opened', question: question(`q${n}`, A) }])
      const race = await Promise.allSettled([
        journal.append(A, [answered(`q${n}`, 'approve')], { questionOpen: `q${n}` }),
        journal.append(A, [{ type: 'question.expired', questionId: `q${n}` }], { questionOpen: `q${n}` }),
      ])
      expect(race.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    }
    expect(journal.questions({ status: 'answered' })).toHaveLength(1000)
  })

  it('and a question of another run, or an unknown one, is not open', async () => {
    const { journal } = await journalWith(question('q', A))
    await journal.append(runId(2), [submitted()])
    await expect(journal.append(runId(2), [started], { questionOpen: 'q' })).rejects.toThrow(ConditionFailed)
    await expect(journal.append(A, [started], { questionOpen: 'unknown' })).rejects.toThrow(ConditionFailed)
    await expect(journal.append(runId(3), [submitted()], { questionOpen: 'q' })).rejects.toThrow(
      ConditionFailed,
    )
    expect(journal.run(runId(3))).toBeUndefined()
  })
})

describe('an approval', () => {
  const use: AppendConditions = { consume: { questionId: 'q', hash: HASH } }

  it('is used up by one start among a thousand', async () => {
    const { journal } = await journalWith(question('q', A))
    await journal.append(A, [answered('q', 'approve')])
    const starts = Array.from({ length: 1000 }, (_, n) => journal.append(A, step(`s${n}`), use))
    const won = (await Promise.allSettled(starts)).flatMap((result, n) =>
      result.status === 'fulfilled' ? [n] : [],
    )
    expect(won).toEqual([0])
    expect(journal.events(A).filter(({ type }) => type === 'tool_call.started')).toHaveLength(1)
    await expect(journal.append(A, step('later'), use)).rejects.toThrow(ConditionFailed)
  })

  it.each<[string, string | undefined, Partial<Question>, AppendConditions]>([
    ['not given', undefined, {}, use],
    ['denied', 'deny', {}, use],
    ['for other bytes', 'approve', {}, { consume: { questionId: 'q', hash: 'b'.repeat(64) } }],
    ['without a hash', 'approve', { hash: undefined }, use],
    ['expired', 'approve', subjectUntil(1_700_000_000_009), use],
  ])('cannot be used when it is %s', async (_, option, change, conditions) => {
    const { clock, journal } = await journalWith(question('q', A, change))
    if (option) await journal.append(A, [answered('q', option)])
    await clock.advance(10)
    await expect(journal.append(A, step('a'), conditions)).rejects.toThrow(ConditionFailed)
    expect(journal.events(A).some(({ type }) => type === 'tool_call.started')).toBe(false)
  })

  it('can be used until its last millisecond', async () => {
    const { clock, journal } = await journalWith(question('q', A, subjectUntil(1_700_000_000_010)))
    await journal.append(A, [answered('q', 'approve')])
    await clock.advance(10)
    await expect(journal.append(A, step('a'), use)).resolves.toHaveLength(3)
  })

  it('is not used up where the other condition fails', async () => {
    const { journal } = await journalWith(question('q', A), question('closed', A))
    await journal.append(A, [answered('q', 'approve'), answered('closed', 'deny')])
    await expect(journal.append(A, step('a'), { ...use, questionOpen: 'closed' })).rejects.toThrow(
      ConditionFailed,
    )
    await expect(journal.append(A, step('a'), use)).resolves.toHaveLength(3)
  })

  it('can be used up by an append of nothing', async () => {
    const { journal } = await journalWith(question('q', A))
    const answer = journal.append(A, [answered('q', 'approve')])
    const empty = journal.append(A, [], use)
    await expect(Promise.all([answer, empty, journal.append(A, [started])])).resolves.toMatchObject([
      [{ seq: 3 }],
      [],
      [{ seq: 4 }],
    ])
    await expect(journal.append(A, [], use)).rejects.toThrow(ConditionFailed)
  })
})
