import { hash } from 'node:crypto'

/** What a row's hash binds beside the hash of the row before it in the same run. */
export interface ChainedRow {
  readonly position: number
  /** Position of the run's row before this one, 0 for the first. */
  readonly prev: number
  readonly first_seq: number
  readonly at: number
  readonly events: string
}

/** The head of a run that has no row yet. */
export const GENESIS = '0'.repeat(64)

/**
 * Hex sha256 of a row of the journal, chained to the one before it in its run. Every column takes part, and the run by
 * its id: a row that was changed, moved, renumbered or given to another run no longer fits.
 * (`crypto.hash` on one string takes half the time of `createHash` on two.)
 */
export const chain = (head: string, runId: string, row: ChainedRow): string =>
  hash(
    'sha256',
    `${head} ${runId} ${row.position} ${row.prev} ${row.first_seq} ${row.at} ${row.events}`,
    'hex',
  )
