import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createOllamaHost } from '../../../src/agents/models/ollama.ts'
import { manualClock } from '../../helpers/clock.ts'
import { httpServer } from '../../helpers/http-server.ts'
import { callsTool, refuses, type Reply, says } from '../../helpers/model-server.ts'
import { askThrough, NAME, ollama, question } from './setup.ts'

const FOREVER = Array.from({ length: 4 })

/** What passes by itself, when it does: the second try is answered. */
test.each<[string, Reply, string]>([
  ['a 500 before anything', refuses(500, 'llama runner process has terminated'), 'server'],
  ['a 502 of a proxy', refuses(502, 'bad gateway'), 'server'],
  ['a full queue', refuses(503, 'server busy, please try again. maximum pending requests exceeded'), 'busy'],
  ['too many requests', refuses(429, 'slow down'), 'busy'],
  ['an error after the first piece', says('Half of', { lateError: 'unexpected EOF' }), 'server'],
  ['a connection cut in mid-stream', says('Half of', { end: 'cut' }), 'cut'],
  ['a connection cut before the first piece', { end: 'cut' }, 'cut'],
  ['a stream that ends before it is done', says('Half of', { end: 'nothing' }), 'cut'],
  ['an empty stream', { end: 'nothing' }, 'cut'],
  ['a malformed line', says('Half of', { line: '{"message":{"content":"bro' }), 'server'],
  ['a line that is not an object', says('Half of', { line: '42' }), 'server'],
  ['a line of another shape', says('Half of', { line: '{"message":"hello"}' }), 'server'],
  ['a call without a name', { line: '{"message":{"tool_calls":[{"function":{"arguments":{}}}]}}' }, 'server'],
  ['a call whose arguments are a text', { toolCalls: [{ name: 'x', args: 'ls -l' }] }, 'server'],
])('%s is tried again', async (_, reply, code) => {
  const { model, clock } = await ollama([reply, says('Whole.')])
  const { outcome, retries } = await askThrough(model, clock)
  expect(retries).toEqual([{ code, delayMs: 500, next: NAME }])
  expect(outcome.ok && outcome.answer.text).toBe('Whole.')
})

/** What does not pass: one try, and what it is. */
test.each<[string, Reply, string, RegExp]>([
  ['a missing model', refuses(404, `model '${NAME}' not found`), 'missing', /404: model .* not found/],
  ['a server that is no Ollama', { status: 404, error: 'Not Found' }, 'refused', /404: Not Found/],
  ['a wrong request', refuses(400, 'invalid options: num_ctx'), 'refused', /400: invalid options/],
  [
    'a prompt that is too long',
    refuses(400, 'the input length exceeds the context length'),
    'context',
    /400/,
  ],
  ['a model without tools', refuses(400, `"${NAME}" does not support tools`), 'unsupported', /tools/],
  ['an impossible grammar', refuses(500, 'failed to parse grammar'), 'unsupported', /grammar/],
  ['a locked door', refuses(401, 'unauthorized'), 'refused', /401/],
  ['too little memory', refuses(500, 'model requires more system memory (40 GiB)'), 'server', /memory/],
  [
    'a redirect elsewhere',
    refuses(307, '', { location: 'https://elsewhere.example/api/chat' }),
    'refused',
    /redirects to https:\/\/elsewhere/,
  ],
  [
    'an answer of 10 MB in pieces',
    says('x'.repeat(10_000_000), { chunk: 100_000 }),
    'too_long',
    /4194304 bytes/,
  ],
  [
    'an answer of 10 MB in one line',
    says('x'.repeat(10_000_000), { chunk: 10_000_000 }),
    'too_long',
    /4194304 bytes/,
  ],
  ['a call of 10 MB', callsTool('look', { path: 'x'.repeat(10_000_000) }), 'too_long', /4194304 bytes/],
  ['10 MB of thinking', { thinking: 'x'.repeat(10_000_000) }, 'too_long', /4194304 bytes/],
])('%s is not tried again', async (_, reply, code, message) => {
  const { model, clock, server } = await ollama([reply])
  const { outcome, retries } = await askThrough(model, clock)
  expect(outcome).toEqual({
    ok: false,
    error: {
      code,
      message: expect.stringMatching(message),
      retryable: false,
      model: NAME,
      host: server.address,
    },
  })
  expect(retries).toEqual([])
  expect(server.questions()).toHaveLength(1)
})

test('an answer that is too long is left, and the connection closed', async () => {
  const { model, clock, server } = await ollama([says('x'.repeat(300), { end: 'hang' })], {
    host: { maxAnswerBytes: 250 },
  })
  const { outcome } = await askThrough(model, clock)
  expect(outcome.ok || outcome.error.code).toBe('too_long')
  await (await server.question(1)).left
})

test('the pauses double, then it is over', async () => {
  const { model, clock } = await ollama(FOREVER.map(() => refuses(500, 'no')))
  const { outcome, retries } = await askThrough(model, clock)
  expect(retries.map(({ delayMs }) => delayMs)).toEqual([500, 1000, 2000])
  expect(outcome.ok || outcome.error).toMatchObject({ code: 'server', retryable: true })
})

test('the server is left alone for as long as it asks', async () => {
  const { model, clock } = await ollama([refuses(503, 'busy', { 'retry-after': '7' }), says('ok')])
  const { outcome, retries } = await askThrough(model, clock)
  expect(retries).toEqual([{ code: 'busy', delayMs: 7000, next: NAME }])
  expect(outcome.ok).toBe(true)
})

test('a date is understood as a time to come back, too', async () => {
  const at = new Date(manualClock().now() + 9000).toUTCString()
  const { model, clock } = await ollama([refuses(503, 'busy', { 'retry-after': at }), says('ok')])
  const { retries } = await askThrough(model, clock)
  expect(retries[0]?.delayMs).toBe(9000)
})

test('a server that wants an hour is not waited for', async () => {
  const { model, clock } = await ollama([refuses(503, 'busy', { 'retry-after': '3600' })])
  const { outcome, retries } = await askThrough(model, clock)
  expect(retries).toEqual([])
  expect(outcome.ok || outcome.error.code).toBe('busy')
})

test('nobody at the address is said at once', async () => {
  const port = await freePort()
  const clock = manualClock()
  const host = createOllamaHost({ address: `http://127.0.0.1:${port}`, clock, random: () => 1 })
  const { outcome, retries } = await askThrough(host.model(NAME, { contextTokens: 2048 }), clock)
  expect(outcome.ok || outcome.error).toMatchObject({
    code: 'unreachable',
    message: 'nobody answers there (ECONNREFUSED)',
    retryable: false,
  })
  expect(retries).toEqual([])
})

test('something else than a web server is said at once', async () => {
  const server = createServer((socket) => socket.end('220 mail.example ESMTP\r\n'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const clock = manualClock()
  const host = createOllamaHost({ address: `http://127.0.0.1:${port}`, clock, random: () => 1 })
  const { outcome } = await askThrough(host.model(NAME, { contextTokens: 2048 }), clock)
  expect(outcome.ok || outcome.error).toMatchObject({ code: 'refused', retryable: false })
})

test('a page of a proxy with status 200 is no answer, and no list', async () => {
  const port = await httpServer((_, response) => response.end('<html><body>Please log in</body></html>'))
  const clock = manualClock()
  const retry = { retries: 0, baseMs: 1, maxMs: 1 }
  const host = createOllamaHost({ address: `http://127.0.0.1:${port}`, clock, random: () => 1, retry })
  const { outcome } = await askThrough(host.model(NAME, { contextTokens: 2048 }), clock)
  expect(outcome.ok || outcome.error.message).toMatch(/not JSON: <html>/)
  const listed = await host.list(new AbortController().signal)
  expect(listed.ok || listed.error).toMatchObject({ code: 'server', retryable: false })
})

test('JSON that is no list of models is no list', async () => {
  const port = await httpServer((_, response) => response.end('{"models":"none"}'))
  const host = createOllamaHost({
    address: `http://127.0.0.1:${port}`,
    clock: manualClock(),
    random: () => 1,
  })
  const listed = await host.list(new AbortController().signal)
  expect(listed.ok || listed.error.message).toBe('the server does not answer as Ollama does')
})

test('a prompt that surely does not fit is not sent', async () => {
  const { model, clock, server } = await ollama([])
  const { outcome } = await askThrough(model, clock, question('x'.repeat(4096 * 4 + 1)))
  expect(outcome.ok || outcome.error).toMatchObject({ code: 'context', retryable: false })
  expect(server.requests).toEqual([])
})

test('nothing is printed about what went wrong', async () => {
  const printed = [vi.spyOn(console, 'log'), vi.spyOn(console, 'warn'), vi.spyOn(console, 'error')]
  onTestFinished(() => printed.forEach((spy) => spy.mockRestore()))
  const { model, clock } = await ollama([
    says('a', { line: 'not JSON' }),
    refuses(500, 'no'),
    says('b', { line: '' }),
  ])
  const { outcome } = await askThrough(model, clock)
  expect(outcome.ok && outcome.answer.text).toBe('b')
  for (const spy of printed) expect(spy).not.toHaveBeenCalled()
})

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise<void>((resolve) => server.close(() => resolve()))
  return port
}
