import type { Bitset } from '../bitset.ts'

/** A formal concept (A, B): A = B′ and B = A′. */
export interface Concept {
  readonly extent: Bitset
  readonly intent: Bitset
}

/**
 * Walks over the concepts of a context, one `advance` at a time, so that whoever walks can stop, report and go on. What it
 * shows is valid until the next `advance`; copy what is to be kept.
 */
export interface ConceptCursor {
  /** False when there is no further concept. */
  advance(): boolean
  /** A view that `advance` overwrites. */
  readonly intent: Bitset
  /** Objects in the extent. */
  readonly support: number
  /** A copy. */
  extent(): Bitset
}

/** The concepts that are left, as values of their own. */
export function* conceptsOf(cursor: ConceptCursor): Generator<Concept, void, undefined> {
  while (cursor.advance()) yield { extent: cursor.extent(), intent: cursor.intent.slice() }
}
