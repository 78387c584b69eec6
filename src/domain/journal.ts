import type { FailureCode, RunEvent, RunEventBody } from './event.ts'
import type { Question, QuestionStatus } from './question.ts'
import type { Phase, Priority, RunId, RunStatus } from './run.ts'
import type { DueClaim } from './schedule.ts'
import type { Verdict } from './verdict.ts'

/** A row of the runs projection: enough for a list, without reading the events. */
export interface RunSummary {
  readonly id: RunId
  readonly status: RunStatus
  readonly phase: Phase
  readonly attempt: number
  readonly request: string
  readonly workflow?: string
  readonly thread: string
  readonly surface: string
  readonly priority: Priority
  readonly verdict?: Verdict['result']
  readonly unproven?: boolean
  readonly failure?: FailureCode
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  readonly startedAt?: number
  readonly endedAt?: number
  readonly lastSeq: number
  /** When its events were removed, in milliseconds since the epoch: this summary is what is left of it. */
  readonly prunedAt?: number
}

export interface RunFilter {
  readonly status?: readonly RunStatus[]
  readonly thread?: string
  /** Newest first; default 50. */
  readonly limit?: number
}

/** An event with its place in the whole journal, for subscribers that follow every run. */
export interface Positioned {
  readonly position: number
  readonly event: RunEvent
}

/** What is known of events that are kept no more. */
export interface Pruned {
  /** Milliseconds since the epoch. */
  readonly at: number
  /** How many events, from the first. */
  readonly events: number
  /** Hex sha256 of the chain at the last of them. */
  readonly head: string
}

/** What `audit` found. `brokenAt` is the first event that does not fit the chain. */
export interface AuditResult {
  readonly runId: RunId
  readonly ok: boolean
  readonly events: number
  /** Hex sha256 at the end of the chain; binds every event before it. */
  readonly head: string
  readonly brokenAt?: { readonly seq: number; readonly why: string }
  /** Its first events were removed, because of their age or for want of room: the chain is known from there on. */
  readonly pruned?: Pruned
}

/** A moment at which the scheduler must look at something; kept as a row, so that it survives a restart. */
export interface TimerRow {
  readonly id: string
  readonly dueAt: number
  readonly kind: 'question_expiry' | 'run_timeout' | 'hold'
  readonly subject: string
}

/** The reading half: works on a data directory with or without an engine on it. */
export interface JournalReader {
  runs(filter?: RunFilter): readonly RunSummary[]
  run(id: RunId): RunSummary | undefined
  /** Ids that start with `prefix` (case-insensitive), at most 10, newest first. */
  complete(prefix: string): readonly RunId[]
  events(runId: RunId, afterSeq?: number): readonly RunEvent[]
  /** All runs, in the order of the journal. */
  after(position: number, limit: number): readonly Positioned[]
  /** Position of the last event. */
  position(): number
  questions(filter?: {
    readonly runId?: RunId
    readonly status?: QuestionStatus
    readonly thread?: string
  }): readonly Question[]
  question(id: string): Question | undefined
  audit(runId: RunId): AuditResult
}

/**
 * The append-only record of everything. `append` resolves when the events are durable, and subscribers hear of them
 * after that; appends that arrive together, of one run or of many, share one commit.
 *
 * @throws StorageError from every append once a commit has failed: nothing may go on without a journal.
 */
export interface Journal extends JournalReader {
  append(
    runId: RunId,
    events: readonly RunEventBody[],
    conditions?: AppendConditions,
  ): Promise<readonly RunEvent[]>
  /**
   * After a StorageError, once: how runs that were at work ended, in the room that is kept for it. Nothing can be
   * appended from then on. False where there is no room even for that.
   */
  lastWords(ends: ReadonlyMap<RunId, readonly RunEventBody[]>): boolean
  /** Called after each commit, in order. The returned function ends it. */
  subscribe(listener: (events: readonly Positioned[]) => void): () => void
  timers(): readonly TimerRow[]
  setTimer(timer: TimerRow): void
  clearTimer(id: string): void
  /** Resolves when everything appended so far is durable. */
  flush(): Promise<void>
  close(): Promise<void>
}

/** Checked inside the transaction; if one does not hold, the append rejects with `ConditionFailed` and writes nothing. */
export interface AppendConditions {
  /** The question must still be open (first answer wins). */
  readonly questionOpen?: string
  /** The approval must be answered with yes (`isApproving`), unused, unexpired and bound to this hash; it is used up by this append. */
  readonly consume?: { readonly questionId: string; readonly hash: string }
  /** The schedule must still be due then; it moves on with this append, which begins the run. */
  readonly due?: DueClaim
}

export class ConditionFailed extends Error {
  override readonly name: string = 'ConditionFailed'
}

/** What was submitted carries the key of a run that is there already. */
export class KeyTaken extends ConditionFailed {
  override readonly name = 'KeyTaken'
  readonly runId: RunId

  constructor(key: string, runId: RunId) {
    super(`The request "${key}" is run ${runId} already.`)
    this.runId = runId
  }
}
