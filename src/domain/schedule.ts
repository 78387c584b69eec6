import type { JsonObject } from './json.ts'
import type { Actor, RunId, RunRequest } from './run.ts'
import type { Text } from './text.ts'

/** What becomes of due times at which nobody was there to act: once, for all of them, or never. */
export const MISSED_POLICIES = ['catch_up', 'skip'] as const
export type MissedPolicy = (typeof MISSED_POLICIES)[number]

/** What is asked for at each due time. */
export type ScheduledRequest = Pick<
  RunRequest,
  'text' | 'locale' | 'workflow' | 'params' | 'mode' | 'verify' | 'priority'
>

/** `run`: a whole run. `check`: a heartbeat, the acceptance criteria of a workflow alone; a run only where something changed. */
export type ScheduleKind = 'run' | 'check'

/** A call that a standing approval covers, to the byte; effects, bound files and place are part of `mark`. */
export interface StandingCall {
  readonly tool: string
  readonly args: JsonObject
  /** sha256 of all that must be the same when it runs. */
  readonly mark: string
}

/** An owner's yes beforehand: for exactly this text of the workflow, and exactly these calls. */
export interface Standing {
  readonly by: Actor
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly workflow: string
  /** Of the workflow's file. */
  readonly sha256: string
  readonly calls: readonly StandingCall[]
}

/** How one criterion of a heartbeat stands. */
export interface CriterionHealth {
  readonly state: 'well' | 'failed'
  /** Looks in a row that say otherwise than `state`. */
  readonly against: number
  /** When `state` began, milliseconds since the epoch; 0 for what was well from the first look. */
  readonly since: number
  /** When it last failed anew: the more of them lately, the longer it must hold to count as well again. */
  readonly failures: readonly number[]
}

export interface Health {
  /** Of the last look. */
  readonly at: number
  readonly criteria: Readonly<Record<string, CriterionHealth>>
}

export interface Schedule {
  readonly id: string
  readonly kind: ScheduleKind
  /** As it was typed. */
  readonly when: string
  /** Five fields. */
  readonly cron: string
  readonly timeZone: string
  readonly request: ScheduledRequest
  readonly missed: MissedPolicy
  readonly by: Actor
  /** Milliseconds since the epoch, as all times here. */
  readonly createdAt: number
  readonly pausedAt?: number
  /** Absent while it is paused, and where it is never due again. */
  readonly dueAt?: number
  readonly lastDue?: number
  readonly lastRun?: RunId
  /** Due times that were passed over: nobody was there, or the run before was still going on. */
  readonly passedOver: number
  readonly standing?: Standing
  readonly health?: Health
}

/** A schedule as it is shown. */
export interface ScheduleInfo extends Schedule {
  /** The next few due times. */
  readonly next: readonly number[]
  /** Why its standing approval counts for nothing any more. */
  readonly void?: Text
  /** Calls of its workflow that ask each time; known only right after it was made or approved. */
  readonly asks?: readonly string[]
}

/** What a person asks for. */
export interface NewSchedule {
  /** Cron, or plain words in English or French. */
  readonly when: string
  /** Default: the configured one. */
  readonly timeZone?: string
  readonly kind?: ScheduleKind
  readonly request: ScheduledRequest
  /** Default: the configured one. */
  readonly missed?: MissedPolicy
  /** Gives a standing approval with it. */
  readonly approve?: boolean
}

export const SCHEDULE_CHANGES = ['pause', 'resume', 'remove', 'approve', 'revoke'] as const
export type ScheduleChange = (typeof SCHEDULE_CHANGES)[number]

/** The schedules' part of the façade. Ids may be unique prefixes. */
export interface Schedules {
  /** @throws UserError `bad_input` where the words are not clear, `not_allowed` for who is no owner */
  addSchedule(asked: NewSchedule, by: Actor): Promise<ScheduleInfo>
  schedules(): Promise<readonly ScheduleInfo[]>
  /** @throws UserError `not_found`, `ambiguous`, `not_allowed`, `bad_input` */
  changeSchedule(id: string, change: ScheduleChange, by: Actor): Promise<ScheduleInfo>
  /** At once, beside its due times. */
  runSchedule(id: string, by: Actor): Promise<{ readonly runId: RunId }>
}

/** A due time that is being acted upon; the row moves on in the same transaction as what comes of it. */
export interface DueClaim {
  readonly schedule: string
  /** What the row must still say. */
  readonly dueAt: number
  /** The due time that is acted upon: the last of those that are over. */
  readonly actsOn?: number
  readonly nextDue?: number
  /** Due times that are passed over with this. */
  readonly passedOver: number
  /** What a heartbeat has found. */
  readonly health?: Health
}

/** The rows. Every change is durable when it returns. */
export interface ScheduleRows {
  list(): readonly Schedule[]
  /** Those that are due some time. */
  timers(): readonly { readonly id: string; readonly dueAt: number }[]
  get(id: string): Schedule | undefined
  /** @throws StorageError, as all that change something */
  add(schedule: Schedule): void
  /** Puts these in the place of what was there; undefined takes them away. False where there is none. */
  change(id: string, change: { [K in 'pausedAt' | 'dueAt' | 'standing']?: Schedule[K] | undefined }): boolean
  remove(id: string): boolean
  /** Moves on without a run; false where somebody else was quicker. */
  pass(claim: DueClaim): boolean
}

/** A check whose success means that nothing may be begun now. */
export interface Hold {
  readonly name: string
  /** A command that only looks. Exit code 0 holds. */
  readonly command: string
}
