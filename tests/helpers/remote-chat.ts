import type { Outgoing } from '../../src/bot/delivery/outgoing.ts'
import type { MessageRef, Place, Platform, PostOptions } from '../../src/bot/delivery/platform.ts'
import { DeliveryError, type DeliveryFault } from '../../src/bot/delivery/platform.ts'
import type { SurfaceName } from '../../src/domain/inbox.ts'

/** A message as somebody who looks at the channel sees it. */
export interface Seen {
  readonly ref: MessageRef
  readonly place: Place
  readonly nonce: string
  message: Outgoing
  edits: number
  deleted: boolean
}

export interface Request {
  readonly kind: 'post' | 'edit'
  readonly channel: string
  /** Of Date.now. */
  readonly at: number
}

export type Fault = { readonly fault: DeliveryFault; readonly retryAfterMs?: number }

/** The other side of a chat platform: it keeps messages, counts requests, and fails as it is told. */
export function remoteChat(
  options: {
    readonly name?: SurfaceName
    readonly pace?: Platform['pace']
    /** false: as Discord's direct messages, which know no threads. */
    readonly threads?: boolean
    /** Posts with a nonce that it knows answer the message of before, as Discord does. */
    readonly knowsNonces?: boolean
    readonly now?: () => number
  } = {},
) {
  const { name = 'slack', pace = { count: 1, perMs: 1 }, threads = true, now = Date.now } = options
  const seen: Seen[] = []
  const requests: Request[] = []
  const listeners = new Set<() => void>()
  let trouble: (request: Request, message: Outgoing) => Fault | 'lost' | undefined = () => undefined

  function fail(kind: Request['kind'], channel: string, message: Outgoing): 'lost' | undefined {
    const request = { kind, channel, at: now() }
    requests.push(request)
    const found = trouble(request, message)
    if (found === undefined || found === 'lost') return found
    throw new DeliveryError(found.fault, `scripted: ${found.fault}`, found)
  }
  const changed = () => {
    for (const listener of listeners) listener()
  }

  const platform: Platform = {
    name,
    pace,
    async post(place, message, { nonce, opensThread }: PostOptions) {
      const lost = fail('post', place.channel, message)
      const before = options.knowsNonces ? seen.find((held) => held.nonce === nonce) : undefined
      if (before) return before.ref
      const id = `m${seen.length + 1}`
      const opened = opensThread !== undefined && threads ? { thread: `t${seen.length + 1}` } : {}
      const ref: MessageRef = { channel: place.channel, message: id, ...opened }
      seen.push({ ref, place, nonce, message, edits: 0, deleted: false })
      changed()
      // It arrived, and the answer did not.
      if (lost) throw new DeliveryError('unreachable', 'scripted: the answer was lost')
      return ref
    },
    async edit(ref, message) {
      fail('edit', ref.channel, message)
      const held = seen.find(({ ref: { message: id } }) => id === ref.message)
      if (!held || held.deleted) throw new DeliveryError('message_gone', 'scripted: no such message')
      held.message = message
      held.edits++
      changed()
    },
  }
  return {
    platform,
    seen,
    requests,
    /** From now on requests fail as this says. */
    troubles(decide: typeof trouble) {
      trouble = decide
    },
    /** Resolves once what is seen fits. */
    async until(fits: (seen: readonly Seen[]) => boolean): Promise<void> {
      while (!fits(seen))
        await new Promise<void>((resolve) => {
          const listener = () => {
            listeners.delete(listener)
            resolve()
          }
          listeners.add(listener)
        })
    },
    delete(message: string) {
      for (const held of seen) if (held.ref.message === message) held.deleted = true
    },
    /** What kinds of messages stand in a thread (undefined: in the channel itself), in their order. */
    kinds: (thread?: string) =>
      seen
        .filter(({ place, deleted }) => !deleted && place.thread === thread)
        .map(({ message }) => message.kind),
    cards: () =>
      seen.flatMap((held) => (held.message.kind === 'card' ? [{ ...held, card: held.message.card }] : [])),
  }
}
export type RemoteChat = ReturnType<typeof remoteChat>
