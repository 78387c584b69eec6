import { expect, test } from 'vitest'
import type { ModelRequest } from '../../../src/domain/model.ts'
import { callsTool, gate, says } from '../../helpers/model-server.ts'
import { askThrough, NAME, never, ollama, question } from './setup.ts'

test('an answer comes in pieces, with its tokens and times', async () => {
  const { model, clock, server } = await ollama([
    says('All is well here.', { loadMs: 1500, promptTokens: 21, answerTokens: 5 }),
  ])
  const { outcome, pieces } = await askThrough(model, clock)
  expect(outcome).toEqual({
    ok: true,
    answer: {
      text: 'All is well here.',
      toolCalls: [],
      ended: 'stop',
      usage: { model: NAME, promptTokens: 21, answerTokens: 5 },
      timing: { loadMs: 1500, firstTokenMs: 0, totalMs: 0 },
    },
  })
  expect(pieces.length).toBeGreaterThan(1)
  expect(pieces.join('')).toBe('All is well here.')
  expect(server.questions()[0]?.body).toEqual({
    model: NAME,
    messages: [{ role: 'user', content: 'How are you?' }],
    stream: true,
    truncate: false,
    shift: false,
    keep_alive: '10m',
    options: { num_ctx: 4096, num_predict: 4096, temperature: 0.2 },
  })
})

test('a load of minutes is waited for, and the time to the first piece told apart from the whole', async () => {
  const loading = gate()
  const rest = gate()
  const { model, clock, server } = await ollama([
    says('two pieces', { before: loading.opened, midway: rest.opened }),
  ])
  const answering = model.ask(question(), never(), {
    onText: () => void clock.advance(250).then(() => rest.open()),
  })
  await server.question(1)
  await clock.advance(600_000)
  loading.open()
  const outcome = await answering
  expect(outcome.ok && outcome.answer.timing).toEqual({ loadMs: 0, firstTokenMs: 600_000, totalMs: 600_250 })
})

test('the context size of a model is the same in every request, and a request has its own limits', async () => {
  const { model, clock, server } = await ollama([says('1'), says('2')], {
    model: { contextTokens: 8192, keepAlive: 60, temperature: 0.7 },
  })
  await askThrough(model, clock)
  await askThrough(model, clock, question('again', { temperature: 0, maxAnswerTokens: 99 }))
  expect(server.questions().map(({ body }) => body.options)).toEqual([
    { num_ctx: 8192, num_predict: 8192, temperature: 0.7 },
    { num_ctx: 8192, num_predict: 99, temperature: 0 },
  ])
  expect(server.questions()[0]?.body['keep_alive']).toBe(60)
})

test('tools are offered, calls come back, and their results are sent with the name of the tool', async () => {
  const { model, clock, server } = await ollama([callsTool('read_file', { path: '/etc/hosts', lines: 3 })])
  const messages: ModelRequest['messages'] = [
    { role: 'user', content: 'look' },
    { role: 'assistant', content: '', toolCalls: [{ name: 'list_directory', args: { path: '/' } }] },
    { role: 'tool', content: 'etc', toolName: 'list_directory' },
  ]
  const tools = [{ name: 'read_file', description: 'Reads.', parameters: { type: 'object', properties: {} } }]
  const { outcome } = await askThrough(model, clock, { messages, tools })
  expect(outcome.ok && outcome.answer.toolCalls).toEqual([
    { name: 'read_file', args: { path: '/etc/hosts', lines: 3 } },
  ])
  expect(server.questions()[0]?.body.messages).toEqual([
    { role: 'user', content: 'look' },
    {
      role: 'assistant',
      content: '',
      tool_calls: [{ function: { name: 'list_directory', arguments: { path: '/' } } }],
    },
    { role: 'tool', content: 'etc', tool_name: 'list_directory' },
  ])
  expect(server.questions()[0]?.body.tools).toEqual([
    {
      type: 'function',
      function: { name: 'read_file', description: 'Reads.', parameters: { type: 'object' } },
    },
  ])
})

test('a schema goes along as the format', async () => {
  const { model, clock, server } = await ollama([says('{}')])
  await askThrough(model, clock, question('go', { schema: { type: 'object', required: [] } }))
  expect(server.questions()[0]?.body.format).toEqual({ type: 'object', required: [] })
})

test('a schema and tools together are a mistake of ours', async () => {
  const { model, server } = await ollama([])
  const both = question('go', { schema: {}, tools: [] })
  await expect(model.ask(both, never())).rejects.toThrow('never both')
  expect(server.requests).toEqual([])
})

test('an image that a message carries on the side is not passed on', async () => {
  const { model, clock, server } = await ollama([says('ok')])
  const smuggled = { role: 'user', content: 'look', images: ['/etc/passwd'] } as const
  await askThrough(model, clock, { messages: [smuggled] })
  expect(JSON.stringify(server.questions()[0]?.body)).not.toContain('images')
})

test('thinking is not part of the answer', async () => {
  const { model, clock } = await ollama([says('four', { thinking: 'two and two' })])
  const { outcome, pieces } = await askThrough(model, clock)
  expect(outcome.ok && outcome.answer.text).toBe('four')
  expect(pieces).toEqual(['four'])
})

test('an answer that reached its limit says so', async () => {
  const { model, clock } = await ollama([says('and then', { end: 'length' })])
  const { outcome } = await askThrough(model, clock)
  expect(outcome.ok && outcome.answer.ended).toBe('length')
})

test('text in other scripts arrives whole', async () => {
  const text = 'Ça va, 你好, 👍🏽 !'
  const { model, clock } = await ollama([says(text, { chunk: 1 })])
  const { outcome, pieces } = await askThrough(model, clock)
  expect(outcome.ok && outcome.answer.text).toBe(text)
  expect(pieces.join('')).toBe(text)
})

test('one question at a time by default, however many are asked', async () => {
  const { model, server } = await ollama(() => says('yes'))
  await Promise.all(Array.from({ length: 6 }, () => model.ask(question(), never())))
  expect(server.questions()).toHaveLength(6)
  expect(server.busiest()).toBe(1)
})

test('all models of a host share its places', async () => {
  const open = gate()
  const { host, server } = await ollama(() => says('yes', { before: open.opened }), { host: { parallel: 2 } })
  const models = ['a', 'b', 'c'].map((name) => host.model(name, { contextTokens: 2048 }))
  const answers = models.map((model) => model.ask(question(), never()))
  await server.question(2)
  open.open()
  const outcomes = await Promise.all(answers)
  expect(outcomes.every(({ ok }) => ok)).toBe(true)
  expect(server.busiest()).toBe(2)
})

test('the models on the server are listed', async () => {
  const { host } = await ollama([], { server: { models: [{ name: NAME, digest: 'abc', bytes: 5 }] } })
  expect(await host.list(never())).toEqual({ ok: true, models: [{ name: NAME, digest: 'abc', bytes: 5 }] })
})
