import { expect, test } from 'vitest'
import type { Clock } from '../../../src/domain/clock.ts'
import type { PullProgress } from '../../../src/domain/model.ts'
import { Cancelled } from '../../../src/lib/abort.ts'
import { manualClock } from '../../helpers/clock.ts'
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

test('a pull that was cut goes on', async () => {
  let pulls = 0
  const { host } = await ollama([], {
    server: { pull: () => (++pulls === 1 ? [{ status: 'pulling a' }] : [{ status: 'success' }]) },
    host: { clock: hasty() },
  })
  const seen: string[] = []
  expect(await host.pull(NAME, ({ status }) => seen.push(status), never())).toEqual({ ok: true })
  expect(seen).toEqual(['pulling a', 'success'])
})

/** A clock on which the pauses between tries take no time; the limit for a connection is longer, and is never reached. */
function hasty(): Clock {
  const { now, elapsed } = manualClock()
  return {
    now,
    elapsed,
    after(ms, callback) {
      if (ms > 5000) return () => undefined
      const immediate = setImmediate(callback)
      return () => clearImmediate(immediate)
    },
  }
}
