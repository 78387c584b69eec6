import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Engine } from '../domain/engine.ts'
import { UserError } from '../domain/errors.ts'
import { orAborted } from '../lib/abort.ts'
import { systemClock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { createMatcher } from './match.ts'
import { listenPrivately } from './private-socket.ts'
import { type Problem, toProblem } from './problem.ts'
import { readInput, TooLarge } from './read-input.ts'
import { writeProblem, writeReply } from './write-reply.ts'

export interface ApiServer {
  /** Resolves when clients can connect. An abort of `signal` closes the server. @throws UserError `busy`, `storage` */
  listen(signal: AbortSignal): Promise<void>
  /** Clients that are connected, but for those who watch without end. */
  connected(): number
  /** Resolves when there are none. */
  left(): Promise<void>
  /** Ends every stream and connection, and takes the socket file away. */
  close(): Promise<void>
}

/** How long answers that are under way may take when the server closes, in milliseconds. */
const LAST_WORDS_MS = 500

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
    const reply = await found.route.handle(engine, input, signal)
    if (reply.kind === 'lines' && reply.endless) leaves(request.socket)
    await writeReply(response, reply, problemOf, signal)
  }

  /** Clients that are waited for. One that watches without end is not: it would stay for ever. */
  const connected = new Set<Socket>()
  const waiting = new Set<() => void>()
  const leaves = (socket: Socket) => {
    connected.delete(socket)
    if (connected.size > 0) return
    for (const resolve of waiting) resolve()
    waiting.clear()
  }

  const left = (): Promise<void> =>
    connected.size === 0 ? Promise.resolve() : new Promise((resolve) => void waiting.add(resolve))

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
  server.on('connection', (socket) => {
    connected.add(socket)
    socket.once('close', () => leaves(socket))
  })
  // Only this user's own processes connect, and a console may stay for days: nothing is timed out.
  server.requestTimeout = 0
  server.on('clientError', (_error, socket) => socket.destroy())

  async function close(): Promise<void> {
    if (!server.listening) return
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    server.closeIdleConnections()
    // Whoever follows a run that has just ended is about to read its last event.
    const late = new AbortController()
    const stop = systemClock.after(LAST_WORDS_MS, () => late.abort())
    await orAborted(left(), late.signal).catch(() => undefined)
    stop()
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
    connected: () => connected.size,
    left,
    close,
  }
}
