import { hamming, spread } from '../diversity.ts'
import {
  contradiction,
  type Labelled,
  type SynthesisLimits,
  type SynthesisProblem,
} from '../synthesis/enumerate.ts'
import { type Expression, printExpression } from '../synthesis/expression.ts'
import { synthesise } from '../synthesis/synthesise.ts'
import type { Synthesiser } from './ports.ts'

/** Looked at for each candidate that is wanted, so that they can be chosen apart from each other. */
const CHOICE = 4

/**
 * The synthesiser that needs no model. Its first candidate is always a smallest expression that fits the examples; the others
 * are chosen to behave as differently as possible on the probes, so that one counterexample says much. It is exhausted where nothing
 * fits within the limits, and where two examples contradict each other.
 */
export function createEnumerativeSynthesiser(
  vocabulary: Omit<SynthesisProblem, 'examples'>,
  limits?: SynthesisLimits,
): Synthesiser<Expression, Labelled> {
  return {
    async propose({ examples, count, refused }, signal) {
      const problem = { ...vocabulary, examples }
      if (contradiction(problem)) return { candidates: [], exhausted: true }
      const { found } = await synthesise(problem, signal, {
        count: count * CHOICE + refused.size,
        ...(limits && { limits }),
      })
      const fit = found
        .map((one) => ({ ...one, key: printExpression(one.expression) }))
        .filter(({ key }) => !refused.has(key))
      const size = examples.length + (vocabulary.probes?.length ?? 0)
      const chosen = spread(fit, count, (a, b) => hamming(a.behaviour, b.behaviour, size)).toSorted(
        (a, b) => a.size - b.size,
      )
      return {
        candidates: chosen.map(({ key, expression }) => ({ key, program: expression })),
        exhausted: fit.length === 0,
      }
    },
  }
}
