import { join } from 'node:path'
import Sqlite from 'better-sqlite3'

export type Synchronous = 'FULL' | 'NORMAL'

/** The floor of everything durable: bare better-sqlite3, one row a commit, with the journal's own pragmas. */
export function openRaw(directory: string, synchronous: Synchronous, text: string) {
  const db = new Sqlite(join(directory, 'raw.db'))
  db.pragma('journal_mode = WAL')
  db.pragma(`synchronous = ${synchronous}`)
  db.exec('CREATE TABLE raw (id INTEGER PRIMARY KEY, data TEXT)')
  const insert = db.prepare('INSERT INTO raw (data) VALUES (?)')
  return {
    /** Milliseconds. */
    write(rows: number): number {
      const start = performance.now()
      for (let i = 0; i < rows; i++) insert.run(text)
      return performance.now() - start
    },
    close: () => db.close(),
  }
}

export const median = (figures: readonly number[]): number =>
  [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)] ?? Number.NaN
