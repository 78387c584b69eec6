import { type Bitset, keyOf } from '../bitset.ts'
import type { FormalContext } from '../context/formal-context.ts'
import { type Concept, type ConceptCursor, conceptsOf } from './cursor.ts'
import { createFcbo } from './fcbo.ts'

export interface Listed {
  readonly concepts: readonly Concept[]
  /** False where the limit came first: there are more. */
  readonly complete: boolean
}

/** The concepts in lectic order of their intents, at most `limit` of them: a context of n attributes may have 2ⁿ. */
export function allConcepts(
  context: FormalContext,
  limit = Number.POSITIVE_INFINITY,
  cursor: ConceptCursor = createFcbo(context),
): Listed {
  const concepts: Concept[] = []
  for (const concept of conceptsOf(cursor)) {
    if (concepts.length >= limit) return { concepts, complete: false }
    concepts.push(concept)
  }
  return { concepts, complete: true }
}

export interface Counted {
  readonly concepts: number
  readonly complete: boolean
}

/**
 * Walks in slices and calls `onProgress` after each, in concepts so far; stops where it returns false. For counting, and for
 * whoever must stay interruptible.
 */
export function countConcepts(
  cursor: ConceptCursor,
  onProgress: (concepts: number) => boolean,
  slice = 65_536,
): Counted {
  let concepts = 0
  for (;;) {
    for (let left = slice; left > 0; left--) {
      if (!cursor.advance()) return { concepts, complete: true }
      concepts++
    }
    if (!onProgress(concepts)) return { concepts, complete: false }
  }
}

/** Where each intent stands in a list of concepts. */
export const intentIndex = (concepts: readonly { readonly intent: Bitset }[]): ReadonlyMap<string, number> =>
  new Map(concepts.map(({ intent }, i) => [keyOf(intent), i]))
