import type { OutboxRow } from '../../domain/outbox.ts'
import { shownOf } from './shown.ts'

/** An edit of progress comes no sooner after the one before than this, in milliseconds: half the room of a channel is left to others. */
const BETWEEN_EDITS_MS = 2_000

export interface Picked {
  readonly row?: OutboxRow
  /** Nothing is due now, but something will be after so many milliseconds. */
  readonly waitMs?: number
}

/** What is shown first: 2 a question that waits for its answer, 1 what else somebody waits for, 0 progress. */
type Rank = 0 | 1 | 2

interface Candidate {
  readonly row: OutboxRow
  readonly rank: Rank
}

/**
 * What one channel shows next. Messages of a thread are posted in their order, but a question that is open passes notes
 * of what was found before it; an edit may come at any time. What somebody waits for goes first, with what stands before
 * it in its thread; then whatever has waited longest, so that neither a card nor a note starves.
 *
 * @param rows of one channel, oldest first
 */
export function pick(rows: readonly OutboxRow[], now: number): Picked {
  const urgentThreads = new Set(
    rows.filter(({ urgent, ref }) => urgent && !ref).map(({ binding }) => binding.thread),
  )
  /** Threads in which something is to be posted before this row, and whether that is notes alone. */
  const before = new Map<string, boolean>()
  let best: Candidate | undefined
  let waitMs: number | undefined
  for (const row of rows) {
    const { thread } = row.binding
    if (!row.ref) {
      const notesAlone = before.get(thread)
      before.set(thread, notesAlone !== false && isNote(row))
      if (notesAlone !== undefined && !(notesAlone && isOpenQuestion(row))) continue
    }
    const urgent = row.urgent || (!row.ref && urgentThreads.has(thread))
    const wait = urgent ? 0 : dueAt(row) - now
    if (wait > 0) waitMs = Math.min(wait, waitMs ?? wait)
    else {
      const candidate: Candidate = { row, rank: urgent ? (isOpenQuestion(row) ? 2 : 1) : 0 }
      if (!best || isBefore(candidate, best)) best = candidate
    }
  }
  if (best) return { row: best.row }
  return waitMs === undefined ? {} : { waitMs }
}

/** Posted for the first time, and nothing has changed about it since. */
const isOpenQuestion = ({ what, ref, wanted }: OutboxRow): boolean =>
  !ref && wanted === 1 && shownOf(what).type === 'question'

/** Nothing hangs on where it stands, and it does not open the thread. */
const isNote = ({ what, binding }: OutboxRow): boolean => {
  const { type } = shownOf(what)
  return binding.opened && (type === 'phase' || type === 'event')
}

const dueAt = ({ ref, shownAt }: OutboxRow): number =>
  ref && shownAt !== undefined ? shownAt + BETWEEN_EDITS_MS : 0

const isBefore = (one: Candidate, other: Candidate): boolean => {
  if (one.rank !== other.rank) return one.rank > other.rank
  if (one.row.since !== other.row.since) return one.row.since < other.row.since
  return one.row.id < other.row.id
}
