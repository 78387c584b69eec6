import type { ServerResponse } from 'node:http'
import {
  type ModelServer,
  type ModelServerRequest,
  piecesOf,
  type Reply,
  type Script,
  send,
  startModelServer,
} from './model-server.ts'

/**
 * A loopback server that speaks the OpenAI-compatible protocol (`POST /v1/chat/completions` with SSE, `GET /v1/models`)
 * and does what a script says: see `ollama-server.ts`, which is scripted in the same words. Its base URL is
 * `${server.address}/v1`. With `apiKey`, a request that does not carry it is refused with 401.
 */
export async function startOpenAi(script: Script, options: OpenAiOptions = {}): Promise<ModelServer> {
  const denied = ({ headers }: ModelServerRequest) =>
    options.apiKey !== undefined && headers.authorization !== `Bearer ${options.apiKey}`
  return startModelServer(script, {
    isQuestion: (path) => path === '/v1/chat/completions',
    async play(reply, request, response) {
      if (denied(request)) return refuse(response, 401, `Incorrect API key: ${request.headers.authorization}`)
      await play(reply, response)
    },
    other(request, response) {
      if (request.path !== '/v1/models') return false
      if (denied(request)) refuse(response, 401, 'Incorrect API key')
      else {
        const data = (options.models ?? []).map((id) => ({ id, object: 'model' }))
        response.writeHead(200, { 'content-type': 'application/json' })
        response.end(JSON.stringify({ object: 'list', data }))
      }
      return true
    },
  })
}

export interface OpenAiOptions {
  readonly apiKey?: string
  readonly models?: readonly string[]
}

function refuse(response: ServerResponse, status: number, message: string, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify({ error: { message, type: 'error' } }))
}

async function play(told: Reply, response: ServerResponse): Promise<void> {
  await told.before
  if (told.status !== undefined) return refuse(response, told.status, told.error ?? '', told.headers)

  const data = (value: object) => send(response, `data: ${JSON.stringify(value)}\n\n`)
  const delta = (change: object) => data({ choices: [{ index: 0, delta: change, finish_reason: null }] })

  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.flushHeaders()
  await send(response, ': a comment, as OpenRouter sends while it waits\n\n')
  await delta({ role: 'assistant', content: '' })
  if (told.thinking !== undefined) await delta({ reasoning_content: told.thinking })
  let first = true
  for (const content of piecesOf(told.text ?? '', told.chunk)) {
    await delta({ content })
    if (first) await told.midway
    first = false
  }
  for (const [index, { name, args }] of (told.toolCalls ?? []).entries()) {
    const text = typeof args === 'string' ? args : JSON.stringify(args)
    await delta({
      tool_calls: [{ index, id: `c${index}`, type: 'function', function: { name, arguments: '' } }],
    })
    for (const piece of piecesOf(text, told.chunk))
      await delta({ tool_calls: [{ index, function: { arguments: piece } }] })
  }
  if (told.line !== undefined) await send(response, `${told.line}\n\n`)
  if (told.lateError !== undefined) {
    await data({ error: { message: told.lateError, code: 500 } })
    response.end()
  } else if (told.end === 'cut') response.destroy()
  else if (told.end === 'nothing') response.end()
  else if (told.end !== 'hang') {
    const reason = told.toolCalls ? 'tool_calls' : (told.end ?? 'stop')
    await data({ choices: [{ index: 0, delta: {}, finish_reason: reason }] })
    const usage = { prompt_tokens: told.promptTokens ?? 11, completion_tokens: told.answerTokens ?? 7 }
    if (!told.uncounted) await data({ choices: [], usage })
    await send(response, 'data: [DONE]\n\n')
    response.end()
  }
}
