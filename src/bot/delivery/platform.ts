import type { SurfaceName } from '../../domain/inbox.ts'
import type { Outgoing } from './outgoing.ts'

/** A conversation on a platform: a channel, and where the platform knows threads, the thread in it. */
export interface Place {
  readonly channel: string
  /** Slack: `thread_ts` of its first message. Discord: the thread's own channel id. */
  readonly thread?: string
  /** Set on what people do where the platform knows no threads (a direct message on Discord): all of it is one conversation. */
  readonly flat?: true
}

/** A message that was posted, as the platform names it. */
export interface MessageRef {
  /** The channel (on Discord: or thread) that holds it. */
  readonly channel: string
  readonly message: string
  /** The thread that it began, where it began one. */
  readonly thread?: string
}

export interface PostOptions {
  /** The same for every try of the same message, at most 25 characters: where the platform can, it posts it once. */
  readonly nonce: string
  /** The message is the first of a thread with this name; its ref then has `thread`. */
  readonly opensThread?: string
  /**
   * Set where an earlier try, perhaps of a process that died, may have posted it already: not before this moment, in
   * milliseconds since the epoch. Where the platform knows no nonces, it looks for the message first.
   */
  readonly triedSince?: number
  readonly signal: AbortSignal
}

/**
 * A chat platform, as the delivery layer sees it: posts and edits, nothing of runs. It paces nothing and retries nothing by
 * itself; how a message looks is its own affair.
 *
 * @throws DeliveryError from `post` and `edit`
 */
export interface Platform {
  readonly name: SurfaceName
  /** How many messages and edits one channel takes: `perMs` milliseconds for `count` of them. Source in the adapter. */
  readonly pace: { readonly count: number; readonly perMs: number }
  post(place: Place, message: Outgoing, options: PostOptions): Promise<MessageRef>
  edit(ref: MessageRef, message: Outgoing, signal: AbortSignal): Promise<void>
}

/** Why something could not be delivered, and so what is to be done about it. */
export type DeliveryFault =
  /** Not before `retryAfterMs`: the platform said so. */
  | 'rate_limited'
  /** The platform cannot be reached, or has a fault of its own: later again. */
  | 'unreachable'
  /** The message to be edited was deleted: it may be posted anew. */
  | 'message_gone'
  /** The channel or thread was deleted or archived, or the bot is not in it or lacks a permission there. */
  | 'place_gone'
  /** The token was revoked: nothing can be delivered until the owner has mended that. */
  | 'unauthorized'
  /** The platform will never take this message: a bug of ours. */
  | 'refused'

export class DeliveryError extends Error {
  override readonly name = 'DeliveryError'
  readonly fault: DeliveryFault
  /** Milliseconds; set with `rate_limited`. */
  readonly retryAfterMs: number | undefined

  /** `message` says what the platform said, for the log and for the owner. */
  constructor(
    fault: DeliveryFault,
    message: string,
    options: { readonly retryAfterMs?: number; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause })
    this.fault = fault
    this.retryAfterMs = options.retryAfterMs
  }
}
