import type { RunEvent } from './event.ts'
import type { RunId, RunStatus } from './run.ts'
import { PHASES } from './run.ts'
import type { RunView } from './run-view.ts'
import { closeQuestion, endChange, finishCall, recordChange, startCall } from './run-fold-calls.ts'

export const emptyView = (runId: RunId): RunView => ({
  runId,
  status: 'queued',
  attempt: 1,
  phase: 'spec',
  phases: {
    spec: 'pending',
    plan: 'pending',
    execute: 'pending',
    verify: 'pending',
    repair: 'pending',
    complete: 'pending',
  },
  plans: new Map(),
  steps: new Map(),
  calls: new Map(),
  evidence: [],
  verdicts: new Map(),
  questions: new Map(),
  incidents: [],
  recoveries: [],
  steered: [],
  unproven: false,
  usage: { turns: 0, modelCalls: 0, tokens: 0 },
  budget: [],
  entry: { reason: 'submitted' },
  begun: new Set(),
  ended: new Set(),
  turns: new Map(),
  activeMs: 0,
  createdAt: 0,
  lastSeq: 0,
  lastAt: 0,
})

export const viewOf = (runId: RunId, events: readonly RunEvent[]): RunView => {
  const view = emptyView(runId)
  for (const event of events) applyEvent(view, event)
  return view
}

/** Brings the view up to date with one more event, in place. */
export function applyEvent(view: RunView, event: RunEvent): void {
  keepTime(view, event)
  view.lastSeq = event.seq
  view.lastAt = event.at
  switch (event.type) {
    case 'run.submitted':
      view.request = event.request
      view.limits = event.pins.limits
      view.createdAt = event.at
      return
    case 'run.queued':
      view.status = 'queued'
      if (event.reason !== 'shutdown') view.entry = { reason: event.reason }
      return
    case 'run.started':
      beginAttempt(view, event.attempt, event.at)
      return
    case 'run.resumed':
      view.status = 'running'
      delete view.waitsFor
      return
    case 'run.waiting':
      view.status = 'waiting'
      if (event.reason !== undefined)
        view.waitsFor = {
          reason: event.reason,
          ...(event.until === undefined ? {} : { until: event.until }),
        }
      return
    case 'run.completed':
      end(view, 'completed', event)
      view.unproven = event.unproven
      return
    case 'run.failed':
      end(view, 'failed', event)
      view.failure = event
      return
    case 'run.cancelled':
      end(view, 'cancelled', event)
      view.cancellation = event
      return
    case 'phase.started':
      view.attempt = event.attempt
      view.phase = event.phase
      view.phases[event.phase] = 'running'
      view.begun.add(`${event.attempt}/${event.phase}`)
      if (event.phase === 'repair') view.phases.verify = 'pending'
      return
    case 'phase.finished':
      view.phases[event.phase] = event.status
      // Nothing could be repaired: what was found before still stands.
      if (event.phase === 'repair' && event.status === 'failed' && view.verdict)
        view.phases.verify = view.verdict.result === 'pass' ? 'completed' : 'failed'
      view.ended.add(`${event.attempt}/${event.phase}`)
      return
    case 'spec.set':
      view.spec = event.spec
      if (event.workflow) view.workflow = event.workflow
      return
    case 'plan.set':
      view.plans.set(event.attempt, event.plan)
      for (const step of event.plan.steps)
        view.steps.set(`${event.attempt}/${step.id}`, { step, attempt: event.attempt, status: 'pending' })
      return
    case 'turn.answered':
      view.turns.set(event.key, event.answer)
      countUsage(view, event)
      return
    case 'budget.warned':
    case 'budget.exceeded':
      view.budget.push(event)
      return
    case 'attempt.retried':
    case 'attempt.timed_out':
      return
    case 'tool_call.requested':
      view.calls.set(event.callKey, {
        key: event.callKey,
        tool: event.tool,
        args: event.args,
        access: event.access,
        ...(event.stepId === undefined ? {} : { stepId: event.stepId }),
      })
      return
    case 'tool_call.started':
      startCall(view, event)
      return
    case 'tool_call.finished':
      finishCall(view, event)
      return
    case 'change.recorded':
      recordChange(view, event)
      return
    case 'change.kept':
    case 'change.restored':
      endChange(view, event)
      return
    case 'step.skipped': {
      const step = view.steps.get(`${event.attempt}/${event.stepId}`)
      if (step) Object.assign(step, { status: 'skipped', why: event.why })
      return
    }
    case 'recovery.attempted':
      view.recoveries.push(event)
      return
    case 'question.opened':
    case 'question.settled':
      view.questions.set(event.question.id, event.question)
      return
    case 'question.answered':
      closeQuestion(view, event.questionId, { status: 'answered', answer: event.answer })
      return
    case 'question.expired':
      closeQuestion(view, event.questionId, { status: 'expired' })
      return
    case 'evidence.recorded':
      view.evidence.push(event.evidence)
      return
    case 'verdict.reached':
      view.verdict = event.verdict
      view.verdicts.set(event.verdict.attempt, event.verdict)
      return
    case 'incident.opened':
      view.incidents.push(event.incident)
      return
    case 'steered':
      view.steered.push(event.text)
      return
    default:
      event satisfies never
  }
}

function beginAttempt(view: RunView, attempt: number, at: number): void {
  view.status = 'running'
  view.attempt = attempt
  view.entry.attempt = attempt
  view.startedAt ??= at
  delete view.endedAt
  delete view.failure
  delete view.cancellation
  if (attempt > 1)
    for (const phase of PHASES) if (phase === 'verify' || phase === 'complete') view.phases[phase] = 'pending'
}

/** A run works from `started` or `resumed` until it waits, is put back or ends; a crash ends at the last event. */
function keepTime(view: RunView, event: RunEvent): void {
  const starts = event.type === 'run.started' || event.type === 'run.resumed'
  const stops =
    event.type === 'run.waiting' ||
    event.type === 'run.queued' ||
    event.type === 'run.completed' ||
    event.type === 'run.failed' ||
    event.type === 'run.cancelled'
  if (!starts && !stops) return
  if (view.activeSince !== undefined) view.activeMs += (stops ? event.at : view.lastAt) - view.activeSince
  if (starts) view.activeSince = event.at
  else delete view.activeSince
}

function countUsage(view: RunView, event: Extract<RunEvent, { type: 'turn.answered' }>): void {
  view.usage.turns += 1
  if (!event.usage) return
  view.usage.modelCalls += event.usage.calls ?? 1
  view.usage.tokens += event.usage.promptTokens + event.usage.answerTokens
}

function end(view: RunView, status: RunStatus, event: RunEvent): void {
  view.status = status
  view.endedAt = event.at
  delete view.waitsFor
  if ('report' in event) view.report = event.report
}
