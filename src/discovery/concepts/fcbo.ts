import type { FormalContext } from '../context/formal-context.ts'
import type { ConceptCursor } from './cursor.ts'
import { createFcboManyWords } from './fcbo-many-words.ts'
import { createFcboOneWord } from './fcbo-one-word.ts'

/**
 * All concepts by FCbO (P. Krajca, J. Outrata, V. Vychodil, Advances in algorithms based on CbO, CLA 2010): Kuznetsov's
 * Close-by-One with the intents of failed canonicity tests handed down. Where B ∪ {j} closed brought in something below j
 * that B lacks, so does every larger B that lacks it, and need not be closed. Two things are done otherwise than in the paper:
 * - Attributes are tried from the largest down. What failed for larger attributes is then known when a child is entered, so
 *   that no queue is needed, and the concepts come in lectic order: exactly NextClosure's list.
 * - Extents are lists of objects, all of them on one stack.
 */
export function createFcbo(context: FormalContext): ConceptCursor {
  return context.attributes.length <= 32 ? createFcboOneWord(context) : createFcboManyWords(context)
}
