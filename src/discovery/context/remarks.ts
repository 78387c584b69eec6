import { cardinality, keyOf } from '../bitset.ts'
import type { FormalContext } from './formal-context.ts'

/** What is allowed and yet likely a slip: shown beside the result, never in its way. */
export type ContextRemark =
  | { readonly kind: 'no_objects' }
  | { readonly kind: 'always' | 'never'; readonly attribute: string }
  | { readonly kind: 'same_attributes'; readonly attributes: readonly string[] }
  | { readonly kind: 'many_objects'; readonly objects: number; readonly distinct: number }

/** From here on it is worth saying how many objects differ at all. */
const MANY = 10_000

/**
 * Attributes that all objects have or none has (each is an implication of its own: ∅ → m, or m → everything), attributes
 * that cannot be told apart, and how many of very many objects differ.
 */
export function remarksOn(context: FormalContext): readonly ContextRemark[] {
  const { objects, attributes, rows, columns } = context
  if (objects.length === 0) return [{ kind: 'no_objects' }]
  const remarks: ContextRemark[] = []
  const alike = new Map<string, string[]>()
  for (const [m, attribute] of attributes.entries()) {
    const column = columns[m]
    if (!column) continue
    const held = cardinality(column)
    if (held === objects.length) remarks.push({ kind: 'always', attribute })
    else if (held === 0) remarks.push({ kind: 'never', attribute })
    else {
      const key = column.join()
      alike.set(key, [...(alike.get(key) ?? []), attribute])
    }
  }
  for (const group of alike.values())
    if (group.length > 1) remarks.push({ kind: 'same_attributes', attributes: group })
  if (objects.length >= MANY)
    remarks.push({ kind: 'many_objects', objects: objects.length, distinct: new Set(rows.map(keyOf)).size })
  return remarks
}
