import type { IncomingMessage, RequestOptions } from 'node:http'
import type { Clock } from '../../domain/clock.ts'
import { failureOf } from './classify.ts'
import { ModelFailure, oneLine } from './failure.ts'

export interface HttpRequest {
  readonly method?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly body?: string | undefined
}

/** One exchange with a model server, over a connection of its own. */
export type Http = (url: string, request: HttpRequest, signal: AbortSignal) => Promise<HttpBody>

/** Left early, it closes its connection. */
export type HttpBody = AsyncIterable<Uint8Array>

/**
 * Once connected, it waits as long as it takes, which is what Node's fetch cannot do without its own library (it gives up
 * on headers after five minutes, and a large model may load for longer): the signal is what ends a wait. No redirect is
 * followed: prompts go to the configured address and nowhere else.
 *
 * @throws ModelFailure for every answer but 2xx, and where nobody answers; the signal's reason when it aborts.
 */
export function createHttp(clock: Clock): Http {
  return async (url, { method = 'GET', headers = {}, body }, signal) => {
    signal.throwIfAborted()
    const response = await exchange(url, { method, headers, signal }, body, clock).catch((error: unknown) => {
      signal.throwIfAborted()
      throw networkFailure(error)
    })
    const status = response.statusCode ?? 0
    if (status >= 200 && status < 300) return response
    const { location, 'retry-after': later } = response.headers
    const text = location === undefined ? await start(response) : `it redirects to ${oneLine(location, 200)}`
    response.destroy()
    throw failureOf({ status, body: text, retryAfterMs: retryAfter(later, clock.now()) })
  }
}

async function exchange(
  url: string,
  options: RequestOptions,
  body: string | undefined,
  clock: Clock,
): Promise<IncomingMessage> {
  const { request } = url.startsWith('https:') ? await import('node:https') : await import('node:http')
  return new Promise((resolve, reject) => {
    // No agent: nothing is shared, so that an end is an end.
    const sent = request(url, { ...options, agent: false }, resolve)
    const late = Object.assign(new Error('no connection in time'), { code: 'ETIMEDOUT' })
    const stop = clock.after(CONNECT_MS, () => sent.destroy(late))
    sent.once('socket', (socket) => socket.once('connect', stop))
    sent.once('close', stop)
    sent.on('error', reject)
    sent.end(body)
  })
}

/** A machine that is switched off refuses nothing; this is for the connection alone. */
const CONNECT_MS = 10_000

/** The first part of an error's body; what cannot be read of it does not matter. */
async function start(body: HttpBody): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const chunk of body) {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes > MAX_ERROR_BYTES) break
    }
  } catch {
    // Cut short.
  }
  return Buffer.concat(chunks).subarray(0, MAX_ERROR_BYTES).toString('utf8')
}

const MAX_ERROR_BYTES = 16 * 1024

function networkFailure(error: unknown): ModelFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
  if (code === undefined) throw error
  // The connection stood and went away, as when a server is restarted: it may be back in a moment.
  if (code === 'ECONNRESET' || code === 'EPIPE')
    return new ModelFailure('cut', `the connection ended before the answer began (${code})`, { cause: error })
  if (code.startsWith('HPE_'))
    return new ModelFailure('refused', `what answers there does not speak HTTP (${code})`, { cause: error })
  return new ModelFailure('unreachable', `nobody answers there (${code})`, { cause: error })
}

/** Milliseconds. Retry-After is seconds or a date (RFC 9110, 10.2.3). */
function retryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined
  if (/^\d+$/.test(value)) return Number(value) * 1000
  const at = Date.parse(value)
  return Number.isNaN(at) ? undefined : Math.max(0, at - now)
}
