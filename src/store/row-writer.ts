import type { Database } from 'better-sqlite3'
import type { RunEvent } from '../domain/event.ts'
import { chain } from './chain.ts'
import { joinTexts } from './codec.ts'
import { HEADS_EVERY } from './heads.ts'
import type { RunRows } from './run-rows.ts'
import type { RunState } from './run-state.ts'

/** Consecutive events of one run that will be one row. */
export interface NewRow {
  /** Milliseconds since the epoch; the texts count from it. */
  readonly at: number
  readonly texts: string[]
  readonly events: RunEvent[]
}

/** Adds rows to the journal and keeps count of the runs whose row in `runs` does not tell of them yet. */
export interface RowWriter {
  /** Answers the row's position. */
  write(run: RunState, row: NewRow): number
  /** The run's row in `runs` tells everything now. */
  told(run: RunState): void
  /** Whether the next row is one with which every run's head must be written. */
  nextIsMilestone(): boolean
  /** Whether such a row was written since the last `tellAll`. */
  passedMilestone(): boolean
  /** Brings every run's row up to date. */
  tellAll(): void
}

export function createRowWriter(db: Database, runs: RunRows): RowWriter {
  const insert = db.prepare(
    'INSERT INTO journal (position, run, prev, first_seq, at, hash, events) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  const untold = new Set<RunState>()
  let passed = false
  let last = db.prepare('SELECT coalesce(max(position), 0) FROM journal').pluck().get() as number

  return {
    write(run, { at, texts, events }) {
      const position = last + 1
      const first_seq = run.lastSeq + 1
      const text = joinTexts(texts)
      run.head = chain(run.head, run.id, { position, prev: run.lastPosition, first_seq, at, events: text })
      insert.run(position, run.no, run.lastPosition, first_seq, at, Buffer.from(run.head, 'hex'), text)
      last = position
      passed ||= position % HEADS_EVERY === 0
      run.lastPosition = position
      run.lastSeq += events.length
      untold.add(run)
      return position
    },
    told(run) {
      untold.delete(run)
    },
    nextIsMilestone: () => (last + 1) % HEADS_EVERY === 0,
    passedMilestone: () => passed,
    tellAll() {
      for (const run of untold) runs.updateHead(run)
      untold.clear()
      passed = false
    },
  }
}
