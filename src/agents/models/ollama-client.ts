import type { Ollama } from 'ollama'
import { jsonOf } from './body.ts'
import type { Http, HttpRequest } from './http.ts'
import { checkedLines } from './ollama-stream.ts'

/** A client of the `ollama` package for one request, over our own way to fetch. */
export type OllamaClients = (answers: 'stream' | 'object', signal: AbortSignal) => Promise<Ollama>

/**
 * Each request has a client of its own, whose fetch carries the signal: the package's own `abort()` does nothing before
 * the headers have come, which is when a model loads. Refusals are thrown by our fetch, before the package sees them, as
 * it would print to the terminal.
 */
export function createOllamaClients(address: string, http: Http, maxLineBytes: number): OllamaClients {
  return async (answers, signal) => {
    // Loaded here because a house without models never needs it.
    const { Ollama } = await import('ollama')
    return new Ollama({
      host: address,
      fetch: async (input, init) => {
        const body = await http(String(input), requestOf(init), signal)
        if (answers === 'object') return Response.json(await jsonOf(body))
        return new Response(ReadableStream.from(checkedLines(body, maxLineBytes)))
      },
    })
  }
}

/** What the package hands to fetch, as far as it uses it: a method, plain headers and a text. */
function requestOf(init: RequestInit = {}): HttpRequest {
  return {
    method: init.method,
    headers: Object.fromEntries(new Headers(init.headers)),
    body: typeof init.body === 'string' ? init.body : undefined,
  }
}
