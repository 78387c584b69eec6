import { onTestFinished, expect, test } from 'vitest'
import { listen } from '../../../src/bot/phone/listen.ts'
import { createNtfy, type NtfyEvent } from '../../../src/bot/phone/ntfy.ts'
import { createLog } from '../../../src/lib/log.ts'
import { manualClock } from '../../helpers/clock.ts'
import { type NtfyServerOptions, ntfyServer } from '../../helpers/ntfy-server.ts'

const TOPIC = 'replies'

/** Listening to a loopback ntfy, with everything that was heard and dealt with. */
async function listening(options: NtfyServerOptions = {}) {
  const server = await ntfyServer(options)
  const clock = manualClock()
  const real = createNtfy({ url: server.url, clock })
  const heard: NtfyEvent[] = []
  const acted: string[] = []
  const troubles: string[] = []
  async function* noted(events: AsyncIterable<NtfyEvent>) {
    for await (const event of events) {
      yield event
      // Asked for the next one: this one is dealt with.
      heard.push(event)
      server.notify()
    }
  }
  const controller = new AbortController()
  const ended = listen(
    {
      ntfy: {
        stream: (...args) => noted(real.stream(...args)),
        poll: (...args) => noted(real.poll(...args)),
      },
      topic: TOPIC,
      since: () => acted.at(-1) ?? 'all',
      onMessage: async ({ id, message }) => {
        if (message === 'cannot be written down') throw new Error('busy')
        acted.push(id)
      },
      onUnauthorized: (message) => {
        troubles.push(message)
        server.notify()
      },
      clock,
      log: createLog({ level: 'silent', to: 'stderr', redact: (text) => text }),
      random: () => 0.5,
    },
    controller.signal,
  )
  onTestFinished(async () => {
    controller.abort()
    await ended
  })
  const streams = () =>
    server.requests.filter(({ path }) => !path.includes('poll=1') && path.includes('/json'))
  const next = (count: number) => server.until(() => heard.length >= count)
  return { server, clock, heard, acted, troubles, streams, next }
}

test('signs of life keep the line; silence ends it, and it is taken up behind the last message', async () => {
  const { server, clock, acted, streams, next } = await listening()
  await next(1)
  await server.post(TOPIC, 'one')
  await next(2)
  for (let n = 3; n < 8; n++) {
    await clock.advance(100_000)
    server.keepalive()
    await next(n)
  }
  expect(streams()).toHaveLength(1)
  await clock.advance(121_000)
  await clock.advance(1_000)
  await server.until(() => streams().length === 2)
  expect(streams()[1]?.path).toBe(`/${TOPIC}/json?since=${acted[0]}`)
})

test('a line that is cut is taken up again, with nothing lost and nothing twice', async () => {
  const { server, clock, acted, streams, next } = await listening()
  await next(1)
  await server.post(TOPIC, 'one')
  await next(2)
  server.cutStreams()
  await server.until(() => server.streams.size === 0)
  await server.post(TOPIC, 'two')
  while (streams().length < 2) await clock.advance(1_000)
  await server.until(() => acted.length === 2)
  expect(server.held.map(({ id }) => id)).toEqual(acted)
})

test('what could not be dealt with comes again', async () => {
  const { server, clock, acted, streams, next } = await listening()
  await next(1)
  await server.post(TOPIC, 'cannot be written down')
  while (streams().length < 3) await clock.advance(1_000)
  expect(acted).toEqual([])
})

test('a topic that may not be read: the owner is told once, and it is tried again after a while', async () => {
  const { clock, troubles, server } = await listening({ access: [] })
  await server.until(() => troubles.length === 1)
  while (server.requests.length < 4) await clock.advance(60_000)
  expect(troubles).toEqual(['403 forbidden'])
})

test('lines that are no events of ntfy’s are passed over', async () => {
  const { server, acted, next } = await listening()
  await next(1)
  for (const { response } of server.streams) response.write('\n[1]\nnull\n{"id":1}\nnot json at all\n')
  await server.post(TOPIC, 'one')
  await next(2)
  expect(acted).toHaveLength(1)
})
