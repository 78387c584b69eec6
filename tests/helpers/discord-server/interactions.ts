import { type Message, type World, channel as newChannel, rawChannel } from './world.ts'
import type { Channel, User } from './world.ts'
import { problems } from './problem.ts'

/** One thing that a person did, and what the bot answered to it. */
export interface Interaction {
  readonly id: string
  readonly token: string
  readonly type: number
  readonly user: User
  readonly at: Channel
  readonly startedAt: number
  /** Kind of the first answer: 4 a message, 5 a promise of one, 6 and 7 none or an edit, 8 choices, 9 a modal. */
  answered?: number
  modal?: { readonly custom_id: string; readonly title: string; readonly components: readonly unknown[] }
  choices?: readonly { readonly name: string; readonly value: string }[]
  /** The message that answers it, once it holds more than "is thinking". */
  message?: Message
  loading?: boolean
  /** How many first answers were tried. */
  tries: number
}

export const [ANSWER_WITHIN_MS, TOKEN_LASTS_MS] = [3_000, 15 * 60_000]

/** Whether the token still serves for edits and follow-ups. */
export function tokenMustServe(interaction: Interaction | undefined, now: number): Interaction {
  if (!interaction) throw problems.unknownWebhook()
  if (interaction.answered === undefined || now - interaction.startedAt > TOKEN_LASTS_MS)
    throw problems.invalidToken()
  return interaction
}

/** As the gateway tells of it. */
export const rawInteraction = (
  world: World,
  one: Interaction,
  data: unknown,
  locale: string,
  message?: unknown,
) => ({
  id: one.id,
  application_id: world.applicationId,
  type: one.type,
  token: one.token,
  version: 1,
  data,
  channel_id: one.at.id,
  channel: { ...rawChannel(one.at), permissions: '2248473465835073' },
  locale,
  ...(one.at.guild_id === undefined
    ? { user: rawUser(one.user), context: 1 }
    : {
        guild_id: one.at.guild_id,
        guild_locale: 'en-US',
        guild: { id: one.at.guild_id, locale: 'en-US', features: [] },
        member: {
          user: rawUser(one.user),
          roles: [],
          permissions: '2147483647',
          nick: null,
          joined_at: '2024-01-01T00:00:00Z',
          deaf: false,
          mute: false,
          flags: 0,
        },
        context: 0,
      }),
  app_permissions: '2248473465835073',
  entitlements: [],
  authorizing_integration_owners: { 0: one.at.guild_id ?? '0' },
  attachment_size_limit: 10_485_760,
  ...(message === undefined ? {} : { message }),
})

export const rawUser = (user: User) => ({ ...user, discriminator: '0', avatar: null })

export const directChannel = (world: World, user: User): Channel => {
  const held = [...world.channels.values()].find(({ type, name }) => type === 1 && name === user.id)
  if (held) return held
  const made = newChannel({ id: world.newId(), type: 1, name: user.id })
  world.channels.set(made.id, made)
  return made
}
