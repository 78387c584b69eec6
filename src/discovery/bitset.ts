/**
 * A set of small whole numbers: number `i` is bit `i & 31` of word `i >>> 5`. Sets that meet must have the same length;
 * bits past the universe stay 0. Functions that end in `Into` change their first argument, the others change nothing.
 */
export type Bitset = Uint32Array

export const wordsFor = (size: number): number => (size + 31) >>> 5

export const emptySet = (size: number): Bitset => new Uint32Array(wordsFor(size))

export function fullSet(size: number): Bitset {
  const set = new Uint32Array(wordsFor(size)).fill(0xffffffff)
  if ((size & 31) !== 0) set[set.length - 1] = bitsBelow(size)
  return set
}

/** The bits of `i`'s own word that stand for smaller numbers; 0 where `i` begins a word. */
export const bitsBelow = (i: number): number => (1 << (i & 31)) - 1

export const has = (set: Bitset, i: number): boolean => (((set[i >>> 5] ?? 0) >>> (i & 31)) & 1) === 1

export function add(set: Bitset, i: number): void {
  set[i >>> 5] = (set[i >>> 5] ?? 0) | (1 << (i & 31))
}

export function remove(set: Bitset, i: number): void {
  set[i >>> 5] = (set[i >>> 5] ?? 0) & ~(1 << (i & 31))
}

export function intersectInto(set: Bitset, other: Bitset): void {
  for (let w = 0; w < set.length; w++) set[w] = (set[w] ?? 0) & (other[w] ?? 0)
}

export function uniteInto(set: Bitset, other: Bitset): void {
  for (let w = 0; w < set.length; w++) set[w] = (set[w] ?? 0) | (other[w] ?? 0)
}

export function subtractInto(set: Bitset, other: Bitset): void {
  for (let w = 0; w < set.length; w++) set[w] = (set[w] ?? 0) & ~(other[w] ?? 0)
}

export function intersection(a: Bitset, b: Bitset): Bitset {
  const set = a.slice()
  intersectInto(set, b)
  return set
}

export function union(a: Bitset, b: Bitset): Bitset {
  const set = a.slice()
  uniteInto(set, b)
  return set
}

export function difference(a: Bitset, b: Bitset): Bitset {
  const set = a.slice()
  subtractInto(set, b)
  return set
}

export function isSubset(a: Bitset, b: Bitset): boolean {
  for (let w = 0; w < a.length; w++) if (((a[w] ?? 0) & ~(b[w] ?? 0)) !== 0) return false
  return true
}

export function equals(a: Bitset, b: Bitset): boolean {
  for (let w = 0; w < a.length; w++) if (a[w] !== b[w]) return false
  return true
}

export const isProperSubset = (a: Bitset, b: Bitset): boolean => isSubset(a, b) && !equals(a, b)

export function meets(a: Bitset, b: Bitset): boolean {
  for (let w = 0; w < a.length; w++) if (((a[w] ?? 0) & (b[w] ?? 0)) !== 0) return true
  return false
}

/** How many numbers are in it. */
export function cardinality(set: Bitset): number {
  let count = 0
  for (let w = 0; w < set.length; w++) count += popcount(set[w] ?? 0)
  return count
}

/** Bits that are 1 in a word (Warren, Hacker's Delight, 2nd edition 2012, section 5-1). */
export function popcount(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555)
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333)
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** Its numbers, smallest first. */
export function members(set: Bitset): number[] {
  const found: number[] = []
  for (let w = 0; w < set.length; w++)
    for (let rest = set[w] ?? 0; rest !== 0; rest &= rest - 1) found.push((w << 5) + lowestBit(rest))
  return found
}

/** Position of the lowest 1 of a word that is not 0. */
export const lowestBit = (word: number): number => 31 - Math.clz32(word & -word)

/** The same text for equal sets of one length, and no other: a key for maps. */
export const keyOf = (set: Bitset): string =>
  String.fromCharCode(...new Uint16Array(set.buffer, set.byteOffset, set.length * 2))

/**
 * Below 0 where `a` comes before `b` in the lectic order, 0 where they are equal: the set that holds the smallest number
 * in which they differ is the greater one (Ganter & Wille, Formal Concept Analysis, 1999, section 2.1).
 */
export function compareLectically(a: Bitset, b: Bitset): number {
  for (let w = 0; w < a.length; w++) {
    const differ = (a[w] ?? 0) ^ (b[w] ?? 0)
    if (differ !== 0) return (((b[w] ?? 0) >>> lowestBit(differ)) & 1) === 1 ? -1 : 1
  }
  return 0
}
