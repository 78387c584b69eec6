import type { RunEvent } from '../../domain/event.ts'
import type { Wish } from '../../domain/outbox.ts'
import { isFinal, type RunId } from '../../domain/run.ts'
import { openQuestions, type RunView } from '../../domain/run-view.ts'
import { keyOf, kept, type Shown } from './shown.ts'

/** A wish before it is known where its thread is shown. */
export type Decision = Omit<Wish, 'thread'>

/**
 * What one event changes in what people see. `view` holds the event already, and perhaps later ones: what a message says
 * is found when it is sent, here is only decided that it is due.
 */
export function decide(event: RunEvent, view: RunView): readonly Decision[] {
  const { runId } = event
  const card: Shown = { type: 'card', runId }
  switch (event.type) {
    case 'run.submitted':
      return [fresh(card)]
    case 'run.queued':
      // A run of before this surface was connected, asked for again, gets its card now.
      return [fresh(card), changed(card, true)]
    case 'phase.finished':
      return [changed(card), ...phaseNote(event)]
    case 'question.opened':
      return [changed(card, true), fresh(questionOf(runId, event.question.id))]
    case 'question.answered':
    case 'question.expired':
      return [changed(card, true), changed(questionOf(runId, event.questionId), true)]
    case 'tool_call.finished':
      return [changed(card), ...whatCameOfIt(runId, view.calls.get(event.callKey)?.approval)]
    case 'change.restored':
      return [changed(card, true), ...whatCameOfIt(runId, view.calls.get(event.callKey)?.approval)]
    case 'recovery.attempted':
    case 'budget.warned':
    case 'budget.exceeded':
    case 'incident.opened':
      return [changed(card), { ...fresh({ type: 'event', runId, seq: event.seq }), urgent: false }]
    case 'run.completed':
    case 'run.failed':
      return [changed(card, true), fresh({ type: 'report', runId, seq: event.seq }), ...noLongerOpen(view)]
    case 'run.cancelled':
      return [changed(card, true), ...noLongerOpen(view)]
    case 'tool_call.requested':
      return event.decision === 'allow' ? [] : [changed(card)]
    case 'run.started':
    case 'run.resumed':
    case 'run.waiting':
    case 'phase.started':
    case 'spec.set':
    case 'plan.set':
    case 'turn.answered':
    case 'tool_call.started':
    case 'change.recorded':
    case 'change.kept':
    case 'step.skipped':
    case 'attempt.retried':
    case 'attempt.timed_out':
    case 'question.settled':
    case 'evidence.recorded':
    case 'verdict.reached':
    case 'steered':
      return [changed(card)]
    default:
      return event satisfies never
  }
}

/** What has to be there of a run that is under way, whatever was shown of it before. */
export function standing(view: RunView): readonly Decision[] {
  const card: Shown = { type: 'card', runId: view.runId }
  const questions = openQuestions(view).map(({ id }) => questionOf(view.runId, id))
  return [card, ...questions].flatMap((shown) => [fresh(shown), changed(shown, true)])
}

/** The time that has gone by, for who looks at a card. */
export const refreshed = (runId: RunId): Decision => changed({ type: 'card', runId })

const fresh = (shown: Shown): Decision => ({ key: keyOf(shown), what: kept(shown), urgent: true, as: 'new' })
const changed = (shown: Shown, urgent = false): Decision => ({
  key: keyOf(shown),
  what: kept(shown),
  urgent,
  as: 'change',
})

const questionOf = (runId: RunId, questionId: string): Shown => ({ type: 'question', runId, questionId })

/** The last phase is the report, and a phase that was passed over has found nothing. */
function phaseNote(event: Extract<RunEvent, { type: 'phase.finished' }>): Decision[] {
  const { runId, attempt, phase, seq, status, summary } = event
  if (phase === 'complete' || (status === 'skipped' && summary === undefined)) return []
  return [{ ...fresh({ type: 'phase', runId, attempt, phase, seq }), urgent: false }]
}

/** An approval tells in the end what came of the call. */
const whatCameOfIt = (runId: RunId, approval: string | undefined): Decision[] =>
  approval === undefined ? [] : [changed(questionOf(runId, approval))]

const noLongerOpen = (view: RunView): Decision[] =>
  isFinal(view.status) ? openQuestions(view).map(({ id }) => changed(questionOf(view.runId, id), true)) : []
