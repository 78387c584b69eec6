import type { Fetcher, FetchOutcome, FetchRequest } from '../../domain/fetcher.ts'
import { TimedOut } from '../../lib/abort.ts'
import { type Exchange, exchange } from './exchange.ts'
import { redirectOf } from './redirect.ts'
import { type Resolver, systemResolver, targetOf } from './target.ts'

export interface FetcherOptions {
  /** `host` or `host:port`, as they stand in a URL: these may lie anywhere, this machine included. */
  readonly allowHosts: readonly string[]
  readonly maxRedirects: number
  /** Asked before every redirect; false makes the redirect itself the answer. */
  readonly mayFollow?: (hop: { readonly method: string; readonly url: string }) => boolean
  readonly resolver?: Resolver
}

/** What a caller may not set: framing and routing are ours. `proxy-*` too. */
const OURS =
  /^(?:host|connection|content-length|transfer-encoding|upgrade|expect|te|trailer|keep-alive|proxy-.*)$/

/** @throws the signal's reason, unless that is a time limit */
export function createFetcher(options: FetcherOptions): Fetcher {
  const { allowHosts, maxRedirects, mayFollow = () => true, resolver = systemResolver } = options
  const targetOptions = { allowHosts, resolver }

  async function follow(request: FetchRequest, signal: AbortSignal): Promise<FetchOutcome> {
    let next: { url: string; request: Exchange } = { url: request.url, request: firstOf(request) }
    for (let hops = 0; hops <= maxRedirects; hops++) {
      const target = await targetOf(next.url, targetOptions, signal)
      if ('code' in target) return target
      const answer = await exchange(target, next.request, signal)
      const hop = redirectOf(target.url, next.request, answer)
      if (!hop || !mayFollow({ method: hop.request.method, url: hop.url.href }))
        return { ok: true, ...answer, url: target.url.href }
      next = { url: hop.url.href, request: hop.request }
    }
    return { ok: false, code: 'E_NETWORK', message: `more than ${maxRedirects} redirects` }
  }

  return {
    async fetch(request, signal) {
      try {
        signal.throwIfAborted()
        return await follow(request, signal)
      } catch (error) {
        if (signal.aborted && !isTimeLimit(signal.reason)) throw signal.reason
        return failureOf(signal.aborted ? signal.reason : error)
      }
    },
  }
}

function firstOf({ method, headers, body, maxBytes }: FetchRequest): Exchange {
  const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const)
  const kept = Object.fromEntries(named.filter(([name]) => !OURS.test(name)))
  // What comes is shown as it is, so nothing packed is asked for.
  const all = { 'user-agent': 'autohome', accept: '*/*', ...kept, 'accept-encoding': 'identity' }
  return { method: method.toUpperCase(), headers: all, body, maxBytes }
}

const isTimeLimit = (reason: unknown): boolean =>
  reason instanceof TimedOut || (reason instanceof DOMException && reason.name === 'TimeoutError')

function failureOf(error: unknown): FetchOutcome {
  if (isTimeLimit(error))
    return { ok: false, code: 'E_TIMEOUT', message: 'no whole answer within the time limit' }
  const { code, name, message } = firstOfMany(error)
  // Sockets, TLS and undici name their errors by a code, except for answers that are not HTTP. All else is a bug.
  if (typeof code !== 'string' && name !== 'HTTPParserError') throw error
  if (/TIMEOUT|ETIMEDOUT/.test(String(code)))
    return { ok: false, code: 'E_TIMEOUT', message: `no answer: ${message}` }
  return { ok: false, code: 'E_NETWORK', message: message.trim() }
}

/** Of several attempts (one address after the other) the first tells enough. */
function firstOfMany(error: unknown): Error & { readonly code?: unknown } {
  if (error instanceof AggregateError && error.errors.length > 0) return firstOfMany(error.errors[0])
  return error instanceof Error ? error : new Error(String(error))
}
