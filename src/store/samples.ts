import type { Database } from 'better-sqlite3'
import type { RunEvent } from '../domain/event.ts'
import type { RunFigures, Sample, Samples, Sighting } from '../domain/samples.ts'
import { runFigures } from './samples-runs.ts'
import { cannotWrite } from './storage-errors.ts'

const DAY_MS = 86_400_000
/** A series is read a year back at most; a kind of message that was not heard of for a season counts as new again. */
const KEEP_SAMPLES_MS = 400 * DAY_MS
const KEEP_SIGHTINGS_MS = 90 * DAY_MS
/** Of one kind: a program that logs random words must not fill the database. */
const MOST_SIGHTINGS = 5_000
/** A check after the work measures what the work has measured: that is one measurement. */
const APART_MS = 600_000

interface SightingRow {
  readonly print: string
  readonly firstAt: number
  readonly lastAt: number
}

/** Measurements and sightings, on the connection of the process that writes the journal. */
export function openSamples(journal: {
  readonly database: Database
  events(runId: string): readonly RunEvent[]
}): Samples {
  const { database: db } = journal
  const newest = db.prepare<[string], number | null>('SELECT max(at) FROM samples WHERE series = ?').pluck()
  const insert = db.prepare('INSERT OR REPLACE INTO samples (series, at, value) VALUES (?, ?, ?)')
  const forget = db.prepare('DELETE FROM samples WHERE series = ? AND at < ?')
  const list = db.prepare<[string, number], Sample>(
    'SELECT at, value FROM samples WHERE series = ? AND at >= ? ORDER BY at',
  )
  const upsert = db.prepare(
    `INSERT INTO sightings (kind, print, first_at, last_at) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE
     SET first_at = min(first_at, excluded.first_at), last_at = max(last_at, excluded.last_at)`,
  )
  const forgetSightings = db.prepare('DELETE FROM sightings WHERE kind = ? AND last_at < ?')
  const forgetOldest = db.prepare(
    `DELETE FROM sightings WHERE kind = ? AND print IN
     (SELECT print FROM sightings WHERE kind = ? ORDER BY last_at DESC LIMIT -1 OFFSET ${MOST_SIGHTINGS})`,
  )
  const sightings = db.prepare<[string], SightingRow>(
    'SELECT print, first_at AS firstAt, last_at AS lastAt FROM sightings WHERE kind = ? ORDER BY first_at, print',
  )
  const write = (work: () => void): void => {
    try {
      db.transaction(work).immediate()
    } catch (error) {
      throw cannotWrite(db.name, error)
    }
  }

  return {
    add(series, { at, value }) {
      const last = newest.get(series) ?? undefined
      if (last !== undefined && Math.abs(at - last) < APART_MS) return
      write(() => {
        insert.run(series, Math.round(at), value)
        forget.run(series, at - KEEP_SAMPLES_MS)
      })
    },
    since: (series, at) => list.all(series, at),
    see(kind, seen: readonly Sighting[]) {
      const last = Math.max(...seen.map(({ lastAt }) => lastAt))
      if (seen.length === 0) return
      write(() => {
        for (const { print, firstAt, lastAt } of seen) upsert.run(kind, print, firstAt, lastAt)
        forgetSightings.run(kind, last - KEEP_SIGHTINGS_MS)
        forgetOldest.run(kind, kind)
      })
    },
    seen: (kind) => sightings.all(kind),
    runs: (since): RunFigures => runFigures(journal, since),
  }
}
