import type { Clock } from '../../domain/clock.ts'
import type { Json, JsonObject } from '../../domain/json.ts'
import { linesOf } from './lines.ts'
import { notAnswered, refusalOf } from './http-fault.ts'

/** A message as ntfy gives it out, as far as it is looked at. */
export interface NtfyEvent {
  readonly id: string
  readonly event: string
  readonly message: string
}

/**
 * An ntfy server, with the little of its API that is needed. https://docs.ntfy.sh/publish/ and /subscribe/api/
 *
 * @throws DeliveryError from every method; the signal's reason where it aborted
 */
export interface Ntfy {
  /** Answers whether the server knows sequence ids (2.16 and later), so that the notification can be changed later. */
  publish(body: JsonObject, signal: AbortSignal): Promise<{ readonly updatable: boolean }>
  /** Takes a notification off the phones. */
  clear(topic: string, sequence: string, signal: AbortSignal): Promise<void>
  /** What a topic holds since a message or a moment (seconds since the epoch). */
  poll(topic: string, since: string, signal: AbortSignal): AsyncIterable<NtfyEvent>
  /** The same, then whatever comes, with a sign of life about every 45 seconds, until the server hangs up. */
  stream(topic: string, since: string, signal: AbortSignal): AsyncIterable<NtfyEvent>
  /** Where a phone posts to. */
  addressOf(topic: string): string
}

/** What servers before 2.16 say to a request that they do not know. */
const UNKNOWN = [404, 405]

export interface NtfyOptions {
  readonly url: string
  readonly token?: string
  readonly clock: Clock
}

export function createNtfy({ url, token, clock }: NtfyOptions): Ntfy {
  const root = url.replace(/\/+$/, '')
  const authorization: Record<string, string> =
    token === undefined ? {} : { authorization: `Bearer ${token}` }

  async function ask(
    path: string,
    signal: AbortSignal,
    init: RequestInit = {},
    alsoFine: readonly number[] = [],
  ): Promise<Response> {
    // A token goes to the configured server and nowhere else.
    const request = {
      ...init,
      headers: { ...authorization, ...init.headers },
      redirect: 'manual',
      signal,
    } as const
    const response = await fetch(`${root}${path}`, request).catch((error: unknown) =>
      notAnswered(error, signal),
    )
    if (response.ok || alsoFine.includes(response.status)) return response
    const { error } = (await response.json().catch(() => ({}))) as { readonly error?: unknown }
    const why = typeof error === 'string' ? error : response.statusText
    throw refusalOf(response.status, why, response.headers.get('retry-after'), clock.now())
  }

  async function* events(path: string, signal: AbortSignal): AsyncIterable<NtfyEvent> {
    const { body } = await ask(path, signal)
    if (!body) return
    try {
      for await (const line of linesOf(body)) {
        const event = eventOf(line)
        if (event) yield event
      }
    } catch (error) {
      notAnswered(error, signal)
    }
  }

  return {
    async publish(body, signal) {
      const response = await ask('/', signal, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      const answer = (await response.json().catch(() => ({}))) as JsonObject
      return {
        updatable: answer['sequence_id'] !== undefined && answer['sequence_id'] === body['sequence_id'],
      }
    },
    async clear(topic, sequence, signal) {
      const response = await ask(`/${topic}/${sequence}/clear`, signal, { method: 'PUT' }, UNKNOWN)
      await response.body?.cancel()
    },
    poll: (topic, since, signal) =>
      events(`/${topic}/json?poll=1&since=${encodeURIComponent(since)}`, signal),
    stream: (topic, since, signal) => events(`/${topic}/json?since=${encodeURIComponent(since)}`, signal),
    addressOf: (topic) => `${root}/${topic}`,
  }
}

/** A line that is no event of ntfy's is passed over: some proxies write into what they pass on. */
function eventOf(line: string): NtfyEvent | undefined {
  try {
    const held = JSON.parse(line) as Json
    if (held === null || typeof held !== 'object' || Array.isArray(held)) return undefined
    const { id, event, message = '' } = held as JsonObject
    if (typeof id !== 'string' || typeof event !== 'string' || typeof message !== 'string') return undefined
    return { id, event, message }
  } catch {
    return undefined
  }
}
