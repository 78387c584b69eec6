import type { Answer, Exchange } from './exchange.ts'

/** Headers that say nothing about who asks; all others stay with the origin they were meant for. */
const HARMLESS = new Set(['accept', 'accept-encoding', 'accept-language', 'content-type', 'user-agent'])
const ABOUT_THE_BODY = new Set(['content-type', 'content-encoding', 'content-language'])
const READING = new Set(['GET', 'HEAD', 'OPTIONS'])

export interface Hop {
  readonly url: URL
  readonly request: Exchange
}

/**
 * Where an answer sends the request, as Fetch does it (https://fetch.spec.whatwg.org/#http-redirect-fetch), and more
 * careful: a request that may change something does not go on to another origin, which nobody was asked about.
 * undefined where the answer is to be taken as it is.
 */
export function redirectOf(from: URL, request: Exchange, answer: Answer): Hop | undefined {
  const location = answer.headers['location']
  if (location === undefined || ![301, 302, 303, 307, 308].includes(answer.status)) return undefined
  let url: URL
  try {
    url = new URL(location, from)
  } catch {
    return undefined
  }
  const { method } = request
  const becomesGet = answer.status === 303 ? method !== 'HEAD' : answer.status < 303 && method === 'POST'
  const next: Exchange = becomesGet
    ? {
        ...request,
        method: 'GET',
        body: undefined,
        headers: without(request.headers, (name) => ABOUT_THE_BODY.has(name)),
      }
    : request
  if (url.origin === from.origin) return { url, request: next }
  if (!READING.has(next.method)) return undefined
  return { url, request: { ...next, headers: without(next.headers, (name) => !HARMLESS.has(name)) } }
}

const without = (headers: Exchange['headers'], drop: (name: string) => boolean): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !drop(name)))
