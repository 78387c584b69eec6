import {
  type Bitset,
  compareLectically,
  difference,
  emptySet,
  equals,
  fullSet,
  isSubset,
  members,
} from '../bitset.ts'
import { nextClosure } from '../closure-system.ts'
import { createPremiseTrie } from '../implications/premise-trie.ts'
import { type Known, knownBy, possibleConclusion } from './known.ts'
import type { ExplorationState } from './state.ts'

/** Do all objects with the premise have the conclusion too? */
export interface ExplorationQuestion {
  readonly premise: readonly string[]
  /** What would follow, the premise left out; never empty. */
  readonly conclusion: readonly string[]
  /** Examples that have premise and conclusion: how many, and the first few by name. */
  readonly support: number
  readonly supporting: readonly string[]
  /** Examples that have the premise while part of the conclusion is not known of them. */
  readonly undecided: number
}

export interface Askable {
  /** The most useful first. */
  readonly questions: readonly ExplorationQuestion[]
  /** Whether these are all that can be asked now: none and complete means that the exploration is over. */
  readonly complete: boolean
}

export interface AskOptions {
  /** Questions to look for, at most. */
  readonly questions?: number
  /** Closed sets to look at, at most. There may be exponentially many. */
  readonly sets?: number
}

const NAMED = 5

/**
 * What can be asked now. Ganter's exploration asks the lectically first closed set P that is not the conclusion it might have; here
 * all are found that contain no other such set. None of them waits for the answer to another, so that they may be asked in
 * any order, or side by side, and the confirmed ones are still the stem base of what is explored (F. Kriegel, D. Borchmann,
 * NextClosures: parallel computation of the canonical base, CLA 2015; with examples known in part: Baader et al. 2007). The most
 * useful is the one with most examples for it; then the one that says more, then the one that supposes less.
 */
export function askable(state: ExplorationState, options: AskOptions = {}): Askable {
  const { questions: most = 64, sets: mostSets = 20_000 } = options
  const known = knownBy(state)
  const n = known.attributes.length
  const trie = createPremiseTrie(n)
  for (const implication of known.implications) trie.add(implication)
  const close = (set: Bitset): Bitset => {
    trie.close(set, 0)
    return set
  }
  const found: { readonly premise: Bitset; readonly conclusion: Bitset }[] = []
  let looked = 0
  let set: Bitset | undefined = close(emptySet(n))
  for (; set && looked < mostSets && found.length < most; set = nextClosure(set, n, close)) {
    looked++
    const conclusion = possibleConclusion(known, set)
    if (equals(conclusion, set)) continue
    found.push({ premise: set, conclusion })
    // Whatever holds this premise waits for its answer.
    trie.add({ premise: set, conclusion: fullSet(n) })
  }
  const questions = found
    .map((one) => ({ ...one, question: questionOf(known, one.premise, one.conclusion) }))
    .sort((a, b) => byUse(a.question, b.question) || compareLectically(a.premise, b.premise))
    .map(({ question }) => question)
  return { questions, complete: set === undefined }
}

const byUse = (a: ExplorationQuestion, b: ExplorationQuestion): number =>
  b.support - a.support || b.conclusion.length - a.conclusion.length || a.premise.length - b.premise.length

function questionOf(known: Known, premise: Bitset, conclusion: Bitset): ExplorationQuestion {
  const names = (set: Bitset) => members(set).map((m) => known.attributes[m] ?? '')
  const having = known.examples.filter((example) => isSubset(premise, example.has))
  const supporting = having.filter((example) => isSubset(conclusion, example.has)).flatMap((one) => one.names)
  const all = having.reduce((sum, one) => sum + one.names.length, 0)
  return {
    premise: names(premise),
    conclusion: names(difference(conclusion, premise)),
    support: supporting.length,
    supporting: supporting.slice(0, NAMED),
    undecided: all - supporting.length,
  }
}
