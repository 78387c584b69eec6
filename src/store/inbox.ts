import type { Database } from 'better-sqlite3'
import { cannotWrite } from './storage-errors.ts'

/** Whether an event is seen for the first time; if not, what came of it, once something has. */
export type Claim = { readonly fresh: true } | { readonly fresh: false; readonly result?: string }

/** Every command and press once, however often its platform delivers it. */
export interface Inbox {
  /** Durable when it returns. @throws StorageError */
  claim(surface: string, eventId: string): Claim
  /** @throws StorageError */
  finish(surface: string, eventId: string, result: string): void
}

export function openInbox(db: Database): Inbox {
  const insert = db.prepare('INSERT INTO inbox (surface, event_id) VALUES (?, ?) ON CONFLICT DO NOTHING')
  const find = db.prepare<[string, string], { result: string | null }>(
    'SELECT result FROM inbox WHERE surface = ? AND event_id = ?',
  )
  const update = db.prepare('UPDATE inbox SET result = ? WHERE surface = ? AND event_id = ?')

  const writing = <T>(write: () => T): T => {
    try {
      return write()
    } catch (error) {
      throw cannotWrite(db.name, error)
    }
  }

  return {
    claim: (surface, eventId) =>
      writing(() => {
        if (insert.run(surface, eventId).changes === 1) return { fresh: true }
        const result = find.get(surface, eventId)?.result ?? undefined
        return { fresh: false, ...(result !== undefined && { result }) }
      }),
    finish(surface, eventId, result) {
      writing(() => update.run(result, surface, eventId))
    },
  }
}
