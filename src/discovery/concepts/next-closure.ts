import { emptySet, fullSet, has, remove } from '../bitset.ts'
import { addsNothingBelow } from '../closure-system.ts'
import { closureOf } from '../context/derivation.ts'
import type { FormalContext } from '../context/formal-context.ts'
import { createPrefixExtents } from '../context/prefix-extents.ts'
import type { ConceptCursor } from './cursor.ts'

/**
 * All concepts in the lectic order of their intents, by Ganter's NextClosure (see `closure-system.ts`) on the closure of the
 * context: for i from the largest attribute down, A ⊕ i, until one adds nothing below i.
 */
export function createNextClosure(context: FormalContext): ConceptCursor {
  const n = context.attributes.length
  const prefixes = createPrefixExtents(context)
  const nothing = emptySet(n)
  const intent = fullSet(n)
  const kept = emptySet(n)
  let begun = false

  function advance(): boolean {
    if (!begun) {
      begun = true
      intent.set(closureOf(context, nothing))
      return true
    }
    kept.set(intent)
    for (let i = n - 1; i >= 0; i--) {
      if (has(kept, i)) {
        remove(kept, i)
        prefixes.cut(i)
        continue
      }
      const closed = prefixes.derive(i, nothing)
      if (!addsNothingBelow(closed, kept, i)) continue
      prefixes.keep(i)
      intent.set(closed)
      return true
    }
    return false
  }

  return {
    advance,
    intent,
    get support() {
      return prefixes.support()
    },
    extent: prefixes.extent,
  }
}
