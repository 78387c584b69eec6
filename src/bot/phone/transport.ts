import type { OutboxRow, Posted } from '../../domain/outbox.ts'
import type { Notice } from './notice.ts'

/**
 * Where notices go.
 *
 * @throws DeliveryError
 */
export interface Transport {
  /** Shows it for the first time, or in the place of what it showed before, where that can be done. */
  show(row: OutboxRow, notice: Notice, signal: AbortSignal): Promise<Posted>
  /** Nobody has to hear of it any more. */
  clear(row: OutboxRow, signal: AbortSignal): Promise<void>
}
