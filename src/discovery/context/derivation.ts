import { type Bitset, fullSet, intersectInto, lowestBit } from '../bitset.ts'
import type { FormalContext } from './formal-context.ts'

/** The derivation operators of Ganter & Wille, Formal Concept Analysis, 1999, section 1.1. */

/** A′: the attributes that all objects of `objects` have; all attributes for no object. */
export function intentOf(context: FormalContext, objects: Bitset): Bitset {
  const intent = fullSet(context.attributes.length)
  for (let w = 0; w < objects.length; w++)
    for (let rest = objects[w] ?? 0; rest !== 0; rest &= rest - 1) {
      const row = context.rows[(w << 5) + lowestBit(rest)]
      if (row) intersectInto(intent, row)
    }
  return intent
}

/** B′: the objects that have all attributes of `attributes`; all objects for no attribute. */
export function extentOf(context: FormalContext, attributes: Bitset): Bitset {
  const extent = fullSet(context.objects.length)
  for (let w = 0; w < attributes.length; w++)
    for (let rest = attributes[w] ?? 0; rest !== 0; rest &= rest - 1) {
      const column = context.columns[(w << 5) + lowestBit(rest)]
      if (column) intersectInto(extent, column)
    }
  return extent
}

/** B″: the attributes common to all objects that have those of `attributes`. Extensive, monotone and idempotent. */
export function closureOf(context: FormalContext, attributes: Bitset): Bitset {
  return intentOf(context, extentOf(context, attributes))
}
