import type { Database } from 'better-sqlite3'
import type { RunEvent } from '../domain/event.ts'
import { UserError } from '../domain/errors.ts'
import type { RunId } from '../domain/run.ts'
import { decodeRow, type EncodedRow } from './codec.ts'

/** Most events of one row. An event's position is its row's times this, plus its index: stable, growing, with gaps. */
export const EVENTS_PER_ROW = 1024

export const positionOf = (row: number, index: number): number => row * EVENTS_PER_ROW + index
export const rowOf = (position: number): number => Math.floor(position / EVENTS_PER_ROW)

/** A row of `journal` as far as reading needs it. */
export interface JournalRow extends EncodedRow {
  readonly position: number
}

/** The reading side of `journal`. */
export interface JournalRows {
  /** The run's rows that hold events after `afterSeq`, in order, found from its last row backwards. */
  ofRun(run: number, lastPosition: number, afterSeq: number): readonly JournalRow[]
  /** Every row from `position` on, with its run's id. */
  from(position: number): IterableIterator<JournalRow & { readonly id: RunId }>
  /** @throws UserError `storage` where the row cannot be read */
  decode(runId: RunId, row: JournalRow): RunEvent[]
  /** Position of the last event, 0 where there is none. */
  lastPosition(): number
}

export function createJournalRows(db: Database): JournalRows {
  // `prev < position` ends the walk even in a database that somebody has tampered with.
  const ofRun = db.prepare<[number, number, number, number], JournalRow>(`
    WITH RECURSIVE back (position, prev, first_seq) AS (
      SELECT position, prev, first_seq FROM journal WHERE position = ? AND run = ?
      UNION ALL
      SELECT journal.position, journal.prev, journal.first_seq
      FROM back JOIN journal ON journal.position = back.prev
      WHERE back.first_seq > ? + 1 AND back.prev < back.position AND journal.run = ?
    )
    SELECT journal.position, journal.first_seq, journal.at, journal.events
    FROM back JOIN journal USING (position) ORDER BY position`)
  const from = db.prepare<[number], JournalRow & { id: RunId }>(`
    SELECT journal.position, journal.first_seq, journal.at, journal.events, runs.id
    FROM journal JOIN runs ON runs.no = journal.run WHERE journal.position >= ? ORDER BY journal.position`)
  const last = db.prepare<[], { position: number; events: string }>(
    'SELECT position, events FROM journal ORDER BY position DESC LIMIT 1',
  )

  return {
    ofRun: (run, lastPosition, afterSeq) => ofRun.all(lastPosition, run, afterSeq, run),
    from: (position) => from.iterate(position),
    decode(runId, row) {
      try {
        return decodeRow(runId, row)
      } catch (error) {
        const line = {
          en: `${db.name} is damaged: event ${row.first_seq} of run ${runId} cannot be read; see "autohome audit ${runId}".`,
          fr: `${db.name} est endommagé : l’événement ${row.first_seq} de l’exécution ${runId} est illisible ; voir « autohome audit ${runId} ».`,
        }
        throw new UserError('storage', line, { cause: error })
      }
    },
    lastPosition() {
      const row = last.get()
      return row ? positionOf(row.position, (JSON.parse(row.events) as unknown[]).length - 1) : 0
    },
  }
}
