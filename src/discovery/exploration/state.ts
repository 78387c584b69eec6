import { z } from 'zod'
import { UserError } from '../../domain/errors.ts'
import { has } from '../bitset.ts'
import type { FormalContext } from '../context/formal-context.ts'

const names = z.array(z.string().min(1)).readonly()
const implication = z.object({ premise: names, conclusion: names }).readonly()
const example = z.object({ name: z.string().min(1), has: names, lacks: names }).readonly()

const answer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('confirmed'), premise: names, conclusion: names }).readonly(),
  z.object({ kind: z.literal('refuted'), premise: names, conclusion: names, example }).readonly(),
  z.object({ kind: z.literal('unknown'), premise: names, conclusion: names }).readonly(),
  z.object({ kind: z.literal('example'), example }).readonly(),
])

const state = z
  .object({
    version: z.literal(1),
    attributes: names,
    background: z.array(implication).readonly(),
    examples: z.array(example).readonly(),
    answers: z.array(answer).readonly(),
  })
  .readonly()

/**
 * An object of which may be known only in part: of an attribute that is in neither list nobody knows. A row of an
 * incomplete context (P. Burmeister, R. Holzer, Treating incomplete knowledge in formal concept analysis, LNAI 3626, 2005).
 */
export type Example = z.infer<typeof example>

/**
 * What an oracle said of premise → conclusion: always so; not so, here is an object; of these conclusions nobody knows. An
 * example may also come unasked.
 */
export type Answer = z.infer<typeof answer>

/** All there is to an exploration. It is JSON, and everything else follows from it: journal it, resume from it, cut it to undo. */
export type ExplorationState = z.infer<typeof state>

export interface ExplorationSetup {
  readonly attributes: readonly string[]
  /** Taken as true without asking. */
  readonly background?: ExplorationState['background']
  readonly examples?: readonly Example[]
}

export const startExploration = ({
  attributes,
  background = [],
  examples = [],
}: ExplorationSetup): ExplorationState => ({ version: 1, attributes, background, examples, answers: [] })

/** All objects of a context are examples of which everything is known. */
export const examplesOf = (context: FormalContext): readonly Example[] =>
  context.objects.map((name, g) => ({
    name,
    has: context.attributes.filter((_, m) => holds(context, g, m)),
    lacks: context.attributes.filter((_, m) => !holds(context, g, m)),
  }))

function holds(context: FormalContext, g: number, m: number): boolean {
  const row = context.rows[g]
  return row !== undefined && has(row, m)
}

/** From JSON that was written earlier, perhaps by another version. `where` names it in the UserError. */
export function parseExploration(value: unknown, where: string): ExplorationState {
  const parsed = state.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new UserError(
    'bad_input',
    `${where}: no state of an exploration (${issue?.path.join('.') || 'top'}: ${issue?.message ?? 'wrong'}); start it anew`,
  )
}

/** Without the answer at `index`, the last one by default; the same state where there is none. */
export const withdraw = (state: ExplorationState, index = state.answers.length - 1): ExplorationState => ({
  ...state,
  answers: state.answers.filter((_, i) => i !== index),
})
