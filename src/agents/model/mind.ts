import type { Span } from '../../domain/agent.ts'
import type { Clock } from '../../domain/clock.ts'
import type { Model, ModelHost } from '../../domain/model.ts'
import type { ChangedProject } from '../../domain/project.ts'
import type { ToolBox } from '../../domain/tool.ts'

/** What a model agent is made of. */
export interface ModelAgentDeps {
  /** Writes specs and plans, and acts. */
  readonly executor: Model
  /** Judges; better another model than the one that did the work. */
  readonly verifier: Model
  readonly tools: ToolBox
  readonly clock: Clock
  /** Where relative paths start, and the only place that can be written to. */
  readonly workspace: string
  /** Where a missing model can be had from; without it, it is only said to be missing. */
  readonly ollama?: Pick<ModelHost, 'address' | 'pull'>
  /** Projects of the workspace that these calls changed; without it, VERIFY makes the criteria's checks only. */
  readonly changedProjects?: (
    during: readonly Span[],
    named: readonly string[],
  ) => Promise<readonly ChangedProject[]>
  readonly limits: ModelLimits
}

export interface ModelLimits {
  /** Turns of one phase, as the engine has it: the model is told how many there are. */
  readonly maxTurns: number
  /** Calls that only look, in SPEC, PLAN and before a repair. */
  readonly maxLooks: number
  /** For one question with all its repairs, the loading of the model too; milliseconds. */
  readonly answerMs: number
}

export const MODEL_LIMITS = {
  maxTurns: 10,
  maxLooks: 3,
  answerMs: 15 * 60_000,
} as const satisfies ModelLimits
