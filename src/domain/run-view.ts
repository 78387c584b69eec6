import type { BudgetLimits } from './budget.ts'
import type { PinnedWorkflow, RunEvent, StoredResult } from './event.ts'
import type { RestoreReason } from './change.ts'
import type { Incident } from './incident.ts'
import type { JsonObject } from './json.ts'
import type { PlanStep, TaskPlan } from './plan.ts'
import type { Question } from './question.ts'
import type { Phase, PhaseStatus, RunId, RunRequest, RunStatus } from './run.ts'
import type { TaskSpec } from './spec.ts'
import type { Localized, Text } from './text.ts'
import type { ToolError, ToolOutcome } from './tool.ts'
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
  /** A person put this command in the place of the one that was asked for. */
  ran?: string
  outcome?: ToolOutcome
  durationMs?: number
  result?: StoredResult
  exitCode?: number
  error?: ToolError
  outputSha256?: string
  /** Nobody could know what came of it, and the owner said that it is done. */
  saidDone?: boolean
  /** What it changes was recorded first, and what became of the change. */
  change?: ChangeView
}

export interface ChangeView {
  readonly class: string
  readonly confirm: boolean
  readonly snapshot: string
  readonly label: Localized
  readonly keepMs: number
  readonly checks: readonly string[]
  ended?: 'kept' | 'restored'
  reason?: RestoreReason
  verified?: boolean
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
  /** Why it waits, where it is not for an answer, and until when. */
  waitsFor?: { readonly reason: Text; readonly until?: number }
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
