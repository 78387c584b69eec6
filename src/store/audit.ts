import type { Database } from 'better-sqlite3'
import { UserError } from '../domain/errors.ts'
import type { AuditResult } from '../domain/journal.ts'
import type { RunId } from '../domain/run.ts'
import { type ChainedRow, chain, GENESIS } from './chain.ts'
import { decodeRow } from './codec.ts'
import type { RunRow } from './run-rows.ts'

interface AuditedRow extends ChainedRow {
  readonly hash: Buffer
}

interface Walk {
  head: string
  lastPosition: number
  nextSeq: number
}

/**
 * Computes the run's chain again from every row that claims to be of it, wherever it stands in the journal. Names the
 * first event of the first row that does not fit: events committed together share one hash. The end is checked against
 * the runs table; of a run that works at this moment, what came after its last change of phase can be cut unseen.
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
    const walk: Walk = { head: GENESIS, lastPosition: 0, nextSeq: 1 }
    const seenAt = { head: run.last_position === 0 }
    for (const row of rows) {
      const why = misfit(runId, walk, row)
      if (why) return broken(runId, walk, why)
      if (row.position === run.last_position) {
        seenAt.head = true
        if (walk.head !== run.head.toString('hex') || walk.nextSeq - 1 !== run.last_seq)
          return broken(runId, walk, 'the runs table tells another end of the chain')
      }
    }
    if (!seenAt.head)
      return broken(runId, walk, `the journal ends here, but the run went on to event ${run.last_seq}`)
    return { runId, ok: true, events: walk.nextSeq - 1, head: walk.head }
  })()
}

/** Why the row does not follow; where it does, the walk moves on to it. */
function misfit(runId: RunId, walk: Walk, row: AuditedRow): string | undefined {
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

const broken = (runId: RunId, walk: Walk, why: string): AuditResult => ({
  runId,
  ok: false,
  events: walk.nextSeq - 1,
  head: walk.head,
  brokenAt: { seq: walk.nextSeq, why },
})
