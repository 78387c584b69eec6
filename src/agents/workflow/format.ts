import { z } from 'zod'
import type { JsonObject } from '../../domain/json.ts'

/** What a workflow file may hold. AUTOHOME.md and the shipped files explain it by example. */

const words = z.strictObject({ en: z.string().trim().min(1), fr: z.string().trim().min(1) })
const wordLists = z.strictObject({
  en: z.array(z.string().trim().min(1)).default([]),
  fr: z.array(z.string().trim().min(1)).default([]),
})
/** YAML holds nothing that JSON cannot; the tool's own schema judges the rest when the call is made. */
const args = z.record(z.string(), z.unknown()).transform((held) => held as JsonObject)
const expression = z.string().trim().min(1)

/** Steps are named in expressions as `$steps.id`, so their ids are plain words. */
const stepId = z.string().regex(/^[a-z][a-zA-Z0-9_]*$/, 'a step id is a word: letters, digits and _ only')

export const PARAM_TYPES = ['string', 'integer', 'number', 'boolean', 'choice', 'path', 'duration'] as const

const paramSchema = z.strictObject({
  type: z.enum(PARAM_TYPES),
  title: words,
  required: z.boolean().default(false),
  /** A duration is written as people do: 24h, 7d. */
  default: z.union([z.string(), z.number(), z.boolean()]).optional(),
  /** Of numbers; of durations in seconds. */
  min: z.number().optional(),
  max: z.number().optional(),
  /** A regular expression that the whole text must match. */
  pattern: z.string().optional(),
  /** Shown to whoever gave something else. */
  example: z.string().optional(),
  choices: z.array(z.string().min(1)).min(1).optional(),
  /** In free text the value is looked for right after one of these words. */
  words: wordLists.optional(),
  /** What the number counts: 500 MB, 80 %. Without it the value is a bare number. */
  unit: z.enum(['bytes', 'percent']).optional(),
})

const stepSchema = z.strictObject({
  id: stepId,
  title: words,
  tool: z.string().min(1),
  args: args.default({}),
  dependsOn: z.array(stepId).default([]),
  when: expression.optional(),
  /**
   * The command of this `execute_command` step needs root. It runs as it is for root and for members of `group` (docker's
   * socket belongs to one), else through `sudo -n` where that is granted, else it is passed over with the line for sudoers.
   */
  root: z.strictObject({ group: z.string().min(1).optional() }).optional(),
  optional: z.boolean().default(false),
  role: z.string().optional(),
})

const criterionSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/, 'a criterion id holds small letters, digits and - only'),
  statement: words,
  check: z.strictObject({
    tool: z.string().min(1),
    args: args.default({}),
    expect: expression.optional(),
    figure: z.union([expression, z.strictObject({ en: expression, fr: expression })]).optional(),
  }),
  repair: z.array(stepSchema).default([]),
})

export const workflowSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'a workflow name is words joined by -: my-workflow'),
  title: words,
  description: words,
  /** What the run is to achieve, with `${$params.…}`; the title where it is left out. */
  objective: words.optional(),
  aliases: wordLists,
  params: z
    .record(z.string().regex(/^[a-z][a-zA-Z0-9]*$/, 'a parameter name is one word'), paramSchema)
    .default({}),
  risks: z.array(words).default([]),
  outOfScope: z.array(words).default([]),
  steps: z.array(stepSchema).min(1),
  acceptance: z.array(criterionSchema).min(1),
  report: words,
  estimatedDurationS: z.number().int().positive(),
})

export type WorkflowParamDef = z.output<typeof paramSchema>
export type WorkflowStep = z.output<typeof stepSchema>
export type WorkflowCriterion = z.output<typeof criterionSchema>

export interface Workflow extends z.output<typeof workflowSchema> {
  /** The file's text as it was read, and its sha256: what a run pins. */
  readonly text: string
  readonly sha256: string
  /** Where it came from, for messages. */
  readonly file: string
}

/** Every step of a workflow: those of the plan, then the repairs. */
export const allSteps = (workflow: Pick<Workflow, 'steps' | 'acceptance'>): readonly WorkflowStep[] => [
  ...workflow.steps,
  ...workflow.acceptance.flatMap(({ repair }) => repair),
]

/** A place in a workflow file, as keys and indexes from its top. */
export type Place = readonly PropertyKey[]
