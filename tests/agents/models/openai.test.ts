import { describe, expect, onTestFinished, test } from 'vitest'
import type { ModelRequest } from '../../../src/domain/model.ts'
import { createOpenAiHost, type OpenAiHostDeps } from '../../../src/agents/models/openai.ts'
import { createMemoryProbes } from '../../../src/agents/models/probe.ts'
import { Cancelled } from '../../../src/lib/abort.ts'
import { manualClock } from '../../helpers/clock.ts'
import { httpServer } from '../../helpers/http-server.ts'
import {
  callsTool,
  neverAnswers,
  refuses,
  type Reply,
  says,
  type Script,
} from '../../helpers/model-server.ts'
import { type OpenAiOptions, startOpenAi } from '../../helpers/openai-server.ts'
import { askThrough, NAME, never, question } from './setup.ts'

const FINISHED_WITH_ERROR = 'data: {"choices":[{"delta":{},"finish_reason":"error"}]}\n\ndata: [DONE]'

async function openai(script: Script, server: OpenAiOptions = {}, more: Partial<OpenAiHostDeps> = {}) {
  const running = await startOpenAi(script, server)
  onTestFinished(() => running.close())
  const clock = manualClock()
  const host = createOpenAiHost({ baseUrl: `${running.address}/v1/`, clock, random: () => 1, ...more })
  return { server: running, clock, host, model: host.model(NAME, { contextTokens: 4096 }) }
}

test('an answer comes in pieces, with its tokens', async () => {
  const { model, clock, server } = await openai([
    says('All is well. 你好', { promptTokens: 8, answerTokens: 4 }),
  ])
  const { outcome, pieces } = await askThrough(model, clock)
  expect(outcome).toEqual({
    ok: true,
    answer: {
      text: 'All is well. 你好',
      toolCalls: [],
      ended: 'stop',
      usage: { model: NAME, promptTokens: 8, answerTokens: 4 },
      timing: { loadMs: 0, firstTokenMs: 0, totalMs: 0 },
    },
  })
  expect(pieces.join('')).toBe('All is well. 你好')
  expect(server.questions()[0]?.headers.authorization).toBeUndefined()
  expect(server.questions()[0]?.body).toEqual({
    model: NAME,
    messages: [{ role: 'user', content: 'How are you?' }],
    stream: true,
    stream_options: { include_usage: true },
    temperature: 0.2,
  })
})

test('a schema is the response format', async () => {
  const { model, clock, server } = await openai([says('{}', { end: 'length' })])
  const schema = { type: 'object', properties: { a: { type: 'string', pattern: 'x' } } }
  const { outcome } = await askThrough(
    model,
    clock,
    question('go', { schema, maxAnswerTokens: 9, temperature: 1 }),
  )
  expect(outcome.ok && outcome.answer.ended).toBe('length')
  expect(server.questions()[0]?.body).toMatchObject({
    temperature: 1,
    max_tokens: 9,
    response_format: {
      type: 'json_schema',
      json_schema: { name: 'answer', schema: { type: 'object', properties: { a: { type: 'string' } } } },
    },
  })
})

test('calls come in pieces, and each result finds its call', async () => {
  const { model, clock, server } = await openai([
    {
      toolCalls: [
        { name: 'look', args: { path: '/etc', deep: true } },
        { name: 'now', args: '' },
      ],
    },
  ])
  const messages: ModelRequest['messages'] = [
    { role: 'user', content: 'look' },
    {
      role: 'assistant',
      content: '',
      toolCalls: [
        { name: 'look', args: { path: '/' } },
        { name: 'now', args: {} },
      ],
    },
    { role: 'tool', content: 'etc', toolName: 'look' },
    { role: 'tool', content: 'noon', toolName: 'now' },
  ]
  const tools = [{ name: 'look', description: 'Looks.', parameters: { type: 'object' } }]
  const { outcome } = await askThrough(model, clock, { messages, tools })
  expect(outcome.ok && outcome.answer.toolCalls).toEqual([
    { name: 'look', args: { path: '/etc', deep: true } },
    { name: 'now', args: {} },
  ])
  const { body } = server.questions()[0] ?? {}
  expect(body?.messages?.[1]?.tool_calls).toEqual([
    { id: 'call_1', type: 'function', function: { name: 'look', arguments: '{"path":"/"}' } },
    { id: 'call_2', type: 'function', function: { name: 'now', arguments: '{}' } },
  ])
  expect(body?.messages?.slice(2).map((message) => message.tool_call_id)).toEqual(['call_1', 'call_2'])
  expect(body?.tools?.[0]?.function.name).toBe('look')
})

test('a call that the limit cut off is none', async () => {
  const line = (data: unknown) => `data: ${JSON.stringify(data)}\n\n`
  const port = await httpServer((_, response) => {
    response.write(
      line({
        choices: [{ delta: { tool_calls: [{ index: 0, function: { name: 'rm', arguments: '{"pa' } }] } }],
      }),
    )
    response.end(line({ choices: [{ delta: {}, finish_reason: 'length' }] }))
  })
  const clock = manualClock()
  const host = createOpenAiHost({ baseUrl: `http://127.0.0.1:${port}/v1`, clock, random: () => 1 })
  const { outcome } = await askThrough(host.model(NAME, { contextTokens: 2048 }), clock)
  expect(outcome.ok && outcome.answer).toMatchObject({ ended: 'length', toolCalls: [] })
})

test('thinking is left out, and counts that are not given are estimated', async () => {
  const port = await httpServer((_, response) => {
    response.write('event: message\r\ndata: {"choices":[{"delta":{"reasoning":"hm"}}]}\r\n\r\n')
    response.end('data: {"choices":[{"delta":{"content":"four"},"finish_reason":"stop"}]}\r\n\r\n')
  })
  const clock = manualClock()
  const host = createOpenAiHost({ baseUrl: `http://127.0.0.1:${port}/v1`, clock, random: () => 1 })
  const { outcome } = await askThrough(host.model(NAME, { contextTokens: 2048 }), clock)
  expect(outcome.ok && outcome.answer).toMatchObject({
    text: 'four',
    usage: { promptTokens: 9, answerTokens: 2 },
  })
})

describe('what passes by itself', () => {
  test.each<[string, Reply, string]>([
    ['a 500', refuses(500, 'oops'), 'server'],
    ['a model that loads', refuses(503, 'Loading model'), 'busy'],
    ['too many requests', refuses(429, 'Rate limit exceeded'), 'busy'],
    ['an error in mid-stream', says('Half', { lateError: 'Provider returned error' }), 'server'],
    ['a provider that breaks off', says('Half', { line: FINISHED_WITH_ERROR }), 'server'],
    ['a cut connection', says('Half', { end: 'cut' }), 'cut'],
    ['a stream without its end', says('Half', { end: 'nothing' }), 'cut'],
    ['a malformed event', says('Half', { line: 'data: {"choices":[{"del' }), 'server'],
    ['an event of another shape', says('Half', { line: 'data: {"choices":"none"}' }), 'server'],
    ['arguments that are no JSON', callsTool('look', '{"path": /etc}'), 'server'],
    ['arguments that are a list', callsTool('look', '[1]'), 'server'],
  ])('%s is tried again', async (_, reply, code) => {
    const { model, clock } = await openai([reply, says('Whole.')])
    const { outcome, retries } = await askThrough(model, clock)
    expect(retries).toEqual([{ code, delayMs: 500, next: NAME }])
    expect(outcome.ok && outcome.answer.text).toBe('Whole.')
  })
})

describe('what does not', () => {
  test.each<[string, Reply, string]>([
    ['a missing model', refuses(404, 'The model `x` does not exist'), 'missing'],
    [
      'a prompt that is too long',
      refuses(400, "This model's maximum context length is 4096 tokens"),
      'context',
    ],
    ['no tools', refuses(500, 'tools param requires --jinja flag'), 'unsupported'],
    ['no credit', refuses(402, 'Insufficient credits'), 'refused'],
    ['an answer of 10 MB', says('x'.repeat(10_000_000), { chunk: 100_000 }), 'too_long'],
    [
      '10 MB of arguments',
      callsTool('look', { path: 'x'.repeat(10_000_000) }, { chunk: 100_000 }),
      'too_long',
    ],
  ])('%s is not tried again', async (_, reply, code) => {
    const { model, clock } = await openai([reply])
    const { outcome, retries } = await askThrough(model, clock)
    expect(outcome.ok || outcome.error).toMatchObject({ code, retryable: false })
    expect(retries).toEqual([])
  })

  test('a page with status 200 is no answer', async () => {
    const port = await httpServer((_, response) => response.end('<html>Please log in</html>'))
    const clock = manualClock()
    const retry = { retries: 0, baseMs: 1, maxMs: 1 }
    const host = createOpenAiHost({ baseUrl: `http://127.0.0.1:${port}`, clock, random: () => 1, retry })
    const { outcome } = await askThrough(host.model(NAME, { contextTokens: 2048 }), clock)
    expect(outcome.ok || outcome.error.message).toMatch(/not what such a server sends: <html>/)
    const listed = await host.list(never())
    expect(listed.ok || listed.error.code).toBe('server')
  })
})

describe('the key', () => {
  test('goes along', async () => {
    const { model, clock, host } = await openai(
      [says('ok')],
      { apiKey: 'k-123', models: ['a'] },
      { apiKey: 'k-123' },
    )
    const { outcome } = await askThrough(model, clock)
    expect(outcome.ok).toBe(true)
    expect(await host.list(never())).toEqual({ ok: true, models: [{ name: 'a', digest: '', bytes: 0 }] })
  })

  test('is not told when it is wrong', async () => {
    const { model, clock } = await openai([says('ok')], { apiKey: 'k-123' }, { apiKey: 'k-999' })
    const { outcome } = await askThrough(model, clock)
    expect(outcome.ok || outcome.error).toMatchObject({
      code: 'refused',
      message: 'the server answers 401: Incorrect API key: Bearer ***',
    })
  })
})

test('a list of models that is none', async () => {
  const port = await httpServer((_, response) => response.end('{"models":[]}'))
  const baseUrl = `http://127.0.0.1:${port}`
  const listed = await createOpenAiHost({ baseUrl, clock: manualClock(), random: () => 1 }).list(never())
  expect(listed.ok || listed.error.message).toBe('the server does not list its models')
})

test('nothing can be pulled', async () => {
  const { host } = await openai([])
  expect(await host.pull('x', () => undefined, never())).toMatchObject({
    ok: false,
    error: { code: 'unsupported' },
  })
})

test('tools are tried, and the result remembered', async () => {
  const probes = createMemoryProbes()
  const note = { text: 'print("a \\"quoted\\" word")\npath = \'C:\\temp\'' }
  const { model, server } = await openai([callsTool('save_note', note)], {}, { probes })
  expect([await model.toolsWork(never()), await model.toolsWork(never())]).toEqual([true, true])
  expect(server.questions()).toHaveLength(1)
  expect(probes.get(`tools ${NAME} ${server.address}/v1`)).toBe('works')
})

test('an abort ends a question at once', async () => {
  const { model, server } = await openai([neverAnswers()])
  const stop = new AbortController()
  const reason = new Cancelled('enough')
  const answer = model.ask(question(), stop.signal)
  const asked = await server.question(1)
  stop.abort(reason)
  await expect(answer).rejects.toBe(reason)
  await asked.left
})
