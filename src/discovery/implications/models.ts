import { add, type Bitset, emptySet } from '../bitset.ts'
import { allClosures, type ClosureOperator } from '../closure-system.ts'
import type { Random } from '../random.ts'
import type { Implication } from './implication.ts'
import { createTrieClosure } from './premise-trie.ts'

/** Every set of attributes that an object may have while it respects all implications, in lectic order; up to 2ⁿ of them. */
export const modelsOf = (
  implications: readonly Implication[],
  size: number,
): Generator<Bitset, void, undefined> => allClosures(size, createTrieClosure(implications, size))

/** The closure of a set that has each attribute with the chance `density`: an object to try rules and candidates on. */
export function randomModel(closure: ClosureOperator, size: number, density: number, random: Random): Bitset {
  const seed = emptySet(size)
  for (let m = 0; m < size; m++) if (random() < density) add(seed, m)
  return closure(seed)
}
