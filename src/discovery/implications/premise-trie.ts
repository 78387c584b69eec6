import { type Bitset, emptySet, lowestBit, uniteInto } from '../bitset.ts'
import { grown } from '../concepts/grown.ts'
import type { Implication } from './implication.ts'

/**
 * Implications by their premises, in a set-trie (I. Savnik, Index data structure for fast subset and superset queries, CD-ARES
 * 2013): the way from the root to a node spells a premise, smallest attribute first. Closing a set walks only along
 * beginnings of premises that lie in the set; for small sets among many implications that is far less than LinClosure's
 * pass over all that hold one of its attributes (compare Bazhanov & Obiedkov, Optimizations in computing the
 * Duquenne–Guigues basis of implications, Annals of Mathematics and AI 70, 2014).
 */
export interface PremiseTrie {
  /** Of one premise all conclusions are put together. */
  add(implication: Implication): void
  /**
   * Replaces `set` by its closure. Stops and says false as soon as something below `limit` that the set lacked at first is
   * added: NextClosure then has no use for the rest. Limit 0 never stops.
   */
  close(set: Bitset, limit: number): boolean
}

/** `words` of a node: attribute, first child, next sibling, implication or −1. */
const NODE = 4

export function createPremiseTrie(attributes: number): PremiseTrie {
  const implications: Bitset[] = []
  const original = emptySet(attributes)
  let nodes = new Int32Array(NODE * 256).fill(-1, 0, NODE)
  let used = NODE
  let closing = original
  let limitWord = 0
  let limitBits = 0
  let grew = false

  /** Children stand in ascending order of their attributes. */
  function childOf(parent: number, attribute: number): number {
    let before = -1
    let child = nodes[parent + 1] ?? -1
    while (child !== -1 && (nodes[child] ?? 0) < attribute) {
      before = child
      child = nodes[child + 2] ?? -1
    }
    if (child !== -1 && nodes[child] === attribute) return child
    if (used + NODE > nodes.length) nodes = grown(nodes, used + NODE)
    nodes.set([attribute, -1, child, -1], used)
    nodes[before === -1 ? parent + 1 : before + 2] = used
    used += NODE
    return used - NODE
  }

  /** Fires what lies below `node` and whose premise is in the set; false where that adds something below the limit. */
  function walk(node: number): boolean {
    const fires = nodes[node + 3] ?? -1
    if (fires !== -1 && !fire(implications[fires] ?? original)) return false
    for (let child = nodes[node + 1] ?? -1; child !== -1; child = nodes[child + 2] ?? -1) {
      const attribute = nodes[child] ?? 0
      if ((((closing[attribute >>> 5] ?? 0) >>> (attribute & 31)) & 1) === 1 && !walk(child)) return false
    }
    return true
  }

  function fire(conclusion: Bitset): boolean {
    for (let w = 0; w < conclusion.length; w++) {
      const now = closing[w] ?? 0
      const then = now | (conclusion[w] ?? 0)
      if ((then | 0) === (now | 0)) continue
      const below = w < limitWord ? -1 : w === limitWord ? limitBits : 0
      if ((then & ~(original[w] ?? 0) & below) !== 0) return false
      closing[w] = then
      grew = true
    }
    return true
  }

  return {
    add({ premise, conclusion }) {
      let node = 0
      for (let w = 0; w < premise.length; w++)
        for (let rest = premise[w] ?? 0; rest !== 0; rest &= rest - 1)
          node = childOf(node, (w << 5) + lowestBit(rest))
      const before = implications[nodes[node + 3] ?? -1]
      if (before) return uniteInto(before, conclusion)
      nodes[node + 3] = implications.length
      implications.push(conclusion.slice())
    },
    close(set, limit) {
      original.set(set)
      closing = set
      limitWord = limit >>> 5
      limitBits = (1 << (limit & 31)) - 1
      do {
        grew = false
        if (!walk(0)) return false
      } while (grew)
      return true
    },
  }
}

/** The closure of single sets under fixed implications, by the trie. */
export function createTrieClosure(
  implications: readonly Implication[],
  size: number,
): (set: Bitset) => Bitset {
  const trie = createPremiseTrie(size)
  for (const implication of implications) trie.add(implication)
  return (set) => {
    const closed = set.slice()
    trie.close(closed, 0)
    return closed
  }
}
