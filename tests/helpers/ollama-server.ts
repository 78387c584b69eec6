import type { ServerResponse } from 'node:http'
import {
  type ModelServer,
  type ModelServerRequest,
  piecesOf,
  type Protocol,
  type Reply,
  type Script,
  send,
  startModelServer,
} from './model-server.ts'

/**
 * A loopback server that speaks Ollama's protocol and does what a script says.
 *
 *     const ollama = await startOllama([says('Hello.'), refuses(500, 'llama runner terminated'), saysJson({ a: 1 })])
 *     onTestFinished(() => ollama.close())
 *     const host = createOllamaHost({ address: ollama.address, … })
 *     …
 *     expect(ollama.questions()[0]?.body.options.num_ctx).toBe(4096)
 *
 * The script is a list of replies, one for each `POST /api/chat` in order, or a function of the request that answers all
 * of them (by `request.body.model`, or by what stands in `request.body.messages`). A question past the end of the list is
 * refused with 400, which no client tries again. What a reply can do stands at `Reply` in `model-server.ts`; `says`,
 * `saysJson`, `callsTool`, `refuses` and `neverAnswers` there make the usual ones, and `gate()` lets a test decide when
 * something goes on: there are no delays. `/api/tags`, `/api/show`, `/api/version` and `/api/pull` answer from `options`.
 */
export async function startOllama(script: Script, options: OllamaOptions = {}): Promise<ModelServer> {
  const models = [...(options.models ?? [])]
  const protocol: Protocol = {
    isQuestion: (path) => path === '/api/chat',
    play,
    async other(request, response) {
      const { path, body } = request
      if (path === '/api/version') return reply(response, { version: options.version ?? '0.12.0' })
      if (path === '/api/tags') return reply(response, { models: models.map(tagOf) })
      if (path === '/api/show') {
        const model = models.find(({ name }) => name === body.model)
        if (!model) return reply(response, { error: `model '${body.model}' not found` }, 404)
        return reply(response, { details: {}, capabilities: model.capabilities ?? ['completion'] })
      }
      if (path !== '/api/pull') return false
      const lines = await options.pull?.(request)
      if (!lines) return reply(response, { error: 'pull model manifest: file does not exist' }, 500)
      response.writeHead(200, NDJSON)
      for await (const line of lines) await send(response, `${JSON.stringify(line)}\n`)
      response.end()
      return true
    },
  }
  return startModelServer(script, protocol)
}

export interface OllamaOptions {
  /** What is on the server; the script answers for any name all the same. */
  readonly models?: readonly OllamaModel[]
  readonly version?: string
  /** The lines that a pull streams; none for a name that does not exist. */
  readonly pull?: (
    request: ModelServerRequest,
  ) => Iterable<unknown> | AsyncIterable<unknown> | undefined | Promise<Iterable<unknown> | undefined>
}

export interface OllamaModel {
  readonly name: string
  readonly digest?: string
  readonly bytes?: number
  readonly capabilities?: readonly string[]
}

const NDJSON = { 'content-type': 'application/x-ndjson' }

const tagOf = ({ name, digest = `digest of ${name}`, bytes = 1 }: OllamaModel) => ({
  name,
  model: name,
  digest,
  size: bytes,
  details: {},
})

function reply(response: ServerResponse, value: unknown, status = 200): true {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
  return true
}

async function play(told: Reply, { body }: ModelServerRequest, response: ServerResponse): Promise<void> {
  await told.before
  if (told.status !== undefined) {
    response.writeHead(told.status, { 'content-type': 'application/json', ...told.headers })
    response.end(JSON.stringify({ error: told.error }))
    return
  }
  const model = body.model
  const line = (value: object) => send(response, `${JSON.stringify({ model, created_at: MADE, ...value })}\n`)
  const piece = (message: object) =>
    line({ message: { role: 'assistant', content: '', ...message }, done: false })

  response.writeHead(200, NDJSON)
  response.flushHeaders()
  if (told.thinking !== undefined) await piece({ thinking: told.thinking })
  let first = true
  for (const content of piecesOf(told.text ?? '', told.chunk)) {
    await piece({ content })
    if (first) await told.midway
    first = false
  }
  if (told.toolCalls) {
    const calls = told.toolCalls.map(({ name, args }) => ({ function: { name, arguments: args } }))
    await piece({ tool_calls: calls })
  }
  if (told.line !== undefined) await send(response, `${told.line}\n`)
  if (told.lateError !== undefined) {
    await send(response, `${JSON.stringify({ error: told.lateError })}\n`)
    response.end()
  } else if (told.end === 'cut') response.destroy()
  else if (told.end === 'nothing') response.end()
  else if (told.end !== 'hang') {
    await line({
      message: { role: 'assistant', content: '' },
      done: true,
      done_reason: told.end ?? 'stop',
      total_duration: 1_000_000,
      load_duration: (told.loadMs ?? 0) * 1_000_000,
      prompt_eval_count: told.promptTokens ?? 11,
      eval_count: told.answerTokens ?? 7,
    })
    response.end()
  }
}

const MADE = '2026-01-01T00:00:00Z'
