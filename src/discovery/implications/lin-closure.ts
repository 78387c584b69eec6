import { add, type Bitset, cardinality, has, lowestBit } from '../bitset.ts'
import type { ClosureOperator } from '../closure-system.ts'
import type { Implication } from './implication.ts'

/**
 * LinClosure (C. Beeri, P. A. Bernstein, Computational problems related to the design of normal form relational schemas, ACM
 * TODS 4(1), 1979; in this form Ganter & Obiedkov, Conceptual Exploration, 2016, algorithm 15): each implication counts
 * how many attributes of its premise are still missing; it fires when the count is 0. Linear in the size of the implications.
 */
export function createLinClosure(implications: readonly Implication[], size: number): ClosureOperator {
  const sizes = Int32Array.from(implications, ({ premise }) => cardinality(premise))
  const lists: number[][] = Array.from({ length: size }, () => [])
  for (const [i, { premise }] of implications.entries())
    for (let m = 0; m < size; m++) if (has(premise, m)) lists[m]?.push(i)
  const unconditional = implications.filter((_, i) => sizes[i] === 0)

  return (set) => {
    const closed = set.slice()
    for (const { conclusion } of unconditional)
      for (let w = 0; w < closed.length; w++) closed[w] = (closed[w] ?? 0) | (conclusion[w] ?? 0)
    const missing = sizes.slice()
    const update: number[] = []
    pushMembers(update, closed)
    for (let m = update.pop(); m !== undefined; m = update.pop())
      for (const i of lists[m] ?? []) {
        missing[i] = (missing[i] ?? 0) - 1
        if (missing[i] === 0) fire(implications[i], closed, update)
      }
    return closed
  }
}

function fire(implication: Implication | undefined, closed: Bitset, update: number[]): void {
  if (!implication) return
  for (let w = 0; w < closed.length; w++)
    for (let added = (implication.conclusion[w] ?? 0) & ~(closed[w] ?? 0); added !== 0; added &= added - 1) {
      const m = (w << 5) + lowestBit(added)
      add(closed, m)
      update.push(m)
    }
}

function pushMembers(list: number[], set: Bitset): void {
  for (let w = 0; w < set.length; w++)
    for (let rest = set[w] ?? 0; rest !== 0; rest &= rest - 1) list.push((w << 5) + lowestBit(rest))
}
