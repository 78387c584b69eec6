import {
  add,
  type Bitset,
  compareLectically,
  emptySet,
  equals,
  isProperSubset,
  isSubset,
} from '../../src/discovery/bitset.ts'
import { contextOf, type FormalContext } from '../../src/discovery/context/formal-context.ts'

/** Definitions, written down as they stand in the book and without any care for speed. */

/** From a table of rows such as `x.x`; attributes a, b, c …, objects 1, 2, 3 … */
export function table(...rows: readonly string[]): FormalContext {
  const width = rows[0]?.length ?? 0
  const attributes = Array.from({ length: width }, (_, m) => (m < 26 ? String.fromCharCode(97 + m) : `m${m}`))
  return contextOf(
    rows.map((_, g) => String(g + 1)),
    attributes,
    (g, m) => rows[g]?.[m] === 'x',
  )
}

/** All subsets of {0 … n − 1}. */
export function* subsets(n: number): Generator<Bitset> {
  for (let bits = 0; bits < 2 ** n; bits++) {
    const set = emptySet(n)
    for (let m = 0; m < n; m++) if ((bits >>> m) & 1) add(set, m)
    yield set
  }
}

/** B″ attribute by attribute and object by object. */
export function closureByDefinition(context: FormalContext, set: Bitset): Bitset {
  const closed = emptySet(context.attributes.length)
  const having = context.rows.filter((row) => isSubset(set, row))
  for (let m = 0; m < context.attributes.length; m++) {
    const only = emptySet(context.attributes.length)
    add(only, m)
    if (having.every((row) => isSubset(only, row))) add(closed, m)
  }
  return closed
}

/** Every set that is its own closure, in lectic order. */
export const intentsByDefinition = (context: FormalContext): readonly Bitset[] =>
  [...subsets(context.attributes.length)]
    .filter((set) => equals(set, closureByDefinition(context, set)))
    .sort(compareLectically)

/** Ganter & Wille 1999, definition 40: P ≠ P″, and Q″ ⊆ P for every pseudo-intent Q ⊂ P. */
export function pseudoIntentsByDefinition(context: FormalContext): readonly Bitset[] {
  const bySize = [...subsets(context.attributes.length)].sort((a, b) => size(a) - size(b))
  const found: Bitset[] = []
  for (const set of bySize) {
    if (equals(set, closureByDefinition(context, set))) continue
    const smaller = found.filter((pseudo) => isProperSubset(pseudo, set))
    if (smaller.every((pseudo) => isSubset(closureByDefinition(context, pseudo), set))) found.push(set)
  }
  return found.sort(compareLectically)
}

const size = (set: Bitset): number =>
  [...set].reduce((sum, word) => sum + word.toString(2).replaceAll('0', '').length, 0)
