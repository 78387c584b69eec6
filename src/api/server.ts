import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Engine } from '../domain/engine.ts'
import { UserError } from '../domain/errors.ts'
import type { Log } from '../lib/log.ts'
import { createMatcher } from './match.ts'
import { listenPrivately } from './private-socket.ts'
import { type Problem, toProblem } from './problem.ts'
import { readInput, TooLarge } from './read-input.ts'
import { writeProblem, writeReply } from './write-reply.ts'

export interface ApiServer {
  /** Resolves when clients can connect. An abort of `signal` closes the server. @throws UserError `busy`, `storage` */
  listen(signal: AbortSignal): Promise<void>
  /** Ends every stream and connection, and takes the socket file away. */
  close(): Promise<void>
}

/** The engine's façade over HTTP on a Unix socket of this user's (mode 0600). */
export function createApiServer(parts: {
  readonly engine: Engine
  readonly socketPath: string
  readonly log: Log
}): ApiServer {
  const { engine, socketPath, log } = parts
  /** One for each request that is being answered. */
  const under = new Set<AbortController>()
  // The schemas cost a start more than the server itself: they come with the first request.
  let matcher: Promise<ReturnType<typeof createMatcher>> | undefined
  const loadMatcher = () =>
    (matcher ??= import('./routes/table.ts').then(({ ROUTES }) => createMatcher(ROUTES)))
  const problemOf = (error: unknown): Problem =>
    toProblem(
      error,
      (bug) => log.error('a request failed', { err: bug }),
      error instanceof TooLarge ? 413 : undefined,
    )

  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    signal: AbortSignal,
  ): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://autohome')
    const match = await loadMatcher()
    const found = match(request.method ?? 'GET', pathname)
    if (found.kind === 'none') throw new UserError('not_found', `Nothing is served at ${pathname}.`)
    if (found.kind === 'other_method') {
      response.setHeader('allow', found.allowed.join(', '))
      const detail = `${pathname} takes ${found.allowed.join(', ')}, not ${request.method}.`
      return writeProblem(response, { ...problemOf(new UserError('bad_input', detail)), status: 405 })
    }
    const input = await readInput(found.route, found.params, searchParams, request)
    await writeReply(response, await found.route.handle(engine, input, signal), problemOf, signal)
  }

  const server = createServer((request, response) => {
    const gone = new AbortController()
    under.add(gone)
    response.once('close', () => {
      under.delete(gone)
      gone.abort()
    })
    answer(request, response, gone.signal).catch((error: unknown) => {
      if (gone.signal.aborted) return
      if (error instanceof TooLarge) response.setHeader('connection', 'close')
      writeProblem(response, problemOf(error))
    })
  })
  // Only this user's own processes connect, and a console may stay for days: nothing is timed out.
  server.requestTimeout = 0
  server.on('clientError', (_error, socket) => socket.destroy())

  async function close(): Promise<void> {
    if (!server.listening) return
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    // Cut, not ended: a stream that ends cleanly would tell its reader that the run has.
    server.closeAllConnections()
    for (const controller of under) controller.abort()
    await closed
  }

  return {
    async listen(signal) {
      signal.throwIfAborted()
      await listenPrivately(server, socketPath)
      signal.addEventListener('abort', () => void close(), { once: true })
    },
    close,
  }
}
