import type { WorkflowInfo } from './agent.ts'
import type { LiveOutput, RunEvent } from './event.ts'
import type { AuditResult, Positioned, RunFilter, RunSummary } from './journal.ts'
import type { Explanation, OwnRule, PolicyContext } from './policy.ts'
import type { Question, QuestionStatus } from './question.ts'
import type { Actor, RunId, RunRequest } from './run.ts'
import type { Schedules } from './schedule.ts'
import type { Locale, Localized } from './text.ts'
import type { ToolGroup } from './tool.ts'
import type { Access } from './effect.ts'

/** Counts since the data directory was made, and what is going on now. */
export interface EngineStats {
  readonly total: number
  readonly completed: number
  readonly failed: number
  readonly cancelled: number
  readonly timedOut: number
  readonly running: number
  readonly queued: number
  readonly waiting: number
  /** Of ended runs, in milliseconds. */
  readonly meanDurationMs: number
}

export interface RunDetail {
  readonly run: RunSummary
  readonly events: readonly RunEvent[]
}

export interface ToolInfo {
  readonly name: string
  readonly group: ToolGroup
  readonly access: Access
  readonly summary: Localized
  readonly timeoutMs: number
  readonly errors: readonly string[]
}

/** What `audit --pack` wrote. */
export interface PackResult {
  readonly directory: string
  readonly files: readonly string[]
}

/** Which process works on the data directory. */
export interface EngineIdentity {
  readonly version: string
  readonly pid: number
  readonly home: string
  readonly kind: EngineKind
}

/**
 * `service`: an Autohome that was started, and is there until it is stopped. `one_shot`: the process of a single
 * command, which ends with it; nobody sits there to answer for others. `none`: no engine, the directory is only read.
 */
export type EngineKind = 'service' | 'one_shot' | 'none'

export interface EngineStatus extends EngineIdentity {
  readonly stats: EngineStats
  /** Set while nobody is there to answer: whatever asks is denied at once. */
  readonly away?: Away
}

export interface Away {
  /** Milliseconds since the epoch. */
  readonly since: number
  readonly by: Actor
}

/** Kept where it outlives the process. */
export interface AwayMode {
  current(): Away | undefined
  /** @throws StorageError */
  set(away: Away | undefined): void
}

/**
 * The façade. Surfaces, the API and the CLI speak to nothing else; over the socket it is the same.
 * Every id may be a unique prefix.
 *
 * @throws UserError `not_found`, `ambiguous`, `not_now` (what was asked no longer applies), `bad_input`
 */
export interface Engine extends Schedules {
  /** A request whose `key` was submitted before answers the run that it became then. */
  submit(request: RunRequest): Promise<{ readonly runId: RunId }>
  cancel(runId: RunId, by: Actor, reason?: string): Promise<void>
  /** `command`: what is to run instead, for the option `edit`; judged by policy like any other. */
  answer(questionId: string, option: string, by: Actor, reason?: string, command?: string): Promise<Question>
  /** VERIFY alone again on the last result, as a new attempt. */
  reverify(runId: RunId, by: Actor): Promise<void>
  /** A repair cycle, even after a pass, as a new attempt. */
  repair(runId: RunId, by: Actor): Promise<void>
  steer(runId: RunId, text: string, by: Actor): Promise<void>

  runs(filter?: RunFilter): Promise<readonly RunSummary[]>
  show(runId: RunId): Promise<RunDetail>
  questions(filter?: {
    readonly runId?: RunId
    readonly status?: QuestionStatus
    readonly thread?: string
  }): Promise<readonly Question[]>
  /** A kept output, or a part of it. */
  blob(sha256: string, range?: { readonly offset: number; readonly length: number }): Promise<Uint8Array>
  audit(runId: RunId): Promise<AuditResult>
  pack(runId: RunId, directory: string): Promise<PackResult>
  workflows(locale: Locale): Promise<readonly WorkflowInfo[]>
  tools(): Promise<readonly ToolInfo[]>
  explain(command: string, context: PolicyContext): Promise<Explanation>
  /** Without the counts of `status`, so at no cost. */
  about(): Promise<EngineIdentity>
  status(): Promise<EngineStatus>
  /** The owner's own rules. */
  ownRules(): Promise<readonly OwnRule[]>
  /** Away: approvals that are open, and all that come, are denied until it is switched off. */
  setAway(on: boolean, by: Actor): Promise<Away | undefined>
  /** Takes one back: what it allowed asks again. */
  revokeRule(id: string, by: Actor): Promise<OwnRule>

  /**
   * The run's events after `afterSeq`, kept ones first and then live ones without gap or double, and what running calls
   * print in between. Ends by itself when the run has ended and everything was delivered.
   */
  follow(runId: RunId, afterSeq: number, signal: AbortSignal): AsyncIterable<RunEvent | LiveOutput>
  /** Every run, from now on; for a console that shows what moves in the background. */
  watch(signal: AbortSignal): AsyncIterable<RunEvent>
  /**
   * Every event of every run after `position`, with its own position, in pages in the order of the journal: kept ones
   * first and then live ones without gap or double, for whoever keeps a cursor. Ends only with `signal`.
   */
  feed(position: number, signal: AbortSignal): AsyncIterable<readonly Positioned[]>
  /** Position of the last event; where a `feed` of news alone begins. */
  position(): Promise<number>
}
