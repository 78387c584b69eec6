/** What a model may be asked to do. */
export type Job = 'spec' | 'plan' | 'act' | 'mend' | 'judge'

/**
 * Everything that is said to a model, in one language. `{name}` is a hole. Data never goes into these texts: it stands
 * between the lines of a fence, which `rules` explains.
 */
export interface Prompts {
  readonly job: Readonly<Record<Job, string>>
  readonly rules: string
  readonly tools: string
  readonly checks: string
  readonly part: Readonly<Record<Part, string>>
  readonly ask: Readonly<Record<Job, string>>
  readonly lastLook: string
  readonly unusable: string
  readonly repeated: string
  readonly unknownRef: string
  readonly leftOut: string
  readonly cut: string
  readonly cutWithRef: string
  readonly suggestions: string
  readonly refused: string
  readonly nothing: string
}

/** Headings of what a prompt is made of. */
export type Part =
  | 'request'
  | 'earlier'
  | 'steered'
  | 'spec'
  | 'plan'
  | 'condensed'
  | 'failed'
  | 'evidence'
  | 'tried'
  | 'changes'
  | 'result'
  | 'note'
