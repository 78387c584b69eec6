import type { RunEventBody } from '../domain/event.ts'
import { ConditionFailed, type TimerRow } from '../domain/journal.ts'
import type { Question } from '../domain/question.ts'
import type { Actor } from '../domain/run.ts'
import { viewOf } from '../domain/run-fold.ts'
import type { RunView } from '../domain/run-view.ts'
import { answersToCalls } from './approve-plan.ts'
import type { AtWork } from './at-work.ts'
import { awayReason } from './away.ts'
import type { EngineDeps } from './deps.ts'
import type { Questions } from './questions.ts'

export interface ClosingDeps extends Pick<EngineDeps, 'clock' | 'journal'> {
  readonly atWork: AtWork
  readonly questions: Questions
}

/** The end of questions: an answer, their time, or the owner who goes away. */
export interface Closing {
  /** First answer wins: false when somebody, or the clock, was quicker. */
  close(
    question: Pick<Question, 'id' | 'runId'>,
    event: RunEventBody,
    more?: readonly RunEventBody[],
  ): Promise<boolean>
  onTimer(timer: TimerRow): Promise<void>
  /** What was asked before its owner went away waits for nobody either. */
  denyOpenApprovals(by: Actor): Promise<void>
  requesterOf(question: Question): Actor | undefined
}

export function createClosing({ journal, clock, atWork, questions }: ClosingDeps): Closing {
  const close: Closing['close'] = async ({ id, runId }, event, more = []) => {
    try {
      await atWork.append(runId, [event, ...more], { questionOpen: id })
    } catch (error) {
      if (error instanceof ConditionFailed) return false
      throw error
    }
    questions.wake(id)
    return true
  }
  const viewFor = ({ runId }: Question): RunView =>
    atWork.viewOf(runId) ?? viewOf(runId, journal.events(runId))

  return {
    close,
    async onTimer({ kind, subject }) {
      if (kind === 'hold') questions.wake(subject)
      if (kind !== 'question_expiry') return
      const question = journal.question(subject)
      if (question?.status !== 'open') return
      await close(question, { type: 'question.expired', questionId: subject })
    },
    async denyOpenApprovals(by) {
      for (const question of journal.questions({ status: 'open' })) {
        if (question.kind !== 'approval') continue
        const reason = awayReason(viewFor(question).request?.locale ?? 'en')
        const answer = { option: 'deny', by, at: clock.now(), reason }
        const event: RunEventBody = { type: 'question.answered', questionId: question.id, answer }
        await close(question, event, answersToCalls(question, answer))
      }
    },
    requesterOf: (question) => viewFor(question).request?.actor,
  }
}
