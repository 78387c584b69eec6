import type { JsonObject } from './json.ts'

export interface PlanStep {
  readonly id: string
  readonly title: string
  readonly tool: string
  /** May hold `${…}` references to parameters and earlier results, filled in when the step starts. */
  readonly args: JsonObject
  readonly dependsOn: readonly string[]
  /** JSONata; false skips the step. */
  readonly when?: string
  /** A command that needs root: runs as it is for root and members of `group`, else through `sudo -n` where granted. */
  readonly root?: { readonly group?: string }
  /** An optional step that fails or is denied does not fail the run. */
  readonly optional?: boolean
  readonly role?: string
  /** In a repair plan: the criterion it mends. */
  readonly repairs?: string
}

export interface TaskPlan {
  readonly steps: readonly PlanStep[]
  readonly estimatedDurationS: number
}
