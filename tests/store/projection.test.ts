import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RunEventBody } from '../../src/domain/event.ts'
import type { RunFilter, RunSummary } from '../../src/domain/journal.ts'
import { PHASES } from '../../src/domain/run.ts'
import { viewOf } from '../../src/domain/run-fold.ts'
import type { SqliteJournal } from '../../src/store/journal.ts'
import { answered, freshJournal, openAt, question, runId, started, step, submitted } from './fixtures.ts'

const by = { surface: 'console', id: 'alice' }
const verdict = (result: 'pass' | 'fail' | 'inconclusive'): RunEventBody => ({
  type: 'verdict.reached',
  verdict: { result, attempt: 1, criteria: [], reasons: [] },
})

/** Everything that can happen to a run, in any order: the projection must not depend on a sensible one. */
const happening: fc.Arbitrary<RunEventBody[]> = fc.oneof(
  fc.constant(step('a')),
  fc.nat(4).map((attempt): RunEventBody[] => [{ type: 'run.started', attempt: attempt + 1 }]),
  fc
    .tuple(fc.constantFrom(...PHASES), fc.nat(4))
    .map(([phase, attempt]): RunEventBody[] => [{ type: 'phase.started', phase, attempt: attempt + 1 }]),
  fc
    .constantFrom<RunEventBody[]>(
      { type: 'run.queued', reason: 'reverify', by },
      { type: 'run.resumed' },
      { type: 'run.waiting', questionId: 'q' },
      { type: 'run.completed', unproven: true, report: '' },
      { type: 'run.completed', unproven: false, report: '' },
      { type: 'run.failed', reason: 'no', code: 'timed_out', report: '' },
      { type: 'run.cancelled', by },
      { type: 'spec.set', spec: emptySpec(), workflow: { name: 'disk-report', sha256: '', params: {} } },
      { type: 'spec.set', spec: emptySpec() },
      { type: 'steered', text: 'x', by },
    )
    .map((event) => [event]),
  fc.constantFrom('pass', 'fail', 'inconclusive').map((result) => [verdict(result as 'pass')]),
)

function emptySpec() {
  return { objective: '', assumptions: [], acceptance: [], risks: [], outOfScope: [] }
}

/** The summary that the run's events tell. */
function told(journal: SqliteJournal, id: string): RunSummary {
  const view = viewOf(id, journal.events(id))
  const optional = {
    workflow: view.workflow?.name,
    verdict: view.verdict?.result,
    unproven: journal.events(id).some(({ type }) => type === 'run.completed') ? view.unproven : undefined,
    failure: view.failure?.code,
    startedAt: view.startedAt,
    endedAt: view.endedAt,
  }
  return {
    id,
    status: view.status,
    phase: view.phase,
    attempt: view.attempt,
    request: 'vérifie le serveur',
    thread: 'console:1',
    surface: 'console',
    priority: 'medium',
    createdAt: view.createdAt,
    lastSeq: view.lastSeq,
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  }
}

describe('the runs table', () => {
  it('says what the events say, whatever happens and however it is joined', async () => {
    const { directory, journal } = await freshJournal()
    let runs = 0
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(happening, fc.boolean()), { maxLength: 12 }), async (happenings) => {
        const id = runId(++runs)
        await journal.append(id, [submitted()])
        for (const [events, awaited] of happenings) {
          const append = journal.append(id, events)
          if (awaited) await append
        }
        await journal.flush()
        expect(journal.run(id)).toEqual(told(journal, id))
        expect(journal.audit(id).ok).toBe(true)
      }),
      { numRuns: 150 },
    )
    const before = journal.runs({ limit: 1000 })
    await journal.close()
    expect(openAt(directory).runs({ limit: 1000 })).toEqual(before)
  })

  it('keeps what was asked for', async () => {
    const { journal } = await freshJournal()
    const event = submitted('restart nginx')
    if (event.type !== 'run.submitted') throw new Error('not a submission')
    const request = { ...event.request, workflow: 'restart-service', priority: 'high' as const }
    await journal.append(runId(1), [{ ...event, request }])
    expect(journal.run(runId(1))).toMatchObject({
      request: 'restart nginx',
      workflow: 'restart-service',
      priority: 'high',
    })
  })

  it('lists newest first, by status, thread and number, and completes ids', async () => {
    const { journal } = await freshJournal()
    for (let n = 1; n <= 60; n++) await journal.append(runId(n), [submitted()])
    await journal.append(runId(7), [started])
    await journal.append(runId(9), [{ type: 'run.cancelled', by }])
    const ids = (filter?: RunFilter) => journal.runs(filter).map(({ id }) => id)
    expect(ids()).toEqual(Array.from({ length: 50 }, (_, n) => runId(60 - n)))
    expect(ids({ limit: 2 })).toEqual([runId(60), runId(59)])
    expect(ids({ status: ['running', 'cancelled'] })).toEqual([runId(9), runId(7)])
    expect(ids({ thread: 'elsewhere' })).toEqual([])
    expect(ids({ thread: 'console:1', status: ['cancelled'] })).toEqual([runId(9)])
    expect(journal.complete(runId(7).toLowerCase())).toEqual([runId(7)])
    expect(journal.complete('01hg')).toHaveLength(10)
    expect(journal.complete('01hg')[0]).toBe(runId(60))
    expect(journal.complete('%')).toEqual([])
    expect(journal.complete('ZZ')).toEqual([])
    expect(journal.run('nobody')).toBeUndefined()
    expect(journal.events('nobody')).toEqual([])
  })
})

describe('the questions table', () => {
  it('follows a question from open to answered or expired', async () => {
    const { journal } = await freshJournal()
    const [A, B] = [runId(1), runId(2)]
    for (const id of [A, B]) await journal.append(id, [submitted()])
    const [q1, q2, q3] = [
      question('q1', A),
      question('q2', A, { askedAt: 5, thread: 'slack:C1' }),
      question('q3', B, { kind: 'choice' }),
    ]
    await journal.append(A, [
      { type: 'question.opened', question: q1 },
      { type: 'question.opened', question: q2 },
    ])
    await journal.append(B, [{ type: 'question.opened', question: q3 }])
    expect(journal.questions({ status: 'open' })).toEqual([q2, q1, q3])
    const answer = answered('q1', 'deny')
    await journal.append(A, [answer, { type: 'question.expired', questionId: 'q2' }])
    const closed = { ...q1, status: 'answered', answer: answer.type === 'question.answered' && answer.answer }
    expect(journal.question('q1')).toEqual(closed)
    expect(journal.questions({ runId: A })).toEqual([{ ...q2, status: 'expired' }, closed])
    expect(journal.questions({ status: 'open' })).toEqual([q3])
    expect(journal.questions({ thread: 'slack:C1', status: 'expired' })).toHaveLength(1)
    expect(journal.questions({ runId: 'nobody' })).toEqual([])
    expect(journal.question('q9')).toBeUndefined()
  })
})
