import type { Access, Effect } from './effect.ts'
import type { ExecuteMode } from './run.ts'
import type { Localized, Text } from './text.ts'

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
  /** A part that asks destroys something: two people may have to agree. */
  readonly destructive?: true
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

/** A rule that would let a call run unasked from now on, as it would stand in the owner's file. */
export interface RuleProposal {
  readonly id: string
  readonly ruleText: string
}

/** A rule of the owner's own file. */
export interface OwnRule {
  readonly id: string
  readonly decision: string
  /** The command lines that it names; none where it restates another rule. */
  readonly commands: readonly string[]
  /** As it stands in the file. */
  readonly text: string
}

/** The owner's own file of rules, on top of the shipped ones. A change is in force at once, or not made at all. */
export interface OwnRules {
  /** The narrowest rule for exactly these effects; undefined where there is none, or what is denied would be loosened. */
  propose(effects: readonly Effect[], context: PolicyContext): Promise<RuleProposal | undefined>
  /** Whether the file could take it now. @throws UserError `bad_policy`, and the rules in force stay */
  check(proposal: RuleProposal): Promise<void>
  /** @throws UserError `bad_policy` where the file as it is now cannot take it: nothing is written, nothing changes */
  add(proposal: RuleProposal): Promise<void>
  list(): Promise<readonly OwnRule[]>
  /** Takes out the one rule whose id is, or starts with, what was typed. @throws UserError `not_found`, `ambiguous` */
  revoke(id: string): Promise<OwnRule>
}

/** How a call could show what it would do, and what it acts on; from rules, never from a model. */
export interface DryRunPlan {
  /** Judged like any other command before it is run. */
  readonly command?: string
  readonly touches?: Localized
}
export type DryRuns = (effects: readonly Effect[]) => Promise<DryRunPlan | undefined>
