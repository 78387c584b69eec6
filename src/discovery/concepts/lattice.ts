import { type Bitset, emptySet, has, intersection, isSubset, keyOf } from '../bitset.ts'
import { closureOf, intentOf } from '../context/derivation.ts'
import type { FormalContext } from '../context/formal-context.ts'
import { allConcepts, intentIndex } from './all-concepts.ts'
import type { Concept } from './cursor.ts'

/** The concept lattice: concepts in lectic order of their intents (the top first, the bottom last) and their cover relation. */
export interface Lattice {
  readonly context: FormalContext
  readonly concepts: readonly Concept[]
  /** For each concept its lower neighbours, as positions in `concepts`. */
  readonly lower: readonly (readonly number[])[]
  readonly upper: readonly (readonly number[])[]
  /** For each attribute m its concept μm = (m′, m″), the largest that has it. */
  readonly attributeConcepts: readonly number[]
  /** For each object g its concept γg = (g″, g′), the smallest that has it. */
  readonly objectConcepts: readonly number[]
}

/** Undefined where the context has more than `limit` concepts. */
export function latticeOf(context: FormalContext, limit = Number.POSITIVE_INFINITY): Lattice | undefined {
  const { concepts, complete } = allConcepts(context, limit)
  if (!complete) return undefined
  const index = intentIndex(concepts)
  const at = (intent: Bitset): number => index.get(keyOf(intent)) ?? -1
  const lower = concepts.map((concept) => lowerNeighbours(context, concept).map(at))
  const upper: number[][] = concepts.map(() => [])
  for (const [above, below] of lower.entries()) for (const i of below) upper[i]?.push(above)
  return {
    context,
    concepts,
    lower,
    upper,
    attributeConcepts: context.attributes.map((_, m) => {
      const only = emptySet(context.attributes.length)
      only[m >>> 5] = 1 << (m & 31)
      return at(closureOf(context, only))
    }),
    objectConcepts: context.rows.map(at),
  }
}

/**
 * Intents of the concepts right below (C. Lindig, Fast concept analysis, 2000, the dual of his Neighbors): among the
 * closures of B ∪ {m} the minimal ones. Such a closure is minimal exactly if every m that it adds gives it again.
 */
export function lowerNeighbours(context: FormalContext, concept: Concept): readonly Bitset[] {
  const n = context.attributes.length
  const closures = new Map<number, Bitset>()
  for (let m = 0; m < n; m++) {
    const column = context.columns[m]
    if (column && !has(concept.intent, m))
      closures.set(m, intentOf(context, intersection(concept.extent, column)))
  }
  const minimal = new Map<string, Bitset>()
  for (const closed of closures.values()) {
    const key = keyOf(closed)
    if (minimal.has(key)) continue
    let covers = true
    for (const [m, other] of closures) if (has(closed, m) && !isSubset(closed, other)) covers = false
    if (covers) minimal.set(key, closed)
  }
  return [...minimal.values()]
}
