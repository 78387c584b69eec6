import { createHash } from 'node:crypto'
import type { RouteLike, Routes } from 'discord.js'
import type { DiscordMessage } from './render.ts'
import { deliveryError } from './faults.ts'
import type { Requests } from './requests.ts'

/** Where Discord's ids begin: 2015-01-01. https://docs.discord.com/developers/reference#snowflakes */
const EPOCH_MS = 1_420_070_400_000
/** By which our clock may be ahead of Discord's, in milliseconds. */
const CLOCKS_APART_MS = 60_000
const PAGE = 100
const PAGES_MAX = 5

/**
 * The number that a message carries as the id of its first component: other than a nonce, of which Discord forgets all
 * after some minutes, it can be read again for ever. From 2^30 up, where Discord's own numbering does not come.
 */
export const markOf = (nonce: string): number =>
  2 ** 30 + (createHash('sha256').update(nonce).digest().readUInt32BE() % 2 ** 30)

export const marked = (message: DiscordMessage, nonce: string): DiscordMessage => ({
  ...message,
  components: message.components.map((component, at) =>
    at === 0 ? { ...component, id: markOf(nonce) } : component,
  ),
})

export interface FindDeps {
  readonly requests: Requests
  readonly routes: typeof Routes
}

/**
 * The id of a message that an earlier try has posted though its answer was lost; undefined where there is none, or where
 * nobody may look.
 *
 * @param since of the first try, in milliseconds since the epoch
 * @throws whatever keeps Discord from answering now
 */
export async function findPosted(
  { requests, routes }: FindDeps,
  channel: string,
  { nonce, since }: { readonly nonce: string; readonly since: number },
  signal: AbortSignal,
): Promise<string | undefined> {
  let after = snowflake(since - CLOCKS_APART_MS)
  for (let page = 0; page < PAGES_MAX; page++) {
    const messages = await listed(
      requests,
      `${routes.channelMessages(channel)}?limit=${PAGE}&after=${after}`,
      signal,
    )
    const found = messages.find(({ components }) => components?.[0]?.id === markOf(nonce))
    if (found) return found.id
    const newest = messages.map(({ id }) => BigInt(id)).reduce((a, b) => (a > b ? a : b), 0n)
    if (messages.length < PAGE) return undefined
    after = String(newest)
  }
  return undefined
}

interface Listed {
  readonly id: string
  readonly components?: readonly { readonly id?: number }[]
}

async function listed(requests: Requests, route: RouteLike, signal: AbortSignal): Promise<readonly Listed[]> {
  try {
    const answer = await requests.get(route, signal)
    return Array.isArray(answer) ? (answer as readonly Listed[]) : []
  } catch (error) {
    const { fault } = deliveryError(error)
    if (signal.aborted || fault === 'unreachable' || fault === 'rate_limited') throw error
    return []
  }
}

const snowflake = (ms: number): string => String(BigInt(Math.max(0, Math.floor(ms) - EPOCH_MS)) << 22n)
