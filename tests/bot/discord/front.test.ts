import { expect, onTestFinished, test } from 'vitest'
import type { Front, SurfaceEvent, Taken } from '../../../src/bot/delivery/front.ts'
import { createDiscordSurface } from '../../../src/bot/discord/surface.ts'
import { said } from '../../../src/bot/reply.ts'
import { StorageError } from '../../../src/domain/errors.ts'
import type { Clock } from '../../../src/domain/clock.ts'
import { systemClock } from '../../../src/lib/clock.ts'
import { manualClock } from '../../helpers/clock.ts'
import type { Interaction } from '../../helpers/discord-server/interactions.ts'
import { type DiscordServer, discordServer } from '../../helpers/discord-server.ts'
import { toldEngine } from '../../helpers/told-engine.ts'
import { quiet, saying, textIn } from './discord-house.ts'

/** A surface on a front that the test plays itself: what is taken, and what comes of it. */
async function played(take: (event: SurfaceEvent) => Promise<Taken>, clock: Clock = systemClock) {
  const server = await discordServer()
  const surface = createDiscordSurface({
    token: server.token,
    guildId: server.world.guildId,
    homeChannel: server.home.id,
    apiUrl: server.url,
    clock,
    log: quiet,
    locale: 'fr',
  })
  const taken: SurfaceEvent[] = []
  const front: Front = {
    engine: toldEngine().engine,
    take: (event) => {
      taken.push(event)
      return take(event)
    },
  }
  onTestFinished(() => surface.close())
  await surface.start(front, new AbortController().signal)
  await server.until(() => server.world.commands.get(server.world.guildId))
  return { server, taken }
}

const answer = (server: DiscordServer, one: Interaction) =>
  server.until(() => (one.message && !one.loading ? textIn(one.message) : undefined))

const done = (text: string): Promise<Taken> =>
  Promise.resolve({ fresh: true, reply: Promise.resolve(said(text)) })
const busy = () =>
  Promise.reject(new StorageError({ en: 'The database is held.', fr: 'La base est retenue.' }))

test('what cannot be written down is refused at once, to commands and to messages', async () => {
  const { server } = await played(busy)
  const asked = server.slash('status')
  expect(await answer(server, asked)).toBe(
    'This was not taken and nothing was done. Please try again in a moment. The database is held.',
  )
  expect(asked.answered).toBe(4)
  expect(asked.message?.ephemeralFor).toBe(asked.user.id)
  server.say(`<@${server.world.bot.id}> vérifie le disque`)
  await server.until(() => server.messages().find(saying('pas été pris en compte')))
})

test('a database that is locked for a moment costs no acknowledgement', async () => {
  let release = () => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  const clock = manualClock()
  const { server } = await played(() => held.then(() => done('free again')), clock)
  const asked = server.slash('status')
  await server.until(() => (server.gateway.intents() === undefined ? undefined : true))
  // Two of the three seconds are over: the person is shown that it was heard.
  const waiting = server.until(() => asked.answered)
  for (let tick = 0; clock.pending() === 0 && tick < 1_000; tick++) await clock.advance(0)
  await clock.advance(2_000)
  expect(await waiting).toBe(5)
  release()
  expect(await answer(server, asked)).toBe('free again')
  expect(asked.tries).toBe(1)
})

test('a model that hangs holds up no acknowledgement, and a bug is told as one', async () => {
  const hanging = new Promise<never>(() => {})
  const { server } = await played((event) =>
    event.command?.kind === 'ask'
      ? Promise.resolve({ fresh: true, reply: hanging })
      : Promise.resolve({ fresh: true, reply: Promise.reject(new Error('bug')) }),
  )
  const asked = server.slash('ask', { text: 'think' })
  await server.until(() => asked.answered)
  expect(asked.loading).toBe(true)
  expect(await answer(server, server.slash('status', {}, { locale: 'fr' }))).toContain('s’est cassé')
})

test('every sub-command becomes the command that it names', async () => {
  const { server, taken } = await played(() => done('ok'))
  const run = '01KAHW6Q80ZT3V9M5N7P2R4S6X'
  const uses: readonly (readonly [string, Readonly<Record<string, string>>, object])[] = [
    ['ask', { text: ' what? ' }, { kind: 'ask', text: 'what?' }],
    [
      'run',
      { workflow: 'x', params: 'a=1 b="c d"' },
      { kind: 'run', workflow: 'x', params: { a: '1', b: 'c d' } },
    ],
    ['show', { run }, { kind: 'show', id: run }],
    ['logs', {}, { kind: 'logs' }],
    ['cancel', { run, reason: 'late' }, { kind: 'cancel', id: run, reason: 'late' }],
    ['steer', { text: 'hurry' }, { kind: 'steer', text: 'hurry' }],
    ['approve', { question: 'k7m2p9qx' }, { kind: 'approve', id: 'k7m2p9qx' }],
    ['deny', {}, { kind: 'deny' }],
    ['away', { mode: 'off' }, { kind: 'away', on: false }],
    ['away', { mode: 'on' }, { kind: 'away', on: true }],
    ['approvals', {}, { kind: 'approvals' }],
    ['help', {}, { kind: 'help' }],
  ]
  for (const [sub, options, command] of uses) {
    const asked = server.slash(sub, options)
    await answer(server, asked)
    expect(taken.at(-1)).toMatchObject({
      eventId: asked.id,
      command,
      locale: 'en',
      place: { channel: server.home.id },
      actor: { surface: 'discord', id: asked.user.id, name: 'Alice' },
    })
  }
})

test('a button of somebody else’s is known as such', async () => {
  const { server, taken } = await played(() => done('ok'))
  const row = { type: 1, components: [{ type: 2, style: 2, label: 'Old', custom_id: 'something:else' }] }
  const message = server.home.messages.get(server.say('hello'))
  if (!message) throw new Error('not said')
  message.components = [row]
  expect(await answer(server, server.press(message, 'Old', { locale: 'fr' }))).toContain('Je ne sais plus')
  expect(taken).toEqual([])
})
