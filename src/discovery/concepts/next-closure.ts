import { add, type Bitset, bitsBelow, cardinality, fullSet, has, remove } from '../bitset.ts'
import { closureOf, extentOf } from '../context/derivation.ts'
import type { FormalContext } from '../context/formal-context.ts'
import type { ConceptCursor } from './cursor.ts'

/**
 * All concepts in the lectic order of their intents, by Ganter's NextClosure (see `closure-system.ts`) with the two
 * savings that the order allows: the extents of the prefixes A ∩ {0 … i−1} are kept on a stack, so that A ⊕ i costs one
 * intersection; and the intersection of the rows ends as soon as it is as small as it can be, which is T ∪ {i} for the
 * intent T of the prefix.
 */
export function createNextClosure(context: FormalContext): ConceptCursor {
  const n = context.attributes.length
  const words = (n + 31) >>> 5
  const objectWords = (context.objects.length + 31) >>> 5
  const rows = flat(context.rows, words)
  const columns = flat(context.columns, objectWords)
  const intent = fullSet(n)
  const kept = new Uint32Array(words)
  const least = new Uint32Array(words)
  const generators: number[] = []
  // Level d: extent and intent of the prefix that ends with generator d − 1; level 0 is ∅″.
  const extents = [fullSet(context.objects.length)]
  const intents = [new Uint32Array(words)]
  let begun = false

  function begin(): boolean {
    begun = true
    const closed = closureOf(context, new Uint32Array(words))
    intents[0]?.set(closed)
    intent.set(closed)
    return true
  }

  /** Extent and intent of A ⊕ i, into the level above; the intent may be left larger than it is where it adds something below i. */
  function derive(i: number): Bitset {
    const depth = generators.length
    const below = extents[depth] ?? kept
    const extent = (extents[depth + 1] ??= new Uint32Array(objectWords))
    const closed = (intents[depth + 1] ??= new Uint32Array(words))
    least.set(intents[depth] ?? kept)
    add(least, i)
    closed.fill(0xffffffff)
    closed[words - 1] = (n & 31) === 0 ? 0xffffffff : bitsBelow(n)
    const column = i * objectWords
    let excess = 1
    for (let w = 0; w < objectWords; w++) {
      const meet = (below[w] ?? 0) & (columns[column + w] ?? 0)
      extent[w] = meet
      for (let rest = meet; rest !== 0 && excess !== 0; rest &= rest - 1) {
        const row = ((w << 5) + 31 - Math.clz32(rest & -rest)) * words
        excess = 0
        for (let v = 0; v < words; v++) {
          const met = (closed[v] ?? 0) & (rows[row + v] ?? 0)
          closed[v] = met
          excess |= met ^ (least[v] ?? 0)
        }
      }
    }
    return closed
  }

  function advance(): boolean {
    if (!begun) return begin()
    kept.set(intent)
    for (let i = n - 1; i >= 0; i--) {
      if (generators[generators.length - 1] === i) generators.pop()
      if (has(kept, i)) {
        remove(kept, i)
        continue
      }
      const closed = derive(i)
      const last = i >>> 5
      let added = (closed[last] ?? 0) & ~(kept[last] ?? 0) & bitsBelow(i)
      for (let w = 0; w < last; w++) added |= (closed[w] ?? 0) & ~(kept[w] ?? 0)
      if (added !== 0) continue
      generators.push(i)
      intent.set(closed)
      return true
    }
    return false
  }

  return {
    advance,
    intent,
    get support() {
      return cardinality(extents[generators.length] ?? kept)
    },
    extent: () => extents[generators.length]?.slice() ?? extentOf(context, intent),
  }
}

function flat(sets: readonly Bitset[], words: number): Uint32Array {
  const all = new Uint32Array(sets.length * words)
  for (const [i, set] of sets.entries()) all.set(set, i * words)
  return all
}
