import { onTestFinished } from 'vitest'
import { openSurfaces } from '../../../src/app/surfaces.ts'
import { createDiscordSurface, type DiscordOptions } from '../../../src/bot/discord/surface.ts'
import type { Config } from '../../../src/config.ts'
import type { Localized } from '../../../src/domain/text.ts'
import { systemClock } from '../../../src/lib/clock.ts'
import { createLog } from '../../../src/lib/log.ts'
import { everyComponent } from '../../helpers/discord-server/message-rules.ts'
import type { Message, User } from '../../helpers/discord-server/world.ts'
import { type DiscordServer, discordServer } from '../../helpers/discord-server.ts'
import { type HouseOptions, openHouse } from '../../helpers/house.ts'
import { commandStep, workflowText } from '../../helpers/workflow-text.ts'

export interface DiscordHouseOptions extends HouseOptions {
  readonly server?: DiscordServer
  readonly surface?: Partial<DiscordOptions>
}

/** Removing asks, as the shipped policy has it. */
export const ASKS = 'touch asked; rm -f old.txt'

export const quiet = createLog({
  level: process.env['DISCORD_TEST_LOG'] ? 'debug' : 'silent',
  to: 'stderr',
  redact: (text) => text,
})

export const ownersOf = ({ id }: User) => [{ identities: [{ surface: 'discord', id }] }]

/** The owner of the server that is under test. */
export const owner = (server: DiscordServer): User => {
  const [first] = server.world.people.values()
  if (!first) throw new Error('nobody lives here')
  return first
}

/** The real engine with the real commands, connected to the loopback Discord by the parts that the program itself uses. */
export async function openDiscordHouse(options: DiscordHouseOptions = {}) {
  const server = options.server ?? (await discordServer())
  const owners = ownersOf(owner(server))
  const house = await openHouse({
    ...options,
    settings: { owners, ...options.settings },
    workflows: {
      look: workflowText('look', { steps: commandStep('act', 'echo seen') }),
      ask: workflowText('ask', { steps: commandStep('act', ASKS) }),
      ...options.workflows,
    },
  })
  const config = {
    home: house.home,
    owners,
    locale: 'en',
    timezone: 'UTC',
    journal: { synchronous: 'normal' },
  } as unknown as Config
  const told: Localized[] = []
  const surfaces = await openSurfaces(
    [
      {
        name: 'discord',
        home: server.home.id,
        make: () =>
          Promise.resolve(
            createDiscordSurface({
              token: server.token,
              guildId: server.world.guildId,
              homeChannel: server.home.id,
              apiUrl: server.url,
              owners,
              clock: systemClock,
              log: quiet,
              tell: (text) => told.push(text),
              ...options.surface,
            }),
          ),
      },
    ],
    { config, engine: house.engine, clock: systemClock, log: quiet },
  )
  let closed: Promise<void> | undefined
  const close = () =>
    (closed ??= (async () => {
      await surfaces.close()
      await house.close()
      await house.journal.close()
    })())
  onTestFinished(close)
  return { ...house, server, surfaces, told, close, connected: Promise.all(surfaces.connected) }
}

/** What a person reads in a message. */
export const textIn = ({ components }: Pick<Message, 'components'>): string =>
  everyComponent(components)
    .flatMap(({ content, label }) => [content, label])
    .filter((text) => text !== undefined)
    .join('\n')

export const saying = (what: string | RegExp) => (message: Message) =>
  typeof what === 'string' ? textIn(message).includes(what) : what.test(textIn(message))
