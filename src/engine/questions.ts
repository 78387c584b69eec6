import type { Question } from '../domain/question.ts'
import { openQuestions } from '../domain/run-view.ts'
import { orAborted } from '../lib/abort.ts'
import type { RunContext } from './run-context.ts'
import type { Timers } from './timers.ts'

/** Wakes runs whose question got its answer, or ran out of time. */
export interface Questions {
  readonly timers: Timers
  /** Resolves when the question is no longer open. */
  closed(id: string): Promise<void>
  /** Called after the answer or the expiry is in the journal. */
  wake(id: string): void
}

export function createQuestions(timers: Timers): Questions {
  const waiters = new Map<string, { promise: Promise<void>; resolve: () => void }>()
  return {
    timers,
    closed(id) {
      const known = waiters.get(id)
      if (known) return known.promise
      let resolve: () => void = () => undefined
      const promise = new Promise<void>((done) => {
        resolve = done
      })
      waiters.set(id, { promise, resolve })
      return promise
    },
    wake(id) {
      waiters.get(id)?.resolve()
      waiters.delete(id)
      timers.clear(timerId(id))
    },
  }
}

const timerId = (questionId: string): string => `question:${questionId}`

/**
 * Asks, gives up the run's slot while people think, and returns the question as it was closed. A question that was open
 * before a restart is waited for again; one that was closed meanwhile is returned at once.
 */
export async function ask(run: RunContext, question: Question): Promise<Question> {
  const known = run.view.questions.get(question.id)
  const { questions, deps, slot, signal } = run
  if (known && known.status !== 'open') return known
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
  await orAborted(closed, signal)
  await slot.acquire(signal)
  const answered = deps.journal.question(question.id)
  if (!answered) throw new Error(`question ${question.id} is not in the journal`)
  run.view.questions.set(answered.id, answered)
  if (openQuestions(run.view).length === 0) await run.append([{ type: 'run.resumed' }])
  return answered
}
