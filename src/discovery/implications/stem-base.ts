import { add, type Bitset, emptySet, equals, has, remove } from '../bitset.ts'
import { addsNothingBelow } from '../closure-system.ts'
import { closureOf } from '../context/derivation.ts'
import type { FormalContext } from '../context/formal-context.ts'
import { createPrefixExtents } from '../context/prefix-extents.ts'
import type { Implication } from './implication.ts'
import { createPremiseTrie } from './premise-trie.ts'

/**
 * The stem base, or Duquenne–Guigues base (J.-L. Guigues, V. Duquenne, Familles minimales d'implications informatives,
 * Mathématiques et Sciences humaines 95, 1986): P → P″ for every pseudo-intent P. Sound, complete, and of all such sets of
 * implications one with the fewest. Premises come in lectic order.
 */
export const stemBase = (context: FormalContext): readonly Implication[] => [
  ...implicationsOf(createStemBase(context)),
]

/** One `advance` is one closed set of Ganter's algorithm, an intent or a pseudo-intent, so that the walk can be left and resumed. */
export interface StemBaseCursor {
  /** False when there is no further set. */
  advance(): boolean
  /** The implication that the last `advance` found; undefined where it found an intent. */
  readonly found: Implication | undefined
  /** Objects that have the premise. */
  readonly support: number
}

export function* implicationsOf(cursor: StemBaseCursor): Generator<Implication, void, undefined> {
  while (cursor.advance()) if (cursor.found) yield cursor.found
}

/**
 * Ganter's algorithm (Two basic algorithms in concept analysis, 1984; Ganter & Obiedkov, Conceptual Exploration, 2016,
 * algorithm 17): intents and pseudo-intents together are the sets closed under the implications found so far, and
 * NextClosure meets them in lectic order. After a pseudo-intent P made with attribute i the walk goes on at P″ where that adds
 * nothing below i, and otherwise with attributes below i: what lies between is not closed under P → P″.
 */
export function createStemBase(context: FormalContext): StemBaseCursor {
  const n = context.attributes.length
  const prefixes = createPrefixExtents(context)
  const trie = createPremiseTrie(n)
  const set = emptySet(n)
  const seed = emptySet(n)
  let found: Implication | undefined
  let begun = false
  /** Attributes from here on need not be tried. */
  let from = n

  /** Notes what was found at `set`, made with attribute i, and where the walk goes on. */
  function meet(closed: Bitset, i: number): true {
    found = undefined
    from = n
    if (equals(closed, set)) return true
    found = { premise: set.slice(), conclusion: closed.slice() }
    trie.add(found)
    if (addsNothingBelow(closed, set, Math.max(i, 0))) set.set(closed)
    else {
      for (let m = i + 1; m < n; m++) remove(set, m)
      from = i + 1
    }
    return true
  }

  function advance(): boolean {
    if (!begun) {
      begun = true
      return meet(closureOf(context, set), -1)
    }
    for (let i = from - 1; i >= 0; i--) {
      if (has(set, i)) {
        remove(set, i)
        prefixes.cut(i)
        continue
      }
      seed.set(set)
      add(seed, i)
      if (!trie.close(seed, i)) continue
      const closed = prefixes.derive(i, seed)
      prefixes.keep(i)
      set.set(seed)
      return meet(closed, i)
    }
    found = undefined
    from = 0
    return false
  }

  return {
    advance,
    get found() {
      return found
    },
    get support() {
      return prefixes.support()
    },
  }
}
