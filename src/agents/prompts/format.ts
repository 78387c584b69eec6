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
  /** Said before an example, and one whole answer for each job, which fits its schema. */
  readonly example: string
  readonly examples: Readonly<Record<Job, string>>
  readonly part: Readonly<Record<Part, string>>
  readonly ask: Readonly<Record<Job, string>>
  /** For a model that makes tool calls of its own. */
  readonly ownCalls: {
    readonly ask: string
    /** What the tool that ends a phase is for, and its argument. */
    readonly finish: string
    readonly final: string
    /** The argument of every other tool that names a step of the plan. */
    readonly step: string
    readonly onlyFirst: string
  }
  readonly lastLook: string
  readonly unusable: string
  readonly repeated: string
  readonly unknownRef: string
  readonly leftOut: string
  readonly cut: string
  readonly cutWithRef: string
  /** A person ran another command than the one that was asked for. */
  readonly ran: string
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
