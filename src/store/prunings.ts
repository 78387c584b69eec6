import { hash } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import type { Pruned } from '../domain/journal.ts'
import { GENESIS } from './chain.ts'

/** A row of `prunings`: up to where a run's events were removed. */
export interface PruningRow {
  readonly no: number
  readonly run: number
  readonly at: number
  readonly last_seq: number
  readonly last_position: number
  readonly head: Buffer
}

interface ChainedPruning extends PruningRow {
  readonly hash: Buffer
}

/**
 * Hex sha256 of a pruning, chained to the one before it, of whatever run: one that is slipped in, changed or taken out
 * later does not fit those that follow.
 */
const chain = (before: string, { no, run, at, last_seq, last_position, head }: PruningRow): string =>
  hash('sha256', `${before} ${no} ${run} ${at} ${last_seq} ${last_position} ${head.toString('hex')}`, 'hex')

/** Adds the row; inside the transaction that removes the events. */
export function recordPruning(db: Database, pruning: Omit<PruningRow, 'no'>): void {
  const last = db.prepare<[], ChainedPruning>('SELECT * FROM prunings ORDER BY no DESC LIMIT 1').get()
  const row: PruningRow = { ...pruning, no: (last?.no ?? 0) + 1 }
  const digest = chain(last?.hash.toString('hex') ?? GENESIS, row)
  db.prepare('INSERT INTO prunings VALUES (@no, @run, @at, @last_seq, @last_position, @head, @hash)').run({
    ...row,
    hash: Buffer.from(digest, 'hex'),
  })
}

/** The prunings of a database, and which of them can be believed. */
export interface Prunings {
  /** The latest of the run; undefined where it has all its events. */
  of(run: number): PruningRow | undefined
  /** The chain of prunings holds up to this one. */
  isTrue(pruning: PruningRow): boolean
}

export function readPrunings(db: Database): Prunings {
  const byRun = new Map<number, PruningRow>()
  let [head, holdsTo] = [GENESIS, 0]
  let broken = false
  // A database that an older Autohome wrote has no such table yet: a reader leaves it as it is.
  const rows = hasPrunings(db)
    ? db.prepare<[], ChainedPruning>('SELECT * FROM prunings ORDER BY no').iterate()
    : []
  for (const row of rows) {
    byRun.set(row.run, row)
    head = chain(head, row)
    broken ||= row.no !== holdsTo + 1 || !row.hash.equals(Buffer.from(head, 'hex'))
    if (!broken) holdsTo = row.no
  }
  return { of: (run) => byRun.get(run), isTrue: ({ no }) => no <= holdsTo }
}

/** Whether the database has the table. */
export const hasPrunings = (db: Database): boolean =>
  db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'prunings'").get() !== undefined

export const toPruned = ({ at, last_seq, head }: PruningRow): Pruned => ({
  at,
  events: last_seq,
  head: head.toString('hex'),
})
