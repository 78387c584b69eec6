import type { Routes } from 'discord.js'
import type { Place } from '../delivery/platform.ts'
import { codeOf } from './faults.ts'
import type { Requests } from './requests.ts'

/** What is known of a channel: the parent of a thread, and who began it. */
export interface ChannelFacts {
  readonly type: number
  readonly parent?: string
  readonly owner?: string
}

/** Announcement thread, public thread, private thread. */
const THREADS: ReadonlySet<number> = new Set([10, 11, 12])
const DIRECT: ReadonlySet<number> = new Set([1, 3])
const REMEMBERED = 1_000

export const isThread = ({ type }: ChannelFacts): boolean => THREADS.has(type)

/** A channel as it stands in an interaction or in the answer of `GET /channels/{id}`. */
export function factsOf(channel: unknown): ChannelFacts | undefined {
  const { type, parent_id: parent, owner_id: owner } = (channel ?? {}) as Readonly<Record<string, unknown>>
  if (typeof type !== 'number') return undefined
  return {
    type,
    ...(typeof parent === 'string' ? { parent } : {}),
    ...(typeof owner === 'string' ? { owner } : {}),
  }
}

export function placeOf(id: string, facts: ChannelFacts | undefined): Place {
  if (facts && isThread(facts) && facts.parent !== undefined) return { channel: facts.parent, thread: id }
  return facts && DIRECT.has(facts.type) ? { channel: id, flat: true } : { channel: id }
}

/** Channels by id, asked for once: messages do not say whether they stand in a thread. */
export function createPlaces(requests: Requests, routes: typeof Routes) {
  const known = new Map<string, Promise<ChannelFacts | undefined>>()

  async function ask(id: string): Promise<ChannelFacts | undefined> {
    try {
      return factsOf(await requests.get(routes.channel(id)))
    } catch (error) {
      // No access to the channel is an answer too; anything else is asked again with the next message.
      if (codeOf(error) === undefined) known.delete(id)
      return undefined
    }
  }

  return {
    facts(id: string): Promise<ChannelFacts | undefined> {
      const held = known.get(id)
      if (held) return held
      const asked = ask(id)
      known.set(id, asked)
      if (known.size > REMEMBERED) for (const oldest of known.keys()) return (known.delete(oldest), asked)
      return asked
    },
  }
}

export type Places = ReturnType<typeof createPlaces>
