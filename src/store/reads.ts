import type { Database } from 'better-sqlite3'
import type { JournalReader, Positioned, RunFilter } from '../domain/journal.ts'
import type { RunEvent } from '../domain/event.ts'
import type { RunId } from '../domain/run.ts'
import { audit } from './audit.ts'
import { createJournalRows, positionOf, rowOf } from './journal-rows.ts'
import { createTails, type Tail } from './heads.ts'
import { hasPrunings } from './prunings.ts'
import { type QuestionRow, toQuestion } from './question-rows.ts'
import { type RunRow, toSummary } from './run-rows.ts'

/** Everything that can be asked of a database, on the engine's own connection or a reader's. */
export function createReads(db: Database): JournalReader {
  const journal = createJournalRows(db)
  const tails = createTails(db)
  const columns = `runs.*, ${hasPrunings(db) ? '(SELECT max(at) FROM prunings WHERE prunings.run = runs.no)' : 'NULL'} AS pruned_at`
  const runById = db.prepare<[string], RunRow>(`SELECT ${columns} FROM runs WHERE id = ?`)
  const complete = db
    .prepare<[string, string], RunId>(
      'SELECT id FROM runs WHERE id >= ? AND id < ? ORDER BY id DESC LIMIT 10',
    )
    .pluck()
  const questionById = db.prepare<[string], QuestionRow>('SELECT * FROM questions WHERE id = ?')

  const current = (row: RunRow, tail: Tail | undefined): RunRow =>
    tail && tail.position > row.last_position
      ? { ...row, last_seq: tail.last_seq, last_position: tail.position, head: tail.hash }
      : row

  function findRun(id: RunId): RunRow | undefined {
    const row = runById.get(id)
    return row && current(row, tails().get(row.no))
  }

  function events(id: RunId, afterSeq = 0): readonly RunEvent[] {
    const run = findRun(id)
    if (!run || run.last_seq <= afterSeq) return []
    const rows = journal.ofRun(run.no, run.last_position, afterSeq)
    const found = rows.flatMap((row) => journal.decode(id, row))
    return afterSeq === 0 ? found : found.filter((event) => event.seq > afterSeq)
  }

  function after(position: number, limit: number): readonly Positioned[] {
    const found: Positioned[] = []
    for (const row of journal.from(rowOf(position))) {
      for (const [index, event] of journal.decode(row.id, row).entries()) {
        const place = positionOf(row.position, index)
        if (place <= position) continue
        if (found.length >= limit) return found
        found.push({ position: place, event })
      }
    }
    return found
  }

  function runs(filter: RunFilter = {}) {
    const { sql, values } = where([
      ['status IN (SELECT value FROM json_each(?))', filter.status && JSON.stringify(filter.status)],
      ['thread = ?', filter.thread],
    ])
    const rows = db
      .prepare<unknown[], RunRow>(`SELECT ${columns} FROM runs ${sql} ORDER BY no DESC LIMIT ?`)
      .all(...values, filter.limit ?? 50)
    const newer = tails()
    return rows.map((row) => toSummary(current(row, newer.get(row.no))))
  }

  function questions(filter: Parameters<JournalReader['questions']>[0] = {}) {
    const { sql, values } = where([
      ['run = (SELECT no FROM runs WHERE id = ?)', filter.runId],
      ['status = ?', filter.status],
      ['thread = ?', filter.thread],
    ])
    const rows = db.prepare<unknown[], QuestionRow>(`SELECT * FROM questions ${sql} ORDER BY asked_at, id`)
    return rows.all(...values).map(toQuestion)
  }

  return {
    runs,
    run(id) {
      const row = findRun(id)
      return row && toSummary(row)
    },
    complete: (prefix) => complete.all(prefix.toUpperCase(), `${prefix.toUpperCase()}\u{10FFFF}`),
    events,
    after,
    position: () => journal.lastPosition(),
    questions,
    question(id) {
      const row = questionById.get(id)
      return row && toQuestion(row)
    },
    audit: (id) => audit(db, id),
  }
}

/** A WHERE clause of the conditions that have a value. */
function where(conditions: readonly (readonly [sql: string, value: unknown])[]) {
  const held = conditions.filter(([, value]) => value !== undefined)
  return {
    sql: held.length === 0 ? '' : `WHERE ${held.map(([sql]) => sql).join(' AND ')}`,
    values: held.map(([, value]) => value),
  }
}
