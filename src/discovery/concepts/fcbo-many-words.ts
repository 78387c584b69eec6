import { add, bitsBelow, emptySet, fullSet } from '../bitset.ts'
import { closureOf } from '../context/derivation.ts'
import type { FormalContext } from '../context/formal-context.ts'
import type { ConceptCursor } from './cursor.ts'
import { grown } from './grown.ts'

/** FCbO (see `fcbo.ts`) for any number of attributes; the one-word version is the same prose and easier to read. */
export function createFcboManyWords(context: FormalContext): ConceptCursor {
  const n = context.attributes.length
  const words = (n + 31) >>> 5
  const count = context.objects.length
  // Word by word: rows[w] holds word w of every object.
  const rows = Array.from({ length: words }, (_, w) => Int32Array.from(context.rows, (row) => row[w] ?? 0))
  const full = Int32Array.from(fullSet(n))
  const intent = emptySet(n)
  const met = new Int32Array(words)
  const failed = new Int32Array(n * words)
  let trail = new Int32Array(1024)
  let trailed = 0
  const intents = new Int32Array((n + 2) * words)
  const holds = new Int32Array((n + 2) * words)
  const tries = new Int32Array((n + 2) * words)
  const starts = new Int32Array(n + 2)
  const ends = new Int32Array(n + 2)
  const trails = new Int32Array(n + 2)
  let lists = new Int32Array(Math.max(1024, count * 2))
  let depth = -1
  let ended = false

  /** What to try is what some object has beyond the intent; nothing that the parent's objects did not have. */
  function enter(j: number, start: number, end: number): true {
    const parent = depth * words
    depth++
    const own = depth * words
    for (let w = 0; w < words; w++) {
      const closed = met[w] ?? 0
      const possible = (depth === 0 ? -1 : (holds[parent + w] ?? 0)) & ~closed & above(j, w)
      const row = rows[w] ?? full
      let held = 0
      for (let k = start; k < end && (held & possible) !== possible; k++) held |= row[lists[k] ?? 0] ?? 0
      intents[own + w] = closed
      intent[w] = closed
      holds[own + w] = held & possible
      tries[own + w] = held & possible
    }
    starts[depth] = start
    ends[depth] = end
    trails[depth] = trailed
    return true
  }

  function begin(): true {
    for (let g = 0; g < count; g++) lists[g] = g
    met.set(closureOf(context, emptySet(n)))
    return enter(-1, 0, count)
  }

  /** Objects of the deepest node that have `j`, put after it on the stack. */
  function select(j: number, start: number, end: number): number {
    const row = rows[j >>> 5] ?? full
    let to = end
    for (let k = start; k < end; k++) {
      const g = lists[k] ?? 0
      if ((((row[g] ?? 0) >>> (j & 31)) & 1) === 1) lists[to++] = g
    }
    return to
  }

  /** The common attributes of the objects from `from` to `to` go into `met`, for the words given. */
  function intersect(j: number, from: number, to: number, first: number, last: number): void {
    const own = depth * words
    for (let w = first; w <= last; w++) {
      const row = rows[w] ?? full
      const least = (intents[own + w] ?? 0) | (w === j >>> 5 ? 1 << (j & 31) : 0)
      let common = full[w] ?? 0
      for (let k = from; k < to && common !== least; k++) common &= row[lists[k] ?? 0] ?? 0
      met[w] = common
    }
  }

  /** Whether `set` at `from` holds something below j that the deepest node's intent lacks. */
  function addsBelow(set: Int32Array, from: number, j: number): boolean {
    const own = depth * words
    const last = j >>> 5
    for (let w = 0; w < last; w++) if (((set[from + w] ?? 0) & ~(intents[own + w] ?? 0)) !== 0) return true
    return ((set[from + last] ?? 0) & ~(intents[own + last] ?? 0) & bitsBelow(j)) !== 0
  }

  function enterChild(): boolean {
    const own = depth * words
    const start = starts[depth] ?? 0
    const end = ends[depth] ?? 0
    if (end + end - start > lists.length) lists = grown(lists, end + end - start)
    for (let w = words - 1; w >= 0; w--)
      for (let open = tries[own + w] ?? 0; open !== 0; ) {
        const bit = 31 - Math.clz32(open)
        const j = (w << 5) + bit
        open ^= 1 << bit
        tries[own + w] = open
        if (addsBelow(failed, j * words, j)) continue
        const to = select(j, start, end)
        // What is above j does not matter to the test, nor to those that learn from its failure.
        intersect(j, end, to, 0, w)
        if (addsBelow(met, 0, j)) {
          noteFailure(j)
          continue
        }
        intersect(j, end, to, w + 1, words - 1)
        return enter(j, end, to)
      }
    return false
  }

  function noteFailure(j: number): void {
    if (trailed + words + 1 > trail.length) trail = grown(trail, trailed + words + 1)
    for (let w = 0; w < words; w++) {
      trail[trailed++] = failed[j * words + w] ?? 0
      failed[j * words + w] = met[w] ?? 0
    }
    trail[trailed++] = j
  }

  function leave(): void {
    const first = trails[depth] ?? 0
    while (trailed > first) {
      const at = (trail[--trailed] ?? 0) * words
      for (let w = words - 1; w >= 0; w--) failed[at + w] = trail[--trailed] ?? 0
    }
    depth--
  }

  function end(): boolean {
    const missing = !ended && full.some((word, w) => word >>> 0 !== intent[w])
    ended = true
    intent.set(full)
    return missing
  }

  function advance(): boolean {
    if (depth < 0) return ended || count === 0 ? end() : begin()
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
      const extent = emptySet(count)
      if (depth >= 0) for (let k = starts[depth] ?? 0; k < (ends[depth] ?? 0); k++) add(extent, lists[k] ?? 0)
      return extent
    },
  }
}

/** The bits of word `w` that stand for more than `j`. */
function above(j: number, w: number): number {
  const from = j + 1 - (w << 5)
  if (from <= 0) return -1
  return from >= 32 ? 0 : -1 << from
}
