import { onTestFinished, expect, test } from 'vitest'
import { type Configured, openSurfaces } from '../../src/app/surfaces.ts'
import { configuredSurfaces } from '../../src/app/configured.ts'
import type { Surface } from '../../src/bot/delivery/front.ts'
import type { Config } from '../../src/config.ts'
import { UserError } from '../../src/domain/errors.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { manualClock } from '../helpers/clock.ts'
import { openHouse } from '../helpers/house.ts'
import { type RemoteChat, remoteChat } from '../helpers/remote-chat.ts'
import { workflowText } from '../helpers/workflow-text.ts'
import { OWNERS, quietLog } from '../bot/delivery/chat-house.ts'

const surfaceOf = (remote: RemoteChat, start: Surface['start']): Configured => ({
  name: remote.platform.name,
  home: `${remote.platform.name}-home`,
  make: () =>
    Promise.resolve({
      name: remote.platform.name,
      platform: remote.platform,
      start,
      close: () => Promise.resolve(),
    }),
})

async function opened(configured: readonly Configured[], clock = systemClock) {
  const house = await openHouse({ workflows: { look: workflowText('look', {}) } })
  const config = {
    home: house.home,
    owners: OWNERS,
    locale: 'en',
    timezone: 'UTC',
    journal: { synchronous: 'normal' },
  } as unknown as Config
  const surfaces = await openSurfaces(configured, { config, engine: house.engine, clock, log: quietLog })
  onTestFinished(async () => {
    await surfaces.close()
    await house.close()
    await house.journal.close()
  })
  return { ...house, surfaces }
}

test('a platform that cannot be connected stops neither the other one nor the engine', async () => {
  const [slack, discord] = [remoteChat(), remoteChat({ name: 'discord' })]
  const { surfaces, run } = await opened([
    surfaceOf(slack, () => Promise.reject(new UserError('bad_config', 'the token is wrong'))),
    surfaceOf(discord, () => Promise.resolve()),
  ])
  expect(await Promise.all(surfaces.connected)).toMatchObject([
    { name: 'slack', error: { message: 'the token is wrong' } },
    { name: 'discord' },
  ])
  await run('look')
  await discord.until(() => discord.cards().some(({ card }) => card.final))
})

test('one whose parts break says so', async () => {
  const make = () => Promise.reject(new Error('no such module'))
  const { surfaces } = await opened([{ name: 'slack', home: undefined, make }])
  expect(await Promise.all(surfaces.connected)).toMatchObject([{ error: { message: 'no such module' } }])
})

test('what only needs time is connected later', async () => {
  const clock = manualClock()
  let tries = 0
  const start = () => (++tries < 4 ? Promise.reject(new Error('unreachable')) : Promise.resolve())
  const { surfaces } = await opened([surfaceOf(remoteChat(), start)], clock)
  await clock.advance(60_000)
  expect(await Promise.all(surfaces.connected)).toEqual([{ name: 'slack' }])
  expect(tries).toBe(4)
})

test('a revoked token is told of on the other platform, once, and in the language of the house', async () => {
  const [slack, discord] = [remoteChat(), remoteChat({ name: 'discord' })]
  slack.troubles(() => ({ fault: 'unauthorized' }))
  const start = () => Promise.resolve()
  const { run } = await opened([surfaceOf(slack, start), surfaceOf(discord, start)])
  await run('look')
  const told = () =>
    discord.seen.filter(({ message }) => message.kind === 'notice' && message.text.startsWith('slack'))
  await discord.until(() => told().length > 0)
  await discord.until(() => discord.cards().some(({ card }) => card.final))
  expect(told()).toHaveLength(1)
  expect(told()[0]?.place).toEqual({ channel: 'discord-home' })
})

test('nothing is configured without a token, and half of Slack’s is told at once', async () => {
  const parts = { log: quietLog, clock: systemClock }
  const config = (more: object) =>
    ({ slack: {}, discord: {}, owners: [], locale: 'en', ...more }) as unknown as Config
  expect(configuredSurfaces(config({}), parts)).toEqual([])
  const [half] = configuredSurfaces(config({ slack: { appToken: 'xapp-1' } }), parts)
  await expect(half?.make()).rejects.toThrow('SLACK_APP_TOKEN is set but SLACK_BOT_TOKEN is not')
  const both = configuredSurfaces(
    config({
      slack: { botToken: 'xoxb-1', appToken: 'xapp-1', channel: 'C', apiUrl: 'http://127.0.0.1:9' },
      discord: { token: 'x', channelId: 'D', guildId: 'G', apiUrl: 'http://127.0.0.1:9' },
    }),
    parts,
  )
  expect(both.map(({ name, home }) => [name, home])).toEqual([
    ['slack', 'C'],
    ['discord', 'D'],
  ])
  for (const one of both)
    expect(await one.make()).toMatchObject({ name: one.name, platform: { name: one.name } })
})
