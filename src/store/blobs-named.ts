import type { Database } from 'better-sqlite3'
import type { RunId } from '../domain/run.ts'
import { createJournalRows } from './journal-rows.ts'

/** How outputs are named in events, whatever field they stand in. */
const NAME = /\b[0-9a-f]{64}\b/g
/** A BlobRef: what surely was kept. */
const OUTPUT = /"sha256":"([0-9a-f]{64})","bytes":\d/g

/** What one row of the journal names. */
export interface NamedByRow {
  readonly position: number
  readonly runId: RunId
  /** Of its text. */
  readonly bytes: number
  /** Every sha256, of whatever: one too many keeps a file, one too few loses it. */
  readonly names: readonly string[]
  /** Those among them that name outputs. */
  readonly outputs: readonly string[]
}

/**
 * What each row of the journal from `position` on names, so that a caller can take breaths between rows.
 *
 * @throws UserError `storage` where a row cannot be read
 */
export function* namedBlobs(db: Database, position = 0): Generator<NamedByRow> {
  const journal = createJournalRows(db)
  for (const row of journal.from(position)) {
    const text = JSON.stringify(journal.decode(row.id, row))
    yield {
      position: row.position,
      runId: row.id,
      bytes: row.events.length,
      names: text.match(NAME) ?? [],
      outputs: [...text.matchAll(OUTPUT)].map(([, name = '']) => name),
    }
  }
}
