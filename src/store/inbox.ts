import type { Clock } from '../domain/clock.ts'
import type { Inbox, SurfaceName, Unfinished } from '../domain/inbox.ts'
import type { Json } from '../domain/json.ts'
import type { Beside } from './beside.ts'

interface UnfinishedRow {
  readonly surface: SurfaceName
  readonly event_id: string
  readonly body: string
  readonly taken_at: number
}

/** The inbox in the journal's database. What an event asked for is kept until it is finished. */
export function openInbox({ db, write }: Pick<Beside, 'db' | 'write'>, clock: Clock): Inbox {
  const insert = db.prepare(
    'INSERT INTO inbox (surface, event_id, body, taken_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const find = db
    .prepare<[string, string], string | null>('SELECT result FROM inbox WHERE surface = ? AND event_id = ?')
    .pluck()
  const finish = db.prepare('UPDATE inbox SET result = ?, body = NULL WHERE surface = ? AND event_id = ?')
  const unfinished = db.prepare<[], UnfinishedRow>(
    'SELECT surface, event_id, body, taken_at FROM inbox WHERE body IS NOT NULL ORDER BY taken_at, event_id',
  )

  return {
    claim: (surface, eventId, body) =>
      write(() => {
        if (insert.run(surface, eventId, JSON.stringify(body), clock.now()).changes === 1)
          return { fresh: true }
        const result = find.get(surface, eventId) ?? undefined
        return { fresh: false, ...(result === undefined ? {} : { result }) }
      }),
    finish: (surface, eventId, result) => write(() => void finish.run(result, surface, eventId)),
    unfinished: () => unfinished.all().map(toUnfinished),
  }
}

const toUnfinished = (row: UnfinishedRow): Unfinished => ({
  surface: row.surface,
  eventId: row.event_id,
  body: JSON.parse(row.body) as Json,
  takenAt: row.taken_at,
})
