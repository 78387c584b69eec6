import type { Database } from 'better-sqlite3'
import type { RunRows } from './run-rows.ts'

/**
 * Writing how far a run has come with every step would dirty a second page in every commit, a third of its cost. So
 * the runs table is brought up to date when a run's status or phase changes, and for every run with news by the commit
 * that holds a position divisible by this: whoever reads looks at no more rows than this for what is newer.
 */
export const HEADS_EVERY = 1024

/** Where a run's chain ends. */
export interface Tail {
  readonly run: number
  readonly position: number
  readonly last_seq: number
  readonly hash: Buffer
}

/** Finds the ends of chains that may not stand in `runs` yet, by run. */
export function createTails(db: Database): () => ReadonlyMap<number, Tail> {
  // SQLite takes the other columns of a group from the row that has the max().
  const find = db.prepare<[], Tail>(`
    SELECT run, max(position) AS position, hash,
      first_seq + iif(json_valid(events), json_array_length(events), 1) - 1 AS last_seq
    FROM journal
    WHERE position > (SELECT coalesce(max(position), 0) / ${HEADS_EVERY} * ${HEADS_EVERY} FROM journal)
    GROUP BY run`)
  return () => new Map(find.all().map((tail) => [tail.run, tail]))
}

/** After a crash: brings every row of `runs` up to the end of its chain. */
export function settleHeads(db: Database, rows: RunRows): void {
  const tails = createTails(db)
  db.transaction(() => {
    for (const tail of tails().values())
      rows.updateHead({
        no: tail.run,
        lastSeq: tail.last_seq,
        lastPosition: tail.position,
        head: tail.hash.toString('hex'),
      })
  }).immediate()
}
