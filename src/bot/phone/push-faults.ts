import type { Clock } from '../../domain/clock.ts'
import type { SurfaceName } from '../../domain/inbox.ts'
import type { Outbox, OutboxRow } from '../../domain/outbox.ts'
import type { Log } from '../../lib/log.ts'
import { DeliveryError } from '../delivery/platform.ts'

export interface PushFaultDeps {
  readonly surface: SurfaceName
  readonly outbox: Pick<Outbox, 'degrade' | 'giveUp'>
  readonly clock: Clock
  readonly log: Log
  readonly random: () => number
  readonly onUnauthorized: (message: string) => void
}

/** What is done about each thing that can go wrong with a push; the table is in docs/phone.md. */
export interface PushFaults {
  /** Milliseconds until something may be sent to this name; 0 or less: now. */
  blockedMs(channel: string): number
  passed(channel: string): void
  /** Whether what is behind it has to wait. @throws StorageError */
  handle(row: OutboxRow, error: unknown): Promise<boolean>
}

/** The first wait for a server that cannot be reached, and the longest, in milliseconds. */
const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 120_000
/** Where the server does not say when its limit is over. */
const LIMIT_WAIT_MS = 60_000
/** What the owner has to mend is tried again after this, in milliseconds. */
const UNAUTHORIZED_WAIT_MS = 300_000

export function createPushFaults(deps: PushFaultDeps): PushFaults {
  const { surface, outbox, clock, log, random } = deps
  const blockedUntil = new Map<string, number>()
  const failures = new Map<string, number>()
  let told = false

  const block = (channel: string, ms: number) => void blockedUntil.set(channel, clock.now() + ms)

  return {
    blockedMs: (channel) => (blockedUntil.get(channel) ?? 0) - clock.now(),
    passed(channel) {
      failures.delete(channel)
      told = false
    },
    async handle(row, error) {
      const { channel } = row.binding
      const { fault, message, retryAfterMs } = asFault(error)
      const facts = { surface, key: row.key, fault, err: error }
      switch (fault) {
        case 'rate_limited':
          block(channel, retryAfterMs ?? LIMIT_WAIT_MS)
          return true
        case 'unauthorized':
          log.error('the server does not take what is pushed, it waits', facts)
          block(channel, UNAUTHORIZED_WAIT_MS)
          if (!told) deps.onUnauthorized(message)
          told = true
          return true
        case 'unreachable': {
          const failed = (failures.get(channel) ?? 0) + 1
          failures.set(channel, failed)
          log.warn('the server cannot be reached, what is pushed waits', facts)
          block(
            channel,
            Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failed - 1, 10)) * (0.5 + random() / 2),
          )
          return true
        }
        case 'place_gone':
        case 'message_gone':
          log.warn('a notification has nowhere to go', facts)
          await outbox.giveUp(row, message)
          return false
        case 'refused':
          log.error('the server refused a notification', facts)
          await (row.plain ? outbox.giveUp(row, `refused: ${message}`) : outbox.degrade(row))
          return false
        default:
          return fault satisfies never
      }
    },
  }
}

/** Anything else is a mistake in the notification: tried once more without what is special about it, then given up. */
function asFault(error: unknown): Pick<DeliveryError, 'fault' | 'message' | 'retryAfterMs'> {
  if (error instanceof DeliveryError) return error
  const message = error instanceof Error ? error.message : String(error)
  return { fault: 'refused', message, retryAfterMs: undefined }
}
