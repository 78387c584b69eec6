import type { Agent, WorkflowInfo } from '../domain/agent.ts'
import type { Blobs } from '../domain/blobs.ts'
import type { Hold, MissedPolicy, ScheduleRows } from '../domain/schedule.ts'
import type { Hours } from '../lib/when/window.ts'
import type { BudgetLimits } from '../domain/budget.ts'
import type { Changes } from '../domain/change.ts'
import type { Clock } from '../domain/clock.ts'
import type { AwayMode } from '../domain/engine.ts'
import type { Journal } from '../domain/journal.ts'
import type { DryRuns, OwnRules, Policy } from '../domain/policy.ts'
import type { Actor, ExecuteMode } from '../domain/run.ts'
import type { Locale } from '../domain/text.ts'
import type { ToolBox } from '../domain/tool.ts'

/** The part of the configuration that the engine obeys. Times in milliseconds. */
export interface EngineSettings {
  readonly version: string
  readonly configDigest: string
  readonly workspace: string
  readonly mode: ExecuteMode
  readonly verifyRequired: boolean
  readonly maxRepairCycles: number
  readonly concurrency: number
  readonly limits: BudgetLimits
  readonly stepTimeoutMs: number
  /** Turns of a model in one phase. */
  readonly maxTurns: number
  /** Retries of a reading call that failed in passing: full jitter over base·2ⁿ, at most max. */
  readonly retry: { readonly retries: number; readonly baseMs: number; readonly maxMs: number }
  readonly questionExpiryMs: number
  /** What destroys something needs the yes of two different owners. */
  readonly twoPeople?: boolean
  /** People who may answer, each with what they are called on their surfaces. The terminal's own user always may. */
  readonly owners?: readonly { readonly identities: readonly Pick<Actor, 'surface' | 'id'>[] }[]
  /** Of schedules, windows and quiet hours. Default: UTC. */
  readonly timeZone?: string
  /** Of schedules that do not say so themselves. Default: catch_up. */
  readonly missed?: MissedPolicy
  /** When approved commands run; none: at once. */
  readonly windows?: readonly Hours[]
  /** When nobody is to be woken. */
  readonly quietHours?: readonly Hours[]
  readonly holds?: readonly Hold[]
  /** The longest that a hold may keep something waiting. Default: four hours. */
  readonly maxHoldMs?: number
  /** How long a writing call may go on when the process is asked to stop. */
  readonly shutdownGraceMs: number
}

/** Who thinks, with what, and what is allowed: loaded when the first run needs it, so that waiting costs no memory. */
export interface House {
  readonly agent: Agent
  readonly tools: ToolBox
  readonly policy: Policy
  /** Absent where no file of the owner's is written. */
  readonly ownRules?: OwnRules
  /** sha256 of a file of the workspace; undefined for what is none. Absent where scripts are not bound to approvals. */
  readonly fileHash?: (path: string) => Promise<string | undefined>
  /** Absent where nothing is known of dry runs. */
  readonly dryRuns?: DryRuns
  readonly workflows: (locale: Locale) => readonly WorkflowInfo[]
  /** Records what calls change, and takes it back; absent where nothing is recorded. */
  readonly changes?: Changes
  /** Whether there is a sandbox at this moment whose image has all these programs; absent where there never is one. */
  readonly sandboxHas?: (programs: readonly string[]) => Promise<boolean>
  /** Bytes that the commands of a run hold at this moment; absent where nobody can tell. */
  readonly memoryOf?: (runId: string) => number
}

export interface EngineDeps extends House {
  /** Absent where there are no schedules. */
  readonly schedules?: ScheduleRows
  /** Absent where nobody can be away. */
  readonly away?: AwayMode
  readonly journal: Journal
  readonly blobs: Blobs
  readonly clock: Clock
  readonly settings: EngineSettings
  /** 0 ≤ x < 1; for jitter. */
  readonly random: () => number
  /** Live output of calls, for whoever watches. */
  readonly onOutput: (runId: string, callKey: string, chunk: string) => void
}
