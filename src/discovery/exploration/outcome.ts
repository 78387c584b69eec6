import { members } from '../bitset.ts'
import type { NamedImplication } from '../implications/implication.ts'
import { knownBy } from './known.ts'
import type { Example, ExplorationState } from './state.ts'

/** What an exploration, over or not, has brought. */
export interface ExplorationOutcome {
  /** In the order of the answers; when nothing is unknown and it is over, the stem base relative to the background. */
  readonly confirmed: readonly NamedImplication[]
  /** Nobody knew whether these hold, and no rule has decided them since. Nothing may rest on them. */
  readonly unresolved: readonly NamedImplication[]
  readonly counterexamples: readonly Example[]
}

export function outcomeOf(state: ExplorationState): ExplorationOutcome {
  const known = knownBy(state)
  return {
    confirmed: state.answers.flatMap((answer) =>
      answer.kind === 'confirmed' ? [{ premise: answer.premise, conclusion: answer.conclusion }] : [],
    ),
    unresolved: known.unknown.map(({ premise, attribute }) => ({
      premise: members(premise).map((m) => state.attributes[m] ?? ''),
      conclusion: [state.attributes[attribute] ?? ''],
    })),
    counterexamples: state.answers.flatMap((answer) => (answer.kind === 'refuted' ? [answer.example] : [])),
  }
}
