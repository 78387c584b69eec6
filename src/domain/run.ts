import type { BudgetLimits } from './budget.ts'
import type { JsonObject } from './json.ts'
import type { Locale } from './text.ts'

export const RUN_STATUSES = ['queued', 'running', 'waiting', 'completed', 'failed', 'cancelled'] as const
export type RunStatus = (typeof RUN_STATUSES)[number]

export const PHASES = ['spec', 'plan', 'execute', 'verify', 'repair', 'complete'] as const
export type Phase = (typeof PHASES)[number]

export const PHASE_STATUSES = ['pending', 'running', 'completed', 'failed', 'skipped'] as const
export type PhaseStatus = (typeof PHASE_STATUSES)[number]

export const PRIORITIES = ['low', 'medium', 'high', 'critical'] as const
export type Priority = (typeof PRIORITIES)[number]

/** Where commands run: on the server itself, or in a container without network. */
export type ExecuteMode = 'direct' | 'sandbox'

/** A 26-character ULID: sorts by the time the run was asked for. */
export type RunId = string

/** Who asked or answered, as the surface knows them. */
export interface Actor {
  readonly surface: string
  readonly id: string
  readonly name?: string
}

/** Which schedule asked for a run. */
export interface ScheduleRef {
  readonly id: string
  /** When it was due, milliseconds since the epoch; absent where a person asked for it at once. */
  readonly dueAt?: number
  /** A heartbeat's run: only VERIFY, because of this. */
  readonly noticed?: Noticed
}

/** What a heartbeat has to tell: statements of criteria. */
export interface Noticed {
  readonly failed: readonly string[]
  readonly recovered: readonly string[]
}

/** What a person (or a schedule, or a program) asks for. */
export interface RunRequest {
  readonly text: string
  readonly locale: Locale
  readonly actor: Actor
  /** The conversation this belongs to; runs of one thread continue each other. */
  readonly thread: string
  /** A workflow named outright; otherwise the text is matched. */
  readonly workflow?: string
  readonly params?: JsonObject
  readonly priority?: Priority
  readonly mode?: ExecuteMode
  readonly budget?: Partial<BudgetLimits>
  /** false: VERIFY is shown as skipped and the result as unproven. */
  readonly verify?: boolean
  /** The same for the same wish, however often it arrives: asked for again, it is the run that it was. */
  readonly key?: string
  /** Set by the engine alone, for what a schedule asks for. */
  readonly schedule?: ScheduleRef
}

export const isFinal = (status: RunStatus): boolean =>
  status === 'completed' || status === 'failed' || status === 'cancelled'
