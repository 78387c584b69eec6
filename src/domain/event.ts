import type { BlobRef } from './blobs.ts'
import type { BudgetLevel, BudgetLimits, BudgetResource } from './budget.ts'
import type { MadeCheck, RestoredPart, RestoreReason } from './change.ts'
import type { Access } from './effect.ts'
import type { Incident } from './incident.ts'
import type { Json, JsonObject } from './json.ts'
import type { TaskPlan } from './plan.ts'
import type { Decision } from './policy.ts'
import type { Answer, Question } from './question.ts'
import type { Actor, ExecuteMode, Phase, PhaseStatus, RunId, RunRequest } from './run.ts'
import type { TaskSpec } from './spec.ts'
import type { Localized, Text } from './text.ts'
import type { ToolError, ToolOutcome } from './tool.ts'
import type { Evidence, Verdict } from './verdict.ts'

/** A workflow as it was when the run took it up. Later edits of the file do not reach the run. */
export interface PinnedWorkflow {
  readonly name: string
  /** sha256 of the file's text, kept as a blob. */
  readonly sha256: string
  readonly params: JsonObject
}

/** What was true when the run was asked for, so that resuming it means the same thing. */
export interface Pins {
  readonly version: string
  readonly configDigest: string
  readonly limits: BudgetLimits
}

/** How a call's result is journaled: short ones in the event, long ones as a blob of their JSON. */
export type StoredResult = { readonly value: Json } | { readonly blob: BlobRef }

/**
 * Every fact of a run, in lifecycle order, past tense. Keys and parameters rather than sentences: words are found
 * where they are shown. `callKey` is stable across restarts: `attempt/phase/turn/call`, never a position.
 */
export type RunEventBody =
  // the run as a whole
  | { readonly type: 'run.submitted'; readonly request: RunRequest; readonly pins: Pins }
  | {
      readonly type: 'run.queued'
      readonly reason: 'submitted' | 'reverify' | 'repair' | 'continue' | 'shutdown'
      readonly by?: Actor
    }
  | { readonly type: 'run.started'; readonly attempt: number }
  | { readonly type: 'run.resumed' }
  | {
      readonly type: 'run.waiting'
      /** Absent where it waits for no answer, but for its time. */
      readonly questionId?: string
      readonly reason?: Text
      /** When it goes on, where that is known; milliseconds since the epoch. */
      readonly until?: number
    }
  | { readonly type: 'run.completed'; readonly unproven: boolean; readonly report: string }
  | {
      readonly type: 'run.failed'
      readonly reason: Text
      readonly code: FailureCode
      readonly report: string
    }
  | { readonly type: 'run.cancelled'; readonly by: Actor; readonly reason?: string }
  // its phases
  | { readonly type: 'phase.started'; readonly phase: Phase; readonly attempt: number }
  | {
      readonly type: 'phase.finished'
      readonly phase: Phase
      readonly attempt: number
      readonly status: Extract<PhaseStatus, 'completed' | 'failed' | 'skipped'>
      readonly summary?: Text
    }
  | { readonly type: 'spec.set'; readonly spec: TaskSpec; readonly workflow?: PinnedWorkflow }
  | {
      readonly type: 'plan.set'
      readonly attempt: number
      readonly phase: 'plan' | 'repair'
      readonly plan: TaskPlan
    }
  // its turns and calls
  | {
      readonly type: 'turn.answered'
      readonly key: string
      readonly answer: JsonObject
      readonly usage?: Usage
      /** Digest of the prompts that were asked with. */
      readonly prompts?: string
    }
  | {
      readonly type: 'tool_call.requested'
      readonly callKey: string
      readonly tool: string
      readonly args: JsonObject
      readonly stepId?: string
      readonly decision: Decision
      readonly access: Access
      readonly rule: string
      /** The part that decided and why; left out where the call was simply allowed. */
      readonly part?: string
      readonly why?: Text
    }
  | {
      readonly type: 'tool_call.started'
      readonly callKey: string
      /** Left out where it is `direct`. */
      readonly mode?: ExecuteMode
      /** The approval consumed by this start. */
      readonly approval?: string
      /** What runs, where a person edited what was requested. */
      readonly args?: JsonObject
    }
  | {
      readonly type: 'tool_call.finished'
      readonly callKey: string
      readonly outcome: ToolOutcome
      readonly durationMs: number
      readonly result?: StoredResult
      readonly exitCode?: number
      readonly output?: BlobRef
      readonly error?: ToolError
    }
  /** A step that was never called: its condition was false, or what it depends on did not succeed. */
  | { readonly type: 'step.skipped'; readonly attempt: number; readonly stepId: string; readonly why: Text }
  | {
      readonly type: 'attempt.retried'
      readonly callKey: string
      readonly retry: number
      readonly delayMs: number
      readonly code: string
    }
  | { readonly type: 'attempt.timed_out'; readonly callKey: string; readonly limitMs: number }
  | {
      readonly type: 'recovery.attempted'
      readonly callKey: string
      readonly code: string
      readonly subject: string
      readonly suggestions: readonly string[]
      /** The path that was tried instead, where exactly one match was good enough. */
      readonly retriedWith?: string
      readonly success: boolean
    }
  // changes that take themselves back
  | {
      readonly type: 'change.recorded'
      readonly callKey: string
      readonly class: string
      /** Of AUTOHOME_HOME, the directory that holds what was there before. */
      readonly snapshot: string
      readonly sha256: string
      readonly files: number
      readonly bytes: number
      /** false: kept without a question, to be undone on request. */
      readonly confirm: boolean
      /** What could not be recorded. */
      readonly cannot?: readonly Text[]
      readonly label?: Localized
      /** How long it may stay unkept, in milliseconds. */
      readonly keepMs?: number
      /** Commands that ended with 0 before, and must so afterwards. */
      readonly checks?: readonly string[]
    }
  | {
      readonly type: 'change.kept'
      readonly callKey: string
      readonly by?: Actor
      readonly checks: readonly MadeCheck[]
    }
  | {
      readonly type: 'change.restored'
      readonly callKey: string
      readonly reason: RestoreReason
      readonly restorer: 'engine' | 'watchdog'
      /** Everything that was recorded is as it was, looked at afterwards. */
      readonly verified: boolean
      readonly parts: readonly RestoredPart[]
      readonly checks: readonly MadeCheck[]
    }
  // questions
  | { readonly type: 'question.opened'; readonly question: Question }
  | { readonly type: 'question.answered'; readonly questionId: string; readonly answer: Answer }
  | { readonly type: 'question.expired'; readonly questionId: string }
  /** One call of a list that was answered as a whole: closed from its beginning, nobody is asked about it. */
  | { readonly type: 'question.settled'; readonly question: Question }
  // proof
  | { readonly type: 'evidence.recorded'; readonly evidence: Evidence }
  | { readonly type: 'verdict.reached'; readonly verdict: Verdict }
  // limits and trouble
  | {
      readonly type: 'budget.warned'
      readonly resource: BudgetResource
      readonly level: Exclude<BudgetLevel, 'overrun'>
      readonly limit: number
      readonly value: number
    }
  | {
      readonly type: 'budget.exceeded'
      readonly resource: BudgetResource
      readonly limit: number
      readonly value: number
    }
  | { readonly type: 'incident.opened'; readonly incident: Incident }
  | { readonly type: 'steered'; readonly text: string; readonly by: Actor }

export type FailureCode =
  | 'not_passed'
  | 'inconclusive'
  | 'denied'
  | 'no_agent'
  | 'model'
  | 'unclear'
  | 'timed_out'
  | 'budget'
  | 'bad_request'
  /** The journal could not be written any more, e.g. on a full disk. */
  | 'storage'
  | 'internal'

export interface Usage {
  readonly model: string
  readonly promptTokens: number
  readonly answerTokens: number
  /** Questions that it took, where more than one. */
  readonly calls?: number
}

export type RunEventType = RunEventBody['type']

export type RunEvent = RunEventBody & {
  readonly runId: RunId
  /** 1, 2, 3 … within the run, without gaps. */
  readonly seq: number
  /** Milliseconds since the epoch. */
  readonly at: number
}

/** Published, not journaled: what a running call prints. */
export interface LiveOutput {
  readonly type: 'live.output'
  readonly runId: RunId
  readonly callKey: string
  readonly chunk: string
}
