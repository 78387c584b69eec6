import { expect, test } from 'vitest'
import type { PullProgress } from '../../../src/domain/model.ts'
import { Cancelled } from '../../../src/lib/abort.ts'
import { NAME, never, ollama } from './setup.ts'

test('a pull tells how far it is, over all its parts', async () => {
  const { host, server } = await ollama([], {
    server: {
      pull: () => [
        { status: 'pulling manifest' },
        { status: 'pulling a', digest: 'a', total: 100, completed: 40 },
        { status: 'pulling a', digest: 'a', total: 100, completed: 100 },
        { status: 'pulling b', digest: 'b', total: 10 },
        { status: 'success' },
      ],
    },
  })
  const seen: PullProgress[] = []
  expect(await host.pull(NAME, (progress) => seen.push(progress), never())).toEqual({ ok: true })
  expect(seen).toEqual([
    { status: 'pulling manifest' },
    { status: 'pulling a', completedBytes: 40, totalBytes: 100 },
    { status: 'pulling a', completedBytes: 100, totalBytes: 100 },
    { status: 'pulling b', completedBytes: 100, totalBytes: 110 },
    { status: 'success', completedBytes: 100, totalBytes: 110 },
  ])
  expect(server.requests[0]?.body['name']).toBe(NAME)
})

test('a name that does not exist is missing', async () => {
  const { host } = await ollama([])
  const end = await host.pull('no-such-thing', () => undefined, never())
  expect(end).toMatchObject({
    ok: false,
    error: { code: 'missing', retryable: false, model: 'no-such-thing' },
  })
})

test('a line of another shape is no progress', async () => {
  const { host } = await ollama([], {
    server: { pull: () => [{ progress: 3 }] },
    host: { retry: { retries: 0, baseMs: 1, maxMs: 1 } },
  })
  const end = await host.pull(NAME, () => undefined, never())
  expect(end.ok || end.error.code).toBe('server')
})

test('a pull ends when it is no longer wanted', async () => {
  async function* lines() {
    yield { status: 'pulling a', digest: 'a', total: 100, completed: 1 }
    await new Promise(() => undefined)
  }
  const { host, server } = await ollama([], { server: { pull: lines } })
  const stop = new AbortController()
  const reason = new Cancelled('no more')
  await expect(host.pull(NAME, () => stop.abort(reason), stop.signal)).rejects.toBe(reason)
  await server.requests[0]?.left
})
