import { add, emptySet } from '../bitset.ts'
import { closureOf } from '../context/derivation.ts'
import type { FormalContext } from '../context/formal-context.ts'
import type { ConceptCursor } from './cursor.ts'
import { grown } from './grown.ts'

/** FCbO (see `fcbo.ts`) for at most 32 attributes: an intent is one machine word. */
export function createFcboOneWord(context: FormalContext): ConceptCursor {
  const n = context.attributes.length
  const rows = Int32Array.from(context.rows, (row) => row[0] ?? 0)
  const full = n === 32 ? -1 : (1 << n) - 1
  const intent = emptySet(n)
  // For each attribute the closure that last failed; what it was before is on the trail, to be put back when a node is left.
  const failed = new Int32Array(n)
  let trail = new Int32Array(256)
  let trailed = 0
  // The node at each depth: intent, attributes still to try, its objects in `lists`, and where its part of the trail begins.
  const intents = new Int32Array(n + 2)
  const tries = new Int32Array(n + 2)
  const starts = new Int32Array(n + 2)
  const ends = new Int32Array(n + 2)
  const trails = new Int32Array(n + 2)
  let lists = new Int32Array(Math.max(1024, rows.length * 2))
  let depth = -1
  let ended = false

  /** `j` made the node, −1 at the root. Only attributes that some object has beyond the intent are tried. */
  function enter(closed: number, j: number, start: number, end: number): true {
    let held = 0
    for (let k = start; k < end; k++) held |= rows[lists[k] ?? 0] ?? 0
    depth++
    intents[depth] = closed
    tries[depth] = held & ~closed & above(j)
    starts[depth] = start
    ends[depth] = end
    trails[depth] = trailed
    intent[0] = closed
    return true
  }

  function begin(): true {
    for (let g = 0; g < rows.length; g++) lists[g] = g
    return enter(closureOf(context, emptySet(n))[0] ?? 0, -1, 0, rows.length)
  }

  /** Enters the next child of the deepest node, or says that none is left. */
  function enterChild(): boolean {
    const closed = intents[depth] ?? 0
    const start = starts[depth] ?? 0
    const end = ends[depth] ?? 0
    if (end + end - start > lists.length) lists = grown(lists, end + end - start)
    for (let open = tries[depth] ?? 0; open !== 0; ) {
      const j = 31 - Math.clz32(open)
      open ^= 1 << j
      const lacking = ~closed & ((1 << j) - 1)
      if (((failed[j] ?? 0) & lacking) !== 0) continue
      let met = full
      let to = end
      for (let k = start; k < end; k++) {
        const g = lists[k] ?? 0
        const row = rows[g] ?? 0
        if (((row >>> j) & 1) === 0) continue
        lists[to++] = g
        met &= row
      }
      if ((met & lacking) === 0) {
        tries[depth] = open
        return enter(met, j, end, to)
      }
      if (trailed + 2 > trail.length) trail = grown(trail, trailed + 2)
      trail[trailed++] = failed[j] ?? 0
      trail[trailed++] = j
      failed[j] = met
    }
    return false
  }

  function leave(): void {
    for (const first = trails[depth] ?? 0; trailed > first; trailed -= 2)
      failed[trail[trailed - 1] ?? 0] = trail[trailed - 2] ?? 0
    depth--
  }

  /** The concept (∅, M) has no object to lead to it; where it is one of its own it is the last. */
  function end(): boolean {
    const missing = !ended && (intent[0] ?? 0) !== full >>> 0
    ended = true
    intent[0] = full
    return missing
  }

  function advance(): boolean {
    if (depth < 0) return ended || rows.length === 0 ? end() : begin()
    for (; depth >= 0; leave()) if (enterChild()) return true
    return end()
  }

  return {
    advance,
    intent,
    get support() {
      return depth < 0 ? 0 : (ends[depth] ?? 0) - (starts[depth] ?? 0)
    },
    extent() {
      const extent = emptySet(rows.length)
      if (depth >= 0) for (let k = starts[depth] ?? 0; k < (ends[depth] ?? 0); k++) add(extent, lists[k] ?? 0)
      return extent
    },
  }
}

const above = (j: number): number => (j >= 31 ? 0 : -1 << (j + 1))
