import type { BudgetLimits } from './budget.ts'
import type { PinnedWorkflow, RunEvent, StoredResult } from './event.ts'
import type { Incident } from './incident.ts'
import type { JsonObject } from './json.ts'
import type { PlanStep, TaskPlan } from './plan.ts'
import type { Question } from './question.ts'
import type { Phase, PhaseStatus, RunId, RunRequest, RunStatus } from './run.ts'
import { PHASES } from './run.ts'
import type { TaskSpec } from './spec.ts'
import type { Text } from './text.ts'
import type { ToolError, ToolOutcome } from './tool.ts'
import { isSkip } from './tool.ts'
import type { Evidence, Verdict } from './verdict.ts'

/** A call as the events tell it. */
export interface CallView {
  readonly key: string
  readonly tool: string
  /** As requested; once started, what really runs. */
  args: JsonObject
  readonly stepId?: string
  readonly access: 'read' | 'write'
  startedAt?: number
  approval?: string
  outcome?: ToolOutcome
  durationMs?: number
  result?: StoredResult
  exitCode?: number
  error?: ToolError
  outputSha256?: string
  /** Nobody could know what came of it, and the owner said that it is done. */
  saidDone?: boolean
}

export interface StepView {
  readonly step: PlanStep
  readonly attempt: number
  status: PhaseStatus
  startedAt?: number
  durationMs?: number
  why?: Text
  error?: ToolError
}

/** Everything a card, a resume or a list needs to know of a run: the fold of its events. */
export interface RunView {
  runId: RunId
  request?: RunRequest
  status: RunStatus
  attempt: number
  phase: Phase
  phases: Record<Phase, PhaseStatus>
  workflow?: PinnedWorkflow
  spec?: TaskSpec
  /** By `attempt`: the plan of EXECUTE under 1, of each repair under its own attempt. */
  plans: Map<number, TaskPlan>
  /** By `attempt/stepId`. */
  steps: Map<string, StepView>
  calls: Map<string, CallView>
  evidence: Evidence[]
  /** The latest; every one by attempt below. */
  verdict?: Verdict
  verdicts: Map<number, Verdict>
  questions: Map<string, Question>
  incidents: Incident[]
  recoveries: Extract<RunEvent, { type: 'recovery.attempted' }>[]
  steered: string[]
  report?: string
  failure?: Extract<RunEvent, { type: 'run.failed' }>
  cancellation?: Extract<RunEvent, { type: 'run.cancelled' }>
  unproven: boolean
  /** What was used of the budget so far, time apart. */
  usage: { turns: number; modelCalls: number; tokens: number }
  budget: Extract<RunEvent, { type: 'budget.warned' | 'budget.exceeded' }>[]
  limits?: BudgetLimits
  /** What the run was last queued for, and under which attempt that began. */
  entry: { reason: 'submitted' | 'reverify' | 'repair' | 'continue'; attempt?: number }
  /** `attempt/phase` of every phase that has started, and that has finished. */
  begun: Set<string>
  ended: Set<string>
  /** Answers of a model by `attempt/phase/turn`. */
  turns: Map<string, JsonObject>
  /** Milliseconds at work, without the time spent waiting for people. */
  activeMs: number
  activeSince?: number
  /** Milliseconds since the epoch. */
  createdAt: number
  startedAt?: number
  endedAt?: number
  lastSeq: number
  lastAt: number
}

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
      return
    case 'run.waiting':
      view.status = 'waiting'
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

/** The steps of the latest plan that has any, in plan order. */
export const currentSteps = (view: RunView): StepView[] => {
  const attempts = [...view.plans.keys()].sort((a, b) => b - a)
  const attempt = attempts.find((n) => (view.plans.get(n)?.steps.length ?? 0) > 0)
  return attempt === undefined ? [] : [...view.steps.values()].filter((step) => step.attempt === attempt)
}

/** Broken off in the middle: it goes on when it is taken up again, where nothing is said of it yet. */
export const isInterrupted = ({ status, phase, phases }: RunView): boolean =>
  status === 'queued' && phases[phase] === 'running'

export const openQuestions = (view: RunView): Question[] =>
  [...view.questions.values()].filter((question) => question.status === 'open')

/** `attempt/phase/ref` → its attempt; keys are made in one place, `engine/call-key.ts`. */
const attemptOf = (callKey: string): number => Number.parseInt(callKey, 10)

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
  if ('report' in event) view.report = event.report
}

function startCall(view: RunView, event: Extract<RunEvent, { type: 'tool_call.started' }>): void {
  const call = view.calls.get(event.callKey)
  if (!call) return
  call.startedAt = event.at
  if (event.approval !== undefined) call.approval = event.approval
  if (event.args !== undefined) call.args = event.args
  const step = stepOf(view, call)
  if (step) Object.assign(step, { status: 'running', startedAt: event.at })
}

function finishCall(view: RunView, event: Extract<RunEvent, { type: 'tool_call.finished' }>): void {
  const call = view.calls.get(event.callKey)
  if (!call) return
  call.outcome = event.outcome
  call.durationMs = event.durationMs
  if (event.result) call.result = event.result
  if (event.exitCode !== undefined) call.exitCode = event.exitCode
  if (event.error) call.error = event.error
  if (event.output) call.outputSha256 = event.output.sha256
  const step = stepOf(view, call)
  if (!step) return
  step.durationMs = event.durationMs
  step.status =
    event.outcome === 'succeeded'
      ? 'completed'
      : event.error && isSkip(event.error.code)
        ? 'skipped'
        : 'failed'
  if (event.error) step.error = event.error
}

const stepOf = (view: RunView, call: CallView): StepView | undefined =>
  call.stepId === undefined ? undefined : view.steps.get(`${attemptOf(call.key)}/${call.stepId}`)

function closeQuestion(view: RunView, id: string, change: Partial<Question>): void {
  const question = view.questions.get(id)
  if (!question) return
  view.questions.set(id, { ...question, ...change })
  if (question.kind === 'unknown_outcome' && change.answer?.option === 'done')
    callIsDone(view, question.callKey)
}

function callIsDone(view: RunView, callKey: string | undefined): void {
  const call = callKey === undefined ? undefined : view.calls.get(callKey)
  if (!call) return
  call.saidDone = true
  const step = stepOf(view, call)
  if (step) step.status = 'completed'
}
