import type { OutboxRow } from '../../domain/outbox.ts'

/** An edit of progress comes no sooner after the one before than this, in milliseconds: half the room of a channel is left to others. */
const BETWEEN_EDITS_MS = 2_000

export interface Picked {
  readonly row?: OutboxRow
  /** Nothing is due now, but something will be after so many milliseconds. */
  readonly waitMs?: number
}

/**
 * What one channel shows next. Messages of a thread are posted in their order; an edit may come at any time. What
 * somebody waits for goes first, with what stands before it in its thread; then whatever has waited longest, so that
 * neither a card nor a note starves.
 *
 * @param rows of one channel, oldest first
 */
export function pick(rows: readonly OutboxRow[], now: number): Picked {
  const urgentThreads = new Set(
    rows.filter(({ urgent, ref }) => urgent && !ref).map(({ binding }) => binding.thread),
  )
  const posting = new Set<string>()
  let best: { readonly row: OutboxRow; readonly urgent: boolean } | undefined
  let waitMs: number | undefined
  for (const row of rows) {
    const { thread } = row.binding
    if (!row.ref) {
      if (posting.has(thread)) continue
      posting.add(thread)
    }
    const urgent = row.urgent || (!row.ref && urgentThreads.has(thread))
    const wait = urgent ? 0 : dueAt(row) - now
    if (wait > 0) waitMs = Math.min(wait, waitMs ?? wait)
    else if (!best || isBefore({ row, urgent }, best)) best = { row, urgent }
  }
  if (best) return { row: best.row }
  return waitMs === undefined ? {} : { waitMs }
}

const dueAt = ({ ref, shownAt }: OutboxRow): number =>
  ref && shownAt !== undefined ? shownAt + BETWEEN_EDITS_MS : 0

const isBefore = (
  one: { readonly row: OutboxRow; readonly urgent: boolean },
  other: { readonly row: OutboxRow; readonly urgent: boolean },
): boolean => {
  if (one.urgent !== other.urgent) return one.urgent
  if (one.row.since !== other.row.since) return one.row.since < other.row.since
  return one.row.id < other.row.id
}
