import { add, type Bitset, bitsBelow, emptySet, has, remove } from './bitset.ts'

/** Extensive, monotone, idempotent; must return a set of its own. */
export type ClosureOperator = (set: Bitset) => Bitset

/**
 * NextClosure: the lectically smallest closed set after the closed set `set`, or undefined where `set` is the whole universe
 * of `size` (B. Ganter, Two basic algorithms in concept analysis, FB4-Preprint 831, TH Darmstadt, 1984; Ganter & Wille 1999,
 * theorem 5): for i from the largest down, A ⊕ i = (A ∩ {0 … i−1}) ∪ {i} closed, until one adds nothing below i.
 */
export function nextClosure(set: Bitset, size: number, closure: ClosureOperator): Bitset | undefined {
  const kept = set.slice()
  for (let i = size - 1; i >= 0; i--) {
    if (has(kept, i)) {
      remove(kept, i)
      continue
    }
    const seed = kept.slice()
    add(seed, i)
    const closed = closure(seed)
    if (addsNothingBelow(closed, kept, i)) return closed
  }
  return undefined
}

/** All closed sets of a universe of `size` in lectic order, the closure of ∅ first and the universe last. */
export function* allClosures(size: number, closure: ClosureOperator): Generator<Bitset, void, undefined> {
  let set: Bitset | undefined = closure(emptySet(size))
  for (; set; set = nextClosure(set, size, closure)) yield set
}

/** Whether `closed` holds no number below `i` that `set` lacks: set <ᵢ closed. */
export function addsNothingBelow(closed: Bitset, set: Bitset, i: number): boolean {
  const last = i >>> 5
  for (let w = 0; w < last; w++) if (((closed[w] ?? 0) & ~(set[w] ?? 0)) !== 0) return false
  return ((closed[last] ?? 0) & ~(set[last] ?? 0) & bitsBelow(i)) === 0
}
