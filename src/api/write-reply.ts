import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { Problem } from './problem.ts'
import type { Reply } from './route.ts'

/** Sends what a handler answered. `toProblem` words an error that comes after the first line of a stream. */
export async function writeReply(
  response: ServerResponse,
  reply: Reply,
  toProblem: (error: unknown) => Problem,
  signal: AbortSignal,
): Promise<void> {
  switch (reply.kind) {
    case 'json':
      return send(response, reply.status ?? 200, 'application/json', JSON.stringify(reply.value ?? null))
    case 'bytes':
      return send(response, 200, 'application/octet-stream', reply.data)
    case 'lines':
      return writeLines(response, reply.items, toProblem, signal)
    default:
      reply satisfies never
  }
}

export function writeProblem(response: ServerResponse, problem: Problem): void {
  if (response.headersSent) return void response.destroy()
  send(response, problem.status, 'application/problem+json', JSON.stringify(problem))
}

function send(response: ServerResponse, status: number, type: string, body: string | Uint8Array): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  })
  response.end(body)
}

/**
 * One JSON value a line. The headers go out as soon as the source listens, so that a client knows that nothing from then
 * on is missed; an error before that is an ordinary problem, one after it is the last line, `{"problem": …}`.
 */
async function writeLines(
  response: ServerResponse,
  items: AsyncIterable<unknown>,
  toProblem: (error: unknown) => Problem,
  signal: AbortSignal,
): Promise<void> {
  const iterator = items[Symbol.asyncIterator]()
  try {
    let next = iterator.next()
    await Promise.race([next, new Promise((resolve) => setImmediate(resolve))])
    response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' })
    response.flushHeaders()
    for (let item = await next; !item.done; item = await next) {
      if (!response.write(`${JSON.stringify(item.value)}\n`)) await once(response, 'drain', { signal })
      next = iterator.next()
    }
  } catch (error) {
    if (!response.headersSent) throw error
    if (!signal.aborted) response.write(`${JSON.stringify({ problem: toProblem(error) })}\n`)
  } finally {
    await iterator.return?.()
  }
  response.end()
}
