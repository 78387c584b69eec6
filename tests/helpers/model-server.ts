import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { JsonObject } from '../../src/domain/json.ts'

/** What the scripted model servers share: `ollama-server.ts` and `openai-server.ts`. */

/** What a client sends, as far as tests and scripts look into it. */
export interface Body {
  readonly model?: string
  readonly messages?: readonly {
    readonly role: string
    readonly content: string
    readonly tool_calls?: readonly unknown[]
    readonly tool_name?: string
    readonly tool_call_id?: string
  }[]
  readonly options?: Readonly<Record<string, unknown>>
  readonly format?: JsonObject
  readonly response_format?: JsonObject
  readonly tools?: readonly { readonly function: { readonly name: string } }[]
  readonly [other: string]: unknown
}

export interface ModelServerRequest {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: Body
  /** Resolves when the client closes the connection before it has the whole answer. */
  readonly left: Promise<void>
}

/** What a model does with one question. Its fields are played in the order in which they stand here. */
export interface Reply {
  /** Nothing is sent, not even headers, before this resolves: a model that loads. */
  readonly before?: Promise<unknown>
  /** Another status than 200, with `error` as its message. Nothing below is played then. */
  readonly status?: number
  readonly error?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly thinking?: string
  readonly text?: string
  readonly toolCalls?: readonly { readonly name: string; readonly args: unknown }[]
  /** Characters in a piece of the text; 7 where absent. */
  readonly chunk?: number
  /** The rest waits for this after the first piece. */
  readonly midway?: Promise<unknown>
  /** A line as it is, after the text. */
  readonly line?: string
  /** An error after the text, with status 200 long sent. */
  readonly lateError?: string
  /**
   * `stop` (where absent) and `length` are whole answers; `nothing` ends the body without saying that it is done, `cut`
   * breaks the connection, and `hang` says nothing more until the client leaves.
   */
  readonly end?: 'stop' | 'length' | 'nothing' | 'cut' | 'hang'
  readonly promptTokens?: number
  readonly answerTokens?: number
  /** The server does not say how many tokens it took; OpenAI's protocol only. */
  readonly uncounted?: boolean
  /** Milliseconds; told by Ollama only. */
  readonly loadMs?: number
}

export type Answering = Reply | ((request: ModelServerRequest) => Reply | Promise<Reply>)

/** A list is played once, in order; a function answers every question. */
export type Script = readonly Answering[] | ((request: ModelServerRequest) => Reply | Promise<Reply>)

export const says = (text: string, more: Partial<Reply> = {}): Reply => ({ text, ...more })
export const saysJson = (value: unknown, more: Partial<Reply> = {}): Reply => ({
  text: JSON.stringify(value),
  ...more,
})
export const callsTool = (name: string, args: unknown, more: Partial<Reply> = {}): Reply => ({
  toolCalls: [{ name, args }],
  ...more,
})
export const refuses = (status: number, error: string, headers: Record<string, string> = {}): Reply => ({
  status,
  error,
  headers,
})
/** Takes the question and never answers: the client has to leave. */
export const neverAnswers = (): Reply => ({ before: new Promise(() => undefined) })

/** Something that a test opens when it is time. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = () => undefined as void
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open: () => open() }
}

export interface ModelServer {
  /** `http://127.0.0.1:port` */
  readonly address: string
  /** Every request, in the order of arrival. */
  readonly requests: readonly ModelServerRequest[]
  /** Questions to a model among them. */
  questions(): readonly ModelServerRequest[]
  /** Resolves with the `n`th question (1, 2 …) as soon as it has arrived. */
  question(n: number): Promise<ModelServerRequest>
  /** Most questions that were open at one time. */
  busiest(): number
  close(): Promise<void>
}

export interface Protocol {
  /** Whether a path is a question to a model, which the script answers. */
  isQuestion(path: string): boolean
  play(reply: Reply, request: ModelServerRequest, response: ServerResponse): Promise<void>
  /** Everything else; false where there is no such route. */
  other(request: ModelServerRequest, response: ServerResponse): boolean | Promise<boolean>
}

export async function startModelServer(script: Script, protocol: Protocol): Promise<ModelServer> {
  const requests: ModelServerRequest[] = []
  const waiting: { readonly n: number; readonly tell: (request: ModelServerRequest) => void }[] = []
  const questions = () => requests.filter(({ path }) => protocol.isQuestion(path))
  let next = 0
  let open = 0
  let busiest = 0

  const replyTo = async (request: ModelServerRequest): Promise<Reply> => {
    const answering = typeof script === 'function' ? script : script[next++]
    // 400, as it is not tried again: the test fails at once and says why.
    if (!answering) return refuses(400, `the script has no reply to question ${next}`)
    return typeof answering === 'function' ? answering(request) : answering
  }
  const serve = async (incoming: IncomingMessage, response: ServerResponse) => {
    const left = new Promise<void>((resolve) => {
      response.once('close', () => !response.writableFinished && resolve())
    })
    const chunks: Uint8Array[] = []
    for await (const chunk of incoming) chunks.push(chunk as Uint8Array)
    const text = Buffer.concat(chunks).toString('utf8')
    const { method = '', url = '', headers } = incoming
    const request = { method, path: url, headers, body: text === '' ? {} : (JSON.parse(text) as Body), left }
    requests.push(request)
    if (protocol.isQuestion(url)) {
      const count = questions().length
      for (const one of waiting) if (one.n === count) one.tell(request)
      busiest = Math.max(busiest, ++open)
      response.once('close', () => open--)
      await protocol.play(await replyTo(request), request, response)
    } else if (!(await protocol.other(request, response))) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found')
    }
  }

  const server = createServer((incoming, response) => {
    serve(incoming, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(400)
      response.end(JSON.stringify({ error: `the script failed: ${String(error)}` }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    questions,
    async question(n) {
      const held = questions()[n - 1]
      return held ?? new Promise((tell) => waiting.push({ n, tell }))
    },
    busiest: () => busiest,
    async close() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

/** The text in pieces, by code points, as a model that cuts a character in two would not be understood. */
export function piecesOf(text: string, size = 7): readonly string[] {
  const points = [...text]
  const pieces: string[] = []
  for (let at = 0; at < points.length; at += size) pieces.push(points.slice(at, at + size).join(''))
  return pieces
}

/** Writes, and waits where the client reads more slowly; a client that left gets nothing. */
export async function send(response: ServerResponse, text: string): Promise<void> {
  if (response.destroyed) return
  if (response.write(text)) return
  await new Promise<void>((resolve) => {
    const done = () => {
      response.off('drain', done).off('close', done)
      resolve()
    }
    response.on('drain', done).on('close', done)
  })
}
