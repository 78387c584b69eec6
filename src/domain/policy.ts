import type { Access, Effect } from './effect.ts'
import type { ExecuteMode } from './run.ts'
import type { Text } from './text.ts'

export const DECISIONS = ['allow', 'ask', 'deny'] as const
export type Decision = (typeof DECISIONS)[number]

/** What policy says of a call: the strictest part decides. */
export interface PolicyDecision {
  readonly decision: Decision
  /** Whether the call as a whole only reads. What policy does not understand counts as a write. */
  readonly access: Access
  /** Id of the rule that decided, e.g. `docker.prune`, or of a built-in one, e.g. `shell.not-understood`. */
  readonly rule: string
  /** The part that decided, e.g. `docker image prune --all`. */
  readonly part: string
  readonly why: Text
  readonly category?: string
  /** Whether and how the effect can be undone, from the rule; absent where the rule does not say. */
  readonly undo?: Text
}

export interface PolicyContext {
  readonly mode: ExecuteMode
}

/** One part of a command text with its own decision, for `policy explain`. */
export interface ExplainedPart extends PolicyDecision {
  /** Nesting: 0 for the text itself, 1 inside a substitution or a `sh -c`, and so on. */
  readonly depth: number
}

export interface Explanation extends PolicyDecision {
  readonly parts: readonly ExplainedPart[]
}

export interface Policy {
  /** Pure and fast: no disk, no network, no process. Never throws on foreign text: what it cannot read asks. */
  decide(effects: readonly Effect[], context: PolicyContext): PolicyDecision
  explain(effects: readonly Effect[], context: PolicyContext): Explanation
}
