import type { Database } from 'better-sqlite3'
import type { TimerRow } from '../domain/journal.ts'

interface StoredTimer {
  readonly id: string
  readonly due_at: number
  readonly kind: TimerRow['kind']
  readonly subject: string
}

/** Timers in memory, with every change waiting here until the next commit takes it along. */
export interface TimerRows {
  list(): readonly TimerRow[]
  set(timer: TimerRow): void
  clear(id: string): void
  /** Whether the next commit has anything to take along. */
  changed(): boolean
  /** Writes the changes; inside the journal's transaction. */
  write(): void
}

export function createTimerRows(db: Database): TimerRows {
  const put = db.prepare('INSERT OR REPLACE INTO timers (id, due_at, kind, subject) VALUES (?, ?, ?, ?)')
  const remove = db.prepare('DELETE FROM timers WHERE id = ?')
  const stored = db.prepare<[], StoredTimer>('SELECT * FROM timers').all()
  const timers = new Map(
    stored.map(({ id, due_at, kind, subject }): [string, TimerRow] => [
      id,
      { id, dueAt: due_at, kind, subject },
    ]),
  )
  const changed = new Set<string>()

  return {
    list: () => [...timers.values()].sort((a, b) => a.dueAt - b.dueAt),
    set(timer) {
      timers.set(timer.id, timer)
      changed.add(timer.id)
    },
    clear(id) {
      if (timers.delete(id)) changed.add(id)
    },
    changed: () => changed.size > 0,
    write() {
      for (const id of changed) {
        const timer = timers.get(id)
        if (timer) put.run(timer.id, timer.dueAt, timer.kind, timer.subject)
        else remove.run(id)
      }
      changed.clear()
    },
  }
}
