import type { RunEvent, RunEventBody } from '../domain/event.ts'
import type { AppendConditions } from '../domain/journal.ts'
import type { RunId } from '../domain/run.ts'

/** An append that waits for the next commit. */
export interface PendingAppend {
  readonly bodies: readonly RunEventBody[]
  /** The bodies as `encodeEvents` writes them, taken when `append` was called. */
  readonly text: string
  /** Milliseconds since the epoch. */
  readonly at: number
  /** Whether any of its events changes more than the journal. */
  readonly projected: boolean
  readonly conditions: AppendConditions | undefined
  readonly resolve: (events: readonly RunEvent[]) => void
  readonly reject: (error: Error) => void
}

/** The waiting appends of one run, in the order of the calls; they become one row. */
export interface PendingRun {
  readonly runId: RunId
  /** The row's time: that of the first append. */
  readonly at: number
  readonly appends: PendingAppend[]
}
