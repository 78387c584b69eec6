import { type Bitset, cardinality, intersection, popcount, union } from './bitset.ts'

/** A distance in [0, 1]; 0 for equals. */
export type Distance<T> = (a: T, b: T) => number

/** Share of the first `size` numbers on which two sets differ (Hamming). */
export function hamming(a: Bitset, b: Bitset, size: number): number {
  let differ = 0
  for (let w = 0; w < a.length; w++) differ += popcount((a[w] ?? 0) ^ (b[w] ?? 0))
  return size === 0 ? 0 : differ / size
}

/** 1 − |a ∩ b| / |a ∪ b| (P. Jaccard, 1912); 0 for two empty sets. */
export function jaccard(a: Bitset, b: Bitset): number {
  const all = cardinality(union(a, b))
  return all === 0 ? 0 : 1 - cardinality(intersection(a, b)) / all
}

/** Mean distance of two different items: the diversity of a choice, 0 for fewer than two. */
export function diversity<T>(items: readonly T[], distance: Distance<T>): number {
  const pairs = items.flatMap((a, i) => items.slice(i + 1).map((b) => distance(a, b)))
  return pairs.length === 0 ? 0 : pairs.reduce((sum, one) => sum + one, 0) / pairs.length
}

/**
 * `count` items spread as widely as a greedy choice gets them: the first, and then each time the one farthest from all
 * that were taken (T. F. Gonzalez, Clustering to minimize the maximum intercluster distance, TCS 38, 1985). Earlier wins a tie.
 */
export function spread<T>(items: readonly T[], count: number, distance: Distance<T>): readonly T[] {
  const left = [...items]
  const taken = left.splice(0, Math.min(1, count))
  while (taken.length < count && left.length > 0) {
    const gaps = left.map((one) => Math.min(...taken.map((other) => distance(one, other))))
    taken.push(...left.splice(gaps.indexOf(Math.max(...gaps)), 1))
  }
  return taken
}
