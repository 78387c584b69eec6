import { isApproving, type Question } from '../domain/question.ts'
import type { RunView } from '../domain/run-view.ts'
import type { Text } from '../domain/text.ts'
import { attemptIn, phaseIn } from './call-key.ts'

/**
 * One reason for each approval of this attempt's work, where every single one was denied, by a person or because nobody
 * answered; none where something was approved, or nothing asked. Who says no to all of it does not want to read that it
 * was done, also where no step was indispensable.
 */
export function everythingRefused({ questions }: Pick<RunView, 'questions'>, attempt: number): Text[] {
  const all = [...questions.values()].filter((question) => isOfWork(question, attempt))
  // Of two approvals, what came of the second counts.
  const asked = [...new Map(all.map((question) => [question.callKey, question])).values()]
  if (asked.some(({ answer }) => answer !== undefined && isApproving(answer.option))) return []
  return asked.map(({ stepTitle, body, answer }) => ({
    key: 'engine.step_denied',
    params: { step: stepTitle ?? body, error: withoutStop(answer?.reason ?? ''), code: 'E_DENIED' },
  }))
}

/** A reason becomes the end of a sentence that has a full stop of its own. */
export const withoutStop = (reason: string): string => reason.replace(/\.\s*$/, '')

const isOfWork = ({ kind, callKey = '' }: Question, attempt: number): boolean =>
  kind === 'approval' &&
  attemptIn(callKey) === attempt &&
  (phaseIn(callKey) === 'execute' || phaseIn(callKey) === 'repair')
