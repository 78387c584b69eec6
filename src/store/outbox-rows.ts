import type { SurfaceName } from '../domain/inbox.ts'
import type { JsonObject } from '../domain/json.ts'
import type { Binding, OutboxRow, Posted } from '../domain/outbox.ts'

/** A row of `bindings`. */
export interface BindingRow {
  readonly surface: SurfaceName
  readonly thread: string
  readonly channel: string
  readonly place: string | null
  readonly opened: number
  readonly gone: string | null
}

/** A row of `outbox` with its binding beside it. */
export interface MessageRow extends BindingRow {
  readonly id: number
  readonly key: string
  readonly what: string
  readonly urgent: number
  readonly wanted: number
  readonly shown: number
  readonly since: number
  readonly shown_at: number | null
  readonly ref: string | null
  readonly posts: number
  readonly tried_at: number | null
  readonly plain: number
}

export const toBinding = (row: BindingRow): Binding => ({
  surface: row.surface,
  thread: row.thread,
  channel: row.channel,
  opened: row.opened === 1,
  ...(row.place === null ? {} : { place: row.place }),
  ...(row.gone === null ? {} : { gone: row.gone }),
})

export const toMessage = (row: MessageRow): OutboxRow => ({
  id: row.id,
  surface: row.surface,
  key: row.key,
  what: JSON.parse(row.what) as JsonObject,
  urgent: row.urgent === 1,
  wanted: row.wanted,
  shown: row.shown,
  since: row.since,
  ...(row.shown_at === null ? {} : { shownAt: row.shown_at }),
  ...(row.ref === null ? {} : { ref: JSON.parse(row.ref) as Posted }),
  posts: row.posts,
  ...(row.tried_at === null ? {} : { triedAt: row.tried_at }),
  plain: row.plain === 1,
  binding: toBinding(row),
})
