import { Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import { UserError, type UserErrorCode } from '../domain/errors.ts'
import type { Locale, Localized } from '../domain/text.ts'
import { phrase, word } from '../i18n/say.ts'

export interface Call {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | undefined>>
  readonly body?: unknown
}

/** HTTP to the engine's socket. Every error of the other side comes back as the `UserError` it was there. */
export interface EngineHttp {
  json<T>(call: Call): Promise<T>
  bytes(call: Call): Promise<Uint8Array>
  /** One JSON value a line, until the other side ends or `signal` aborts. */
  lines<T extends object>(call: Call, signal: AbortSignal): AsyncGenerator<T>
  close(): void
}

/** How long an answer may take, in milliseconds. Cancelling waits for a process group to die; nothing takes longer. */
const PATIENCE_MS = 60_000

export function createEngineHttp(socketPath: string, locale: Locale): EngineHttp {
  // Connections beyond the socket's backlog would be refused; a few streams and some calls are all that one client needs.
  const agent = new Agent({ keepAlive: true, maxSockets: 16 })

  function send({ method, path, query = {}, body }: Call, signal?: AbortSignal): Promise<IncomingMessage> {
    const search = new URLSearchParams()
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) search.set(name, String(value))
    const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body))
    return new Promise((resolve, reject) => {
      const request = httpRequest({
        agent,
        socketPath,
        method,
        path: search.size === 0 ? path : `${path}?${search.toString()}`,
        headers: payload ? { 'content-type': 'application/json', 'content-length': payload.length } : {},
        ...(signal ? { signal } : { timeout: PATIENCE_MS }),
      })
      request.once('timeout', () => request.destroy(silent(socketPath, locale)))
      request.once('error', (error) => reject(asUserError(error, socketPath, locale)))
      request.once('response', resolve)
      request.end(payload)
    })
  }

  async function receive(call: Call): Promise<Buffer> {
    const response = await send(call)
    const data = await readAll(response, socketPath, locale)
    if ((response.statusCode ?? 500) >= 300) throw fromProblem(data.toString())
    return data
  }

  return {
    json: async <T>(call: Call) => JSON.parse((await receive(call)).toString()) as T,
    bytes: receive,
    async *lines<T extends object>(call: Call, signal: AbortSignal): AsyncGenerator<T> {
      if (signal.aborted) return
      try {
        const response = await send(call, signal)
        if ((response.statusCode ?? 500) >= 300)
          throw fromProblem((await readAll(response, socketPath, locale)).toString())
        yield* parsed<T>(response)
      } catch (error) {
        if (!signal.aborted) throw asUserError(error, socketPath, locale)
      }
    },
    close: () => agent.destroy(),
  }
}

async function readAll(response: IncomingMessage, socketPath: string, locale: Locale): Promise<Buffer> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk)
  } catch (error) {
    throw asUserError(error, socketPath, locale)
  }
  return Buffer.concat(chunks)
}

async function* parsed<T extends object>(response: IncomingMessage): AsyncGenerator<T, void, undefined> {
  response.setEncoding('utf8')
  let rest = ''
  for await (const chunk of response as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const value = JSON.parse(line) as T
      if ('problem' in value) throw fromProblem(JSON.stringify(value.problem))
      yield value
    }
  }
}

function fromProblem(text: string): Error {
  const { code, detail, exitCode, localized } = JSON.parse(text) as {
    readonly code: UserErrorCode | 'internal'
    readonly detail: string
    readonly exitCode: number
    readonly localized?: Localized
  }
  return code === 'internal' ? new Error(detail) : new UserError(code, localized ?? detail, { exitCode })
}

const LOST: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'ENOTDIR', 'EPIPE'])

/** Connection errors in words; everything else as it is. */
export function asUserError(error: unknown, socketPath: string, locale: Locale): Error {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'EACCES' || code === 'EPERM')
    return new UserError('not_allowed', phrase('cli.client.denied', { socket: socketPath }, locale))
  if (code !== undefined && LOST.has(code))
    return new UserError('interrupted', word('cli.client.lost', locale), { exitCode: 1 })
  return error instanceof Error ? error : new Error(String(error))
}

const silent = (socket: string, locale: Locale): UserError =>
  new UserError('busy', phrase('cli.client.silent', { socket, limit: PATIENCE_MS }, locale), { exitCode: 1 })
