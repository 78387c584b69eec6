import type { LookupFunction } from 'node:net'
import type { Target } from './target.ts'

export interface Exchange {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
  readonly maxBytes: number
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  readonly truncated: boolean
}

const CONNECT_MS = 10_000

/** One request and its answer, over a connection of its own to one of the target's addresses. Follows nothing. */
export async function exchange(target: Target, request: Exchange, signal: AbortSignal): Promise<Answer> {
  // Loaded here because most processes never fetch anything.
  const { Client } = await import('undici')
  const { origin, pathname, search } = target.url
  const client = new Client(origin, {
    pipelining: 0,
    connect: { lookup: pinned(target), timeout: CONNECT_MS, autoSelectFamily: true },
  })
  try {
    const { statusCode, headers, body } = await client.request({
      method: request.method,
      path: pathname + search,
      headers: request.headers,
      body: request.body ?? null,
      signal,
    })
    return { status: statusCode, headers: flat(headers), ...(await readUpTo(body, request.maxBytes)) }
  } finally {
    // Ends what is still on its way: the rest of a body that was too long.
    client.destroy().catch(() => undefined)
  }
}

/** Answers with the addresses that were checked, whatever the name means by now (DNS rebinding). */
const pinned =
  ({ addresses }: Target): LookupFunction =>
  (_hostname, options, callback) => {
    if (options.all) return callback(null, [...addresses])
    const [first] = addresses
    if (first) callback(null, first.address, first.family)
  }

async function readUpTo(body: AsyncIterable<Uint8Array>, maxBytes: number) {
  const chunks: Uint8Array[] = []
  let room = maxBytes
  for await (const chunk of body) {
    chunks.push(chunk.subarray(0, room))
    if (chunk.length > room) return { body: Buffer.concat(chunks), truncated: true }
    room -= chunk.length
  }
  return { body: Buffer.concat(chunks), truncated: false }
}

function flat(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const named = Object.entries(headers).filter(
    (entry): entry is [string, string | string[]] => entry[1] !== undefined,
  )
  return Object.fromEntries(
    named.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  )
}
