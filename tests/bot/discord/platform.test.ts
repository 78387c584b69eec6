import { expect, test } from 'vitest'
import type { Outgoing } from '../../../src/bot/delivery/outgoing.ts'
import { DeliveryError, type MessageRef } from '../../../src/bot/delivery/platform.ts'
import { deliveryError } from '../../../src/bot/discord/faults.ts'
import { createDiscordSurface } from '../../../src/bot/discord/surface.ts'
import { systemClock } from '../../../src/lib/clock.ts'
import { type DiscordServer, discordServer } from '../../helpers/discord-server.ts'
import { quiet, textIn } from './discord-house.ts'

const notice = (text: string): Outgoing => ({ kind: 'notice', locale: 'en', text })
const report: Outgoing = {
  kind: 'report',
  locale: 'en',
  title: 'Report',
  markdown: 'short',
  files: [{ name: 'all of it.txt', bytes: new TextEncoder().encode('everything') }],
}

async function connected(token?: string) {
  const server = await discordServer()
  const { platform } = createDiscordSurface({
    token: token ?? server.token,
    apiUrl: server.url,
    clock: systemClock,
    log: quiet,
  })
  const { signal } = new AbortController()
  const place = { channel: server.home.id }
  let nonces = 0
  const post = (
    message: Outgoing,
    more: { nonce?: string; opensThread?: string; thread?: string; triedSince?: number } = {},
  ) => {
    const { nonce = `n${++nonces}`, thread, ...rest } = more
    const options = { nonce, signal, ...rest }
    return platform.post({ ...place, ...(thread === undefined ? {} : { thread }) }, message, options)
  }
  const edit = (ref: MessageRef, message: Outgoing) => platform.edit(ref, message, signal)
  return { server, platform, post, edit, place }
}

const faultOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: unknown) => (error instanceof DeliveryError ? error.fault : String(error)),
  )

const shownIn = (server: DiscordServer, { channel, message }: MessageRef) => {
  const found = server.channel(channel).messages.get(message)
  if (!found) throw new Error('not there')
  return found
}

test('posts once however often it is tried, edits, and opens a thread once', async () => {
  const { server, post, edit } = await connected()
  const first = await post(notice('one'), { nonce: 'same', opensThread: 'Clean up\nthe disk' })
  const again = await post(notice('one'), { nonce: 'same', opensThread: 'Clean up\nthe disk' })
  expect(again).toEqual(first)
  expect(server.messages()).toHaveLength(1)
  expect(server.channel(first.thread ?? '').name).toBe('Clean up the disk')
  await edit(first, notice('two'))
  expect(textIn(shownIn(server, first))).toBe('two')
  const inside = await post(notice('three'), { thread: first.thread ?? '' })
  expect(inside.channel).toBe(first.thread)
})

test('a message whose answer was lost is found again after Discord has forgotten its nonce', async () => {
  const { server, post } = await connected()
  for (let n = 0; n < 150; n++) server.say('talk')
  const first = await post(notice('one'), { nonce: 'same', opensThread: 'name' })
  server.pass(3_600_000)
  const triedSince = Date.now() - 3_600_000
  expect(await post(notice('one'), { nonce: 'same', opensThread: 'name', triedSince })).toEqual(first)
  expect(await post(notice('one'), { nonce: 'other', triedSince })).not.toEqual(first)
  server.disturb(/^GET .*messages$/, { status: 502 })
  expect(await faultOf(post(notice('two'), { triedSince }))).toBe('unreachable')
  server.home.denied.add('ReadMessageHistory')
  expect(await faultOf(post(notice('two'), { triedSince }))).toBe('none')
})

test('files go beside the message, and an edit keeps what it names', async () => {
  const { server, post, edit } = await connected()
  const ref = await post(report)
  expect([...shownIn(server, ref).files.keys()]).toEqual(['all_of_it.txt'])
  await edit(ref, report)
  expect(new TextDecoder().decode(shownIn(server, ref).files.get('all_of_it.txt'))).toBe('everything')
})

test('a thread cannot be opened where the bot may not: the message is there all the same', async () => {
  const { server, post } = await connected()
  server.home.denied.add('CreatePublicThreads')
  const ref = await post(notice('one'), { opensThread: 'name' })
  expect(ref.thread).toBeUndefined()
  expect(server.messages()).toHaveLength(1)
})

test('an archived thread is taken out of the archive for an edit; a locked one is gone', async () => {
  const { server, post, edit } = await connected()
  const { thread = '' } = await post(notice('one'), { opensThread: 'name' })
  const ref = await post(notice('two'), { thread })
  server.channel(thread).archived = true
  await edit(ref, notice('three'))
  expect(textIn(shownIn(server, ref))).toBe('three')
  server.channel(thread).archived = true
  server.channel(thread).locked = true
  expect(await faultOf(edit(ref, notice('four')))).toBe('place_gone')
  expect(await faultOf(post(notice('four'), { thread }))).toBe('place_gone')
})

test('every trouble has its fault', async () => {
  const { server, post, edit } = await connected()
  const ref = await post(notice('one'))
  server.home.messages.delete(ref.message)
  expect(await faultOf(edit(ref, notice('two')))).toBe('message_gone')
  server.home.denied.add('SendMessages')
  expect(await faultOf(post(notice('two')))).toBe('place_gone')
  server.home.denied.add('ViewChannel')
  expect(await faultOf(post(notice('two')))).toBe('place_gone')
  expect(await faultOf(post(notice('two'), { thread: '1' }))).toBe('place_gone')
  server.home.denied.clear()
  server.disturb(/messages$/, { status: 502 })
  expect(await faultOf(post(notice('two')))).toBe('unreachable')
  server.disturb(/messages$/, 'drop')
  expect(await faultOf(post(notice('two')))).toBe('unreachable')
  server.disturb(/messages$/, { status: 400 })
  expect(await faultOf(post(notice('two')))).toBe('refused')
  expect(await faultOf(post(notice('two')))).toBe('none')
})

test('a refusal for going too fast comes at once, with how long to wait', async () => {
  const { server, post } = await connected()
  server.limit = { count: 2, perMs: 60_000 }
  await post(notice('one'))
  await post(notice('two'))
  const error = await post(notice('three')).catch((caught: unknown) => caught)
  expect(error).toMatchObject({ fault: 'rate_limited' })
  const { retryAfterMs = 0 } = error as DeliveryError
  expect(retryAfterMs).toBeGreaterThan(30_000)
  expect(retryAfterMs).toBeLessThanOrEqual(60_100)
})

test('a refusal for all of Discord is told in the same way', async () => {
  const { server, post } = await connected()
  server.limits.global(20_000)
  const error = await post(notice('one')).catch((caught: unknown) => caught)
  expect(error).toMatchObject({ fault: 'rate_limited' })
  expect((error as DeliveryError).retryAfterMs).toBeGreaterThan(10_000)
})

test('a revoked token is told, and one that is taken again works', async () => {
  const { server, post } = await connected()
  server.disturb(/messages$/, { status: 401 })
  expect(await faultOf(post(notice('one')))).toBe('unauthorized')
  expect(await faultOf(post(notice('one')))).toBe('none')
})

test('a signal ends a request, with its own reason', async () => {
  const { server, platform, place } = await connected()
  const release = server.hold(/messages$/)
  const controller = new AbortController()
  const posted = platform.post(place, notice('one'), { nonce: 'n', signal: controller.signal })
  const reason = new Error('stop')
  controller.abort(reason)
  await expect(posted).rejects.toBe(reason)
  release()
})

test('codes that the loopback server does not know', () => {
  const answer = (status: number, code: number) => Object.assign(new Error('no'), { status, code })
  expect(deliveryError(answer(400, 30046))).toMatchObject({ fault: 'rate_limited', retryAfterMs: 60_000 })
  expect(deliveryError(answer(403, 50278)).fault).toBe('place_gone')
  expect(deliveryError(answer(403, 99999)).fault).toBe('place_gone')
  expect(deliveryError(answer(401, 0)).fault).toBe('unauthorized')
  expect(deliveryError(new TypeError('fetch failed')).fault).toBe('unreachable')
  expect(deliveryError(undefined).fault).toBe('unreachable')
})
