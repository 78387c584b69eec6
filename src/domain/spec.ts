import type { JsonObject } from './json.ts'

/** A tool call whose result an expression judges: the executable form of a criterion. */
export interface Check {
  readonly tool: string
  readonly args: JsonObject
  /** JSONata over the call's result; true means met. Absent: the call succeeding is enough. */
  readonly expect?: string
  /** JSONata for the one figure worth showing, e.g. `71 %`. */
  readonly figure?: string
}

export interface Criterion {
  readonly id: string
  readonly statement: string
  readonly check?: Check
}

export interface TaskSpec {
  readonly objective: string
  readonly assumptions: readonly string[]
  readonly acceptance: readonly Criterion[]
  readonly risks: readonly string[]
  readonly outOfScope: readonly string[]
}
