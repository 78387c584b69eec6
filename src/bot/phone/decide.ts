import type { RunEvent } from '../../domain/event.ts'
import type { Wish } from '../../domain/outbox.ts'
import { openQuestions, type RunView } from '../../domain/run-view.ts'
import { keyOf, kept, type Matter } from './matter.ts'
import type { Audience } from './people.ts'
import { isWorthTelling } from './run-notice.ts'

/** How often a question goes unanswered at most: see Audience. */
export const LAST_STEP = 2

export interface DecideOptions {
  readonly audience: Audience
  readonly longRunMs: number
}

/**
 * What one event changes in what people are told. `view` holds the event already, and perhaps later ones: what is said is
 * found when it is sent, here is only decided that it is due.
 */
export function decide(event: RunEvent, view: RunView, options: DecideOptions): readonly Wish[] {
  const { audience, longRunMs } = options
  const { runId } = event
  const run: Matter = { type: 'run', runId }
  switch (event.type) {
    case 'question.opened':
      return asked(runId, event.question.id, view, audience)
    case 'question.answered':
    case 'question.expired':
      return changedQuestion(runId, event.questionId, audience)
    case 'incident.opened': {
      const names = event.incident.severity === 'critical' ? audience.all : audience.first
      const told = JSON.stringify(event.incident)
      const index = view.incidents.findIndex((held) => JSON.stringify(held) === told)
      return wishes({ type: 'incident', runId, index }, names, 'new')
    }
    case 'run.completed':
    case 'run.failed':
      return [
        ...(isWorthTelling(view, longRunMs) ? wishes(run, audience.first, 'new') : []),
        ...ended(view, run, audience),
      ]
    case 'run.cancelled':
    case 'run.queued':
      return ended(view, run, audience)
    case 'run.submitted':
    case 'run.started':
    case 'run.resumed':
    case 'run.waiting':
    case 'phase.started':
    case 'phase.finished':
    case 'spec.set':
    case 'plan.set':
    case 'turn.answered':
    case 'tool_call.requested':
    case 'tool_call.started':
    case 'tool_call.finished':
    case 'change.recorded':
    case 'change.kept':
    case 'change.restored':
    case 'step.skipped':
    case 'attempt.retried':
    case 'attempt.timed_out':
    case 'recovery.attempted':
    case 'question.settled':
    case 'evidence.recorded':
    case 'verdict.reached':
    case 'budget.warned':
    case 'budget.exceeded':
    case 'steered':
      return []
    default:
      return event satisfies never
  }
}

/** What must be told of a run that is under way when a phone is connected. */
export const standing = (view: RunView, audience: Audience): readonly Wish[] =>
  openQuestions(view).flatMap(({ id }) => asked(view.runId, id, view, audience))

export const wishes = (matter: Matter, names: readonly string[], as: Wish['as']): readonly Wish[] =>
  names.map((name) => ({
    key: `${keyOf(matter)}@${name}`,
    thread: name,
    what: kept(matter),
    urgent: true,
    as,
  }))

/** In all its forms, wherever it is shown. */
export const changedQuestion = (runId: string, questionId: string, { all }: Audience): readonly Wish[] => [
  ...Array.from({ length: LAST_STEP + 1 }, (_, step) =>
    wishes({ type: 'question', runId, questionId, step }, all, 'change'),
  ).flat(),
  ...wishes({ type: 'details', runId, questionId }, all, 'change'),
]

function asked(runId: string, questionId: string, view: RunView, audience: Audience): readonly Wish[] {
  const question = view.questions.get(questionId)
  return question
    ? wishes({ type: 'question', runId, questionId, step: 0 }, audience.ofQuestion(question, 0), 'new')
    : []
}

/** What was said of the run before may not hold any more: its end, its incidents, what it asked. */
const ended = (view: RunView, run: Matter, audience: Audience): readonly Wish[] => [
  ...wishes(run, audience.all, 'change'),
  ...openQuestions(view).flatMap(({ id }) => changedQuestion(view.runId, id, audience)),
  ...view.incidents.flatMap((_, index) =>
    wishes({ type: 'incident', runId: view.runId, index }, audience.all, 'change'),
  ),
]
