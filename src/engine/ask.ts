import type { Answer, Question } from '../domain/question.ts'
import { openQuestions } from '../domain/run-view.ts'
import { orAborted } from '../lib/abort.ts'
import { awayReason } from './away.ts'
import { timerId } from './questions.ts'
import type { RunContext } from './run-context.ts'

/**
 * Asks, gives up the run's slot while people think, and returns the question as it was closed. A question that was open
 * before a restart is waited for again; one that was closed meanwhile is returned at once.
 */
export async function ask(run: RunContext, question: Question): Promise<Question> {
  const known = run.view.questions.get(question.id)
  const { questions, deps, slot, signal } = run
  if (known && known.status !== 'open') return known
  if (question.kind === 'approval' && deps.away?.current())
    return denyForAway(run, known ?? question, known !== undefined)
  const closed = questions.closed(question.id)
  if (!known) {
    await run.append([
      { type: 'question.opened', question },
      { type: 'run.waiting', questionId: question.id },
    ])
  } else if (run.view.status !== 'waiting') {
    await run.append([{ type: 'run.waiting', questionId: question.id }])
  }
  questions.timers.set({
    id: timerId(question.id),
    dueAt: (known ?? question).expiresAt,
    kind: 'question_expiry',
    subject: question.id,
  })
  slot.release()
  // The journal has the last word: the answer may have been given while the run was being taken up again.
  if (deps.journal.question(question.id)?.status === 'open') await orAborted(closed, signal)
  await slot.acquire(signal)
  const answered = deps.journal.question(question.id)
  if (!answered) throw new Error(`question ${question.id} is not in the journal`)
  run.view.questions.set(answered.id, answered)
  if (openQuestions(run.view).length === 0 && run.held.size === 0) await run.append([{ type: 'run.resumed' }])
  return answered
}

/** Nobody is asked: the question is in the journal as what it would have been, with the no that it got. */
async function denyForAway(run: RunContext, question: Question, known: boolean): Promise<Question> {
  const away = run.deps.away?.current()
  const by = away?.by ?? { surface: 'console', id: 'unknown' }
  const reason = awayReason(run.view.request?.locale ?? 'en')
  const answer: Answer = { option: 'deny', by, at: run.deps.clock.now(), reason }
  const answered: Question = { ...question, status: 'answered', answer }
  await run.append([
    known
      ? { type: 'question.answered', questionId: question.id, answer }
      : { type: 'question.settled', question: answered },
  ])
  return answered
}
