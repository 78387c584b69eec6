import type { PinnedWorkflow, Usage } from './event.ts'
import type { Incident } from './incident.ts'
import type { Json, JsonObject } from './json.ts'
import type { TaskPlan } from './plan.ts'
import type { QuestionKind, QuestionOption } from './question.ts'
import type { RunId, RunRequest, RunStatus } from './run.ts'
import type { Check, TaskSpec } from './spec.ts'
import type { Text } from './text.ts'
import type { ToolError, ToolOutcome } from './tool.ts'
import type { Evidence, Verdict } from './verdict.ts'

/** What every question to an agent starts from. */
export interface AgentRun {
  readonly runId: RunId
  readonly request: RunRequest
  readonly attempt: number
  /** Milliseconds since the epoch. */
  readonly startedAt?: number
  readonly workflow?: PinnedWorkflow
  readonly spec?: TaskSpec
  readonly steered: readonly string[]
  /** The owner was offered workflows and wants none of them. */
  readonly freely?: boolean
  /** Absent where no engine drives the agent. */
  readonly desk?: Desk
}

/** What the engine lends to an agent that thinks; one that follows a file needs none of it. */
export interface Desk {
  /** What the journal holds under `key` (`attempt/phase/name`), or a new answer, journaled before it is returned. */
  remember(key: string, make: () => Promise<Thought>): Promise<JsonObject>
  /** One call that only looks and that policy allows unasked; anything else is denied. Journaled like every call. */
  look(request: CallRequest): Promise<CallResult>
  /** The option that a person chose, asked once however often the run is taken up again; undefined when time ran out. */
  ask(question: DeskQuestion): Promise<string | undefined>
  /** For whoever watches at this moment: published, not journaled. */
  tell(text: string): void
  /** Runs of the same thread that ended before this one was asked for: the latest few, oldest first. */
  earlier(): readonly EarlierRun[]
}

/** An answer, what it cost, and the digest of the prompts that it was asked with. */
export interface Thought {
  readonly answer: JsonObject
  readonly usage: Usage
  readonly prompts?: string
}

export interface DeskQuestion {
  /** The same question has the same key. */
  readonly key: string
  readonly kind: QuestionKind
  readonly title: Text
  readonly body: string
  readonly why?: Text
  readonly options: readonly QuestionOption[]
}

/** What a run that continues another one is told of it. */
export interface EarlierRun {
  readonly runId: RunId
  readonly request: string
  readonly status: RunStatus
  readonly verdict?: Verdict['result']
  readonly report: string
}

/** SPEC either succeeds, cannot choose (a person is asked), or finds nobody who could do this. */
export type Specified =
  | { readonly kind: 'spec'; readonly spec: TaskSpec; readonly workflow?: PinnedWorkflow }
  | {
      readonly kind: 'unsure'
      readonly candidates: readonly { readonly name: string; readonly title: string }[]
      /** None of them is a possible answer too: somebody can think about it freely. */
      readonly free?: boolean
    }
  | {
      readonly kind: 'none'
      readonly why: Text
      readonly candidates: readonly { readonly name: string; readonly title: string }[]
    }
  | { readonly kind: 'invalid'; readonly why: Text }

/** A finished call, as an agent sees it. */
export interface CallResult {
  readonly outcome: ToolOutcome
  readonly value?: Json
  readonly exitCode?: number
  readonly error?: ToolError
  /** Of the whole captured output, where there is one. */
  readonly outputSha256?: string
  /** Of the value's JSON, where it is too long for the journal itself and kept as a blob. */
  readonly valueSha256?: string
  readonly durationMs?: number
  /** The command that ran in the place of what was asked for: whoever approved it had edited it. */
  readonly ran?: string
  /** A step that was passed over instead of called: the outcome is `failed`, but nothing went wrong. */
  readonly skipped?: boolean
  /** What the system itself found out after a recoverable error. */
  readonly recovery?: Recovery
}

/** Automatic recovery's finding, for the agent's context. */
export interface Recovery {
  readonly tool: string
  readonly success: boolean
  readonly suggestion: readonly string[]
  readonly message: string
}

export interface CallRequest {
  /** Last part of the call's stable key: the step's id, or `turn.call` for a model. */
  readonly ref: string
  readonly tool: string
  readonly args: JsonObject
  readonly stepId?: string
}

/**
 * One agent answer. `wait: 'any'` asks again as soon as one call has finished, `'all'` when every one has, `'now'` at
 * once, although nothing was called.
 */
export interface Turn {
  readonly calls: readonly CallRequest[]
  readonly skips?: readonly { readonly stepId: string; readonly why: Text }[]
  readonly wait: 'any' | 'all' | 'now'
  /** Set when the agent has nothing more to do in this phase. */
  readonly final?: string
  /** Why a model does what it does, in its own words. */
  readonly thought?: string
  /** What the model is told at its next turn, beside the results. */
  readonly note?: string
  /** Something that a person should know of this turn. */
  readonly incident?: Incident
  /** How many steered messages it was given with; a final answer that misses some is asked for again. */
  readonly heard?: number
  readonly usage?: Usage
  /** Digest of the prompts. */
  readonly prompts?: string
}

/** The turns of one phase that a model went through, and what came of their calls, by ref. */
export interface PhaseTurns {
  readonly attempt: number
  readonly phase: 'execute' | 'repair'
  readonly turns: readonly Turn[]
  readonly results: ReadonlyMap<string, CallResult>
}

/** Milliseconds since the epoch; `to` is Infinity where nobody knows when it ended. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** A writing call that was made, or tried. */
export interface DoneWrite {
  readonly key: string
  readonly tool: string
  readonly args: JsonObject
  readonly outcome: ToolOutcome
  /** When it was at work. */
  readonly during?: Span
}

/** What a model must be told again each time, as it remembers nothing between two questions. */
export interface ActPast {
  /** Answers of this phase so far. */
  readonly turns: readonly Turn[]
  /** The phases before. */
  readonly tried: readonly PhaseTurns[]
  readonly verdict?: Verdict
  readonly evidence: readonly Evidence[]
}

export interface ActView {
  readonly run: AgentRun
  readonly phase: 'execute' | 'repair'
  readonly plan: TaskPlan
  readonly turn: number
  /** By `ref`, in the order in which they finished. */
  readonly results: ReadonlyMap<string, CallResult>
  /** Refs that finished since the last turn: what an agent must look at. */
  readonly news: readonly string[]
  /** Refs of the calls under way. */
  readonly inFlight: { readonly size: number; has(ref: string): boolean }
  /** Results of EXECUTE, for a repair that builds on them. */
  readonly before: ReadonlyMap<string, CallResult>
  readonly past?: ActPast
}

export interface RepairView {
  readonly run: AgentRun
  readonly verdict: Verdict | undefined
  readonly evidence: readonly Evidence[]
  readonly results: ReadonlyMap<string, CallResult>
  /** A person asked for this although nothing failed. */
  readonly forced: boolean
  readonly tried?: readonly PhaseTurns[]
}

export interface ChecksView {
  readonly run: AgentRun
  readonly results: ReadonlyMap<string, CallResult>
  readonly writes?: readonly DoneWrite[]
}

/** A criterion's check with every reference in `args` filled in; `bindings` are what its expressions may name. */
export interface ReadyCheck {
  readonly criterionId: string
  readonly check: Check
  readonly bindings: JsonObject
  /** Why it cannot be made at all: what its arguments refer to is not there. */
  readonly unready?: Text
  /** Nobody asked for it by name: where a person refuses it, it counts as skipped. */
  readonly extra?: boolean
  /** Why it is left out on purpose. */
  readonly leftOut?: Text
}

export interface JudgeView {
  readonly run: AgentRun
  readonly evidence: readonly Evidence[]
  readonly checked: Verdict
  readonly writes?: readonly DoneWrite[]
  /** The models that answered in EXECUTE and REPAIR. */
  readonly workers?: readonly string[]
}

export interface ReportView {
  readonly run: AgentRun
  readonly results: ReadonlyMap<string, CallResult>
  readonly evidence: readonly Evidence[]
  readonly verdict: Verdict | undefined
  readonly tried?: readonly PhaseTurns[]
  readonly writes?: readonly DoneWrite[]
  /** Why the run ended before its time: the report is of what there is. */
  readonly brokenOff?: Text
}

/**
 * Who thinks: a model, or a workflow file. The engine drives both the same way and believes neither.
 *
 * @throws AgentFailed from any of these where no model answers, or none of its answers can be used
 */
export interface Agent {
  specify(run: AgentRun, signal: AbortSignal): Promise<Specified>
  plan(run: AgentRun, signal: AbortSignal): Promise<TaskPlan>
  act(view: ActView, signal: AbortSignal): Promise<Turn> | Turn
  /** Steps that mend what failed; none when there is nothing to try. */
  repair(view: RepairView, signal: AbortSignal): Promise<TaskPlan>
  /** The executable checks of the spec's criteria, ready to be called. */
  checks(view: ChecksView, signal: AbortSignal): Promise<readonly ReadyCheck[]>
  /** A second opinion on proven criteria; undefined where evidence alone decides. */
  judge(view: JudgeView, signal: AbortSignal): Promise<Verdict | undefined>
  /** What the owner reads at the end. */
  report(view: ReportView, signal: AbortSignal): Promise<string>
  /** The calls that this run may come to, repairs among them, as far as they are known before it begins. */
  foresee?(run: AgentRun, signal: AbortSignal): Promise<readonly ForeseenCall[]>
}

/** One step, in each of the forms that it may take on this machine (with and without `sudo`). */
export interface ForeseenCall {
  readonly title: string
  readonly tool: string
  /** Empty where its arguments depend on what earlier steps will find. */
  readonly forms: readonly JsonObject[]
}

/** A job that is written down, for lists, help and forms. */
export interface WorkflowInfo {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly examples: readonly string[]
  readonly params: readonly WorkflowParam[]
  /** What is wrong with the owner's file of that name, where it cannot be used; a shipped one stands in if there is one. */
  readonly broken?: string
}

export interface WorkflowParam {
  readonly name: string
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'choice' | 'path' | 'duration'
  readonly title: string
  readonly required: boolean
  readonly default?: Json
  readonly choices?: readonly string[]
}
