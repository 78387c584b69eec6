import type { Check } from './spec.ts'
import type { Text } from './text.ts'

/** What one check showed. Ids (`e1`, `e2` …) are unique in a run. */
export interface Evidence {
  readonly id: string
  readonly attempt: number
  readonly criterionId: string
  readonly check: Check
  readonly outcome: 'pass' | 'fail' | 'inconclusive' | 'skipped'
  readonly exitCode?: number
  readonly figure?: string
  /** Head and tail of what was seen. */
  readonly excerpt: string
  /** Of the whole output. */
  readonly sha256?: string
  readonly durationMs: number
  readonly why?: Text
}

export type VerdictResult = 'pass' | 'fail' | 'inconclusive'

export interface CriterionVerdict {
  readonly criterionId: string
  readonly result: VerdictResult | 'skipped'
  readonly evidence: readonly string[]
  readonly why?: Text
}

/** A failed check beats any opinion; a run that is not `pass` ends as failed. */
export interface Verdict {
  readonly result: VerdictResult
  readonly attempt: number
  readonly criteria: readonly CriterionVerdict[]
  readonly reasons: readonly Text[]
  /** The model that gave the opinion, which may have stood in for another. */
  readonly judgedBy?: string
  /** That model also did some of the work that it judged. */
  readonly judgesItself?: boolean
}
