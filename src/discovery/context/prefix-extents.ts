import { add, type Bitset, cardinality, fullSet } from '../bitset.ts'
import type { FormalContext } from './formal-context.ts'

/**
 * The derivations that an enumeration in lectic order needs. It goes from A to A ⊕ i = (A ∩ {0 … i−1}) ∪ {i}, whose extent is
 * that of the prefix A ∩ {0 … i−1} met with i′; the extents of the prefixes wait on a stack.
 */
export interface PrefixExtents {
  /** Forgets the prefixes that end with attribute `i` or a later one. */
  cut(i: number): void
  /**
   * The intent of the prefix with `i`, until `keep` only tried. `least` is known to be a part of it: intersecting the rows ends
   * as soon as nothing else is left. Overwritten by the next `derive`.
   */
  derive(i: number, least: Bitset): Bitset
  /** What was derived for `i` last becomes the longest prefix. */
  keep(i: number): void
  /** Of the longest prefix: how many objects, and a copy of the set. */
  support(): number
  extent(): Bitset
}

export function createPrefixExtents(context: FormalContext): PrefixExtents {
  const n = context.attributes.length
  const words = (n + 31) >>> 5
  const objectWords = (context.objects.length + 31) >>> 5
  const rows = flat(context.rows, words)
  const columns = flat(context.columns, objectWords)
  const full = fullSet(n)
  const least = new Uint32Array(words)
  const ends: number[] = []
  // Level d holds the prefix of d kept attributes; level 0 is the empty one.
  const extents = [fullSet(context.objects.length)]
  const intents = [new Uint32Array(words)]

  function oneWord(below: Bitset, extent: Bitset, column: number): number {
    const goal = least[0] ?? 0
    let common = full[0] ?? 0
    for (let w = 0; w < objectWords; w++) {
      const meet = (below[w] ?? 0) & (columns[column + w] ?? 0)
      extent[w] = meet
      if ((common | 0) === (goal | 0)) continue
      for (let rest = meet; rest !== 0; rest &= rest - 1)
        common &= rows[(w << 5) + 31 - Math.clz32(rest & -rest)] ?? 0
    }
    return common
  }

  function manyWords(below: Bitset, extent: Bitset, column: number, common: Bitset): void {
    common.set(full)
    let excess = 1
    for (let w = 0; w < objectWords; w++) {
      const meet = (below[w] ?? 0) & (columns[column + w] ?? 0)
      extent[w] = meet
      for (let rest = meet; rest !== 0 && excess !== 0; rest &= rest - 1) {
        const row = ((w << 5) + 31 - Math.clz32(rest & -rest)) * words
        excess = 0
        for (let v = 0; v < words; v++) {
          const met = (common[v] ?? 0) & (rows[row + v] ?? 0)
          common[v] = met
          excess |= met ^ (least[v] ?? 0)
        }
      }
    }
  }

  return {
    cut(i) {
      while (ends.length > 0 && (ends[ends.length - 1] ?? 0) >= i) ends.pop()
    },
    derive(i, known) {
      const depth = ends.length
      const below = extents[depth] ?? full
      const above = intents[depth] ?? full
      const extent = (extents[depth + 1] ??= new Uint32Array(objectWords))
      const common = (intents[depth + 1] ??= new Uint32Array(words))
      for (let w = 0; w < words; w++) least[w] = (above[w] ?? 0) | (known[w] ?? 0)
      add(least, i)
      if (words === 1) common[0] = oneWord(below, extent, i * objectWords)
      else manyWords(below, extent, i * objectWords, common)
      return common
    },
    keep(i) {
      ends.push(i)
    },
    support: () => cardinality(extents[ends.length] ?? full),
    extent: () => (extents[ends.length] ?? full).slice(),
  }
}

function flat(sets: readonly Bitset[], words: number): Uint32Array {
  const all = new Uint32Array(sets.length * words)
  for (const [i, set] of sets.entries()) all.set(set, i * words)
  return all
}
