import type { Database } from 'better-sqlite3'
import { UserError } from '../domain/errors.ts'
import type { AuditResult } from '../domain/journal.ts'
import type { RunId } from '../domain/run.ts'
import { type ChainedRow, chain, GENESIS } from './chain.ts'
import { decodeRow } from './codec.ts'
import { openReadable } from './database.ts'
import { type PruningRow, type Prunings, readPrunings, toPruned } from './prunings.ts'
import type { RunRow } from './run-rows.ts'

interface AuditedRow extends ChainedRow {
  readonly run: number
  readonly hash: Buffer
}

/** How far one run's chain was followed. */
interface Walk {
  readonly run: RunRow
  readonly pruning: PruningRow | undefined
  head: string
  lastPosition: number
  nextSeq: number
  /** The row that `runs` names as the run's last was passed. */
  seenEnd: boolean
  broken?: string
}

/**
 * Computes the run's chain again from every row that claims to be of it, wherever it stands in the journal. Names the
 * first event of the first row that does not fit: events committed together share one hash. The end is checked against
 * the runs table; of a run that works at this moment, what came after its last change of phase can be cut unseen. Events
 * that were pruned are taken at the word of the chained row that says so; without one, they are missing.
 *
 * @throws UserError `not_found`
 */
export function audit(db: Database, runId: RunId): AuditResult {
  return db.transaction(() => {
    const run = db.prepare<[string], RunRow>('SELECT * FROM runs WHERE id = ?').get(runId)
    if (!run)
      throw new UserError('not_found', {
        en: `There is no run ${runId} in ${db.name}.`,
        fr: `Pas d’exécution ${runId} dans ${db.name}.`,
      })
    // Without an index this reads the whole journal once: the price of steps that cost one insert.
    const rows = db
      .prepare<[number], AuditedRow>('SELECT * FROM journal WHERE run = ? ORDER BY position')
      .iterate(run.no)
    return auditRows(run, readPrunings(db), rows)
  })()
}

/** One run's audit from rows that are at hand, in their order. */
export function auditRows(run: RunRow, prunings: Prunings, rows: Iterable<AuditedRow>): AuditResult {
  const walk = begin(run, prunings)
  for (const row of rows) {
    step(walk, row)
    if (walk.broken !== undefined) break
  }
  return finish(walk)
}

/** Every run's audit, oldest run first, in one reading of the journal. */
export function auditAll(db: Database): readonly AuditResult[] {
  return db.transaction(() => {
    const prunings = readPrunings(db)
    const runs = db.prepare<[], RunRow>('SELECT * FROM runs ORDER BY no').all()
    const walks = new Map(runs.map((run) => [run.no, begin(run, prunings)]))
    for (const row of db.prepare<[], AuditedRow>('SELECT * FROM journal ORDER BY position').iterate()) {
      const walk = walks.get(row.run)
      if (walk && walk.broken === undefined) step(walk, row)
    }
    return [...walks.values()].map(finish)
  })()
}

/**
 * `auditAll` of a data directory; nothing where it holds no journal.
 *
 * @throws UserError `storage`, `newer_database`
 */
export function auditDirectory(directory: string): readonly AuditResult[] {
  const db = openReadable(directory)
  try {
    return db ? auditAll(db) : []
  } finally {
    db?.close()
  }
}

function begin(run: RunRow, prunings: Prunings): Walk {
  const pruning = prunings.of(run.no)
  const believed = pruning && prunings.isTrue(pruning)
  const walk: Walk = {
    run,
    pruning,
    head: pruning?.head.toString('hex') ?? GENESIS,
    lastPosition: pruning?.last_position ?? 0,
    nextSeq: (pruning?.last_seq ?? 0) + 1,
    seenEnd: run.last_position === 0,
  }
  if (believed === false) walk.broken = 'the row that says its events were pruned does not fit the others'
  else if (run.last_position === walk.lastPosition) passEnd(walk)
  return walk
}

/** Where the row does not follow it says why; where it does, the walk moves on to it. */
function step(walk: Walk, row: AuditedRow): void {
  walk.broken = misfit(walk, row)
  if (walk.broken === undefined && row.position === walk.run.last_position) passEnd(walk)
}

function passEnd(walk: Walk): void {
  walk.seenEnd = true
  if (walk.head !== walk.run.head.toString('hex') || walk.nextSeq - 1 !== walk.run.last_seq)
    walk.broken = 'the runs table tells another end of the chain'
}

function misfit(walk: Walk, row: AuditedRow): string | undefined {
  const runId = walk.run.id
  if (row.first_seq > walk.nextSeq) return `the next one in the journal is event ${row.first_seq}`
  if (row.first_seq < walk.nextSeq) return `the journal has event ${row.first_seq} again in its place`
  if (row.prev !== walk.lastPosition) return 'it does not name the row before it'
  const head = chain(walk.head, runId, row)
  if (!row.hash.equals(Buffer.from(head, 'hex'))) return 'its content does not match its hash'
  walk.head = head
  walk.lastPosition = row.position
  walk.nextSeq += decodeRow(runId, row).length
  return undefined
}

function finish(walk: Walk): AuditResult {
  const { run, pruning, head, nextSeq } = walk
  const why =
    walk.broken ??
    (walk.seenEnd ? undefined : `the journal ends here, but the run went on to event ${run.last_seq}`)
  return {
    runId: run.id,
    ok: why === undefined,
    events: nextSeq - 1,
    head,
    ...(pruning && { pruned: toPruned(pruning) }),
    ...(why === undefined ? {} : { brokenAt: { seq: nextSeq, why } }),
  }
}
