import type { Phase, PhaseStatus, RunId } from '../domain/run.ts'
import type { Locale } from '../domain/text.ts'
import type { QuestionCard } from './question-card.ts'

/** How a run stands, in the one word that its card opens with. */
export type CardState =
  | 'queued'
  | 'running'
  | 'waiting'
  | 'passed'
  | 'unproven'
  | 'not_passed'
  | 'inconclusive'
  | 'denied'
  | 'timed_out'
  | 'over_budget'
  | 'failed'
  | 'cancelled'

export interface PhaseMark {
  readonly phase: Phase
  readonly label: string
  readonly status: PhaseStatus
  readonly marker: string
  /** The status as a word, for those who do not see markers. */
  readonly words: string
}

export interface StepLine {
  readonly id: string
  readonly attempt: number
  readonly title: string
  readonly status: PhaseStatus
  readonly marker: string
  readonly words: string
  /** How long it took, or has been running. */
  readonly duration?: string
  /** Why it was passed over, or what went wrong. */
  readonly why?: string
  /** What the owner could do about it. */
  readonly hint?: string
}

export interface CriterionLine {
  readonly id: string
  readonly statement: string
  readonly result: 'pass' | 'fail' | 'inconclusive' | 'skipped' | 'pending'
  readonly marker: string
  readonly words: string
  readonly figure?: string
  readonly why?: string
  /** Ids of what it rests on. */
  readonly evidence: readonly string[]
}

export interface BudgetLine {
  /** Of the resource that is closest to its limit: 0 is nothing used, 1 is all. */
  readonly share: number
  /** Ten characters. */
  readonly bar: string
  readonly words: string
}

export type CardActionId = 'cancel' | 'verify' | 'repair' | 'evidence' | 'audit'
export interface CardAction {
  readonly id: CardActionId
  readonly label: string
}

/** What could be done next, as a command of Autohome's: `autohome verify <run>`, `/orchestrate verify <run>`. */
export interface NextStep {
  readonly command: 'verify' | 'repair' | 'show' | 'workflows'
  readonly label: string
}

/** A run as a person sees it, before any surface gives it a look. Every text is safe to show as it is. */
export interface CardModel {
  readonly runId: RunId
  readonly locale: Locale
  readonly state: CardState
  readonly final: boolean
  readonly icon: string
  readonly title: string
  readonly status: string
  readonly elapsed: string
  /** What was asked for, where the title does not say it already. */
  readonly request?: string
  readonly stepper: readonly PhaseMark[]
  readonly now?: string
  readonly steps: readonly StepLine[]
  /** Recoveries, budget warnings, words said on the way: one line each, in order. */
  readonly notes: readonly string[]
  readonly criteria: readonly CriterionLine[]
  readonly verdict?: string
  readonly reasons: readonly string[]
  readonly tried: readonly string[]
  readonly hints: readonly string[]
  readonly report?: string
  readonly budget?: BudgetLine
  readonly askedBy: string
  readonly questions: readonly QuestionCard[]
  readonly actions: readonly CardAction[]
  readonly next: readonly NextStep[]
}
