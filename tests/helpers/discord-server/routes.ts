import type { Interaction } from './interactions.ts'
import { tokenMustServe, ANSWER_WITHIN_MS } from './interactions.ts'
import { commandFaults, messageFaults, modalFaults, type RawComponent, V2 } from './message-rules.ts'
import { invalidForm, problems } from './problem.ts'
import { wrongWith } from './schema.ts'
import {
  type Channel,
  channel as newChannel,
  everyoneMay,
  isThread,
  may,
  type Message,
  rawChannel,
  rawMessage,
  type World,
} from './world.ts'

/** A request that has passed the door: who asks is known, the body is read. */
export interface Call {
  readonly body: Readonly<Record<string, unknown>>
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly params: readonly string[]
  readonly query: URLSearchParams
}

export interface RouteDeps {
  readonly world: World
  readonly gatewayUrl: () => string
  readonly interactions: ReadonlyMap<string, Interaction>
  readonly dispatch: (name: string, data: unknown, intents: number) => void
  readonly now: () => number
}

export interface Route {
  readonly method: string
  readonly path: RegExp
  /** Name of the body's schema in Discord's description. */
  readonly body?: string
  /** Without the bot's token: the path holds one of its own. */
  readonly open?: true
  /** Which bucket it uses up. */
  readonly bucket?: (params: readonly string[]) => string
  readonly act: (call: Call) => unknown
}

const [GUILD_MESSAGES, DIRECT_MESSAGES] = [1 << 9, 1 << 12]
const EPHEMERAL = 1 << 6
/** "the past few minutes" */
const NONCE_KNOWN_MS = 180_000
const ID = String.raw`(\d+)`

export function createRoutes({
  world,
  gatewayUrl,
  interactions,
  dispatch,
  now,
}: RouteDeps): readonly Route[] {
  const route = (method: string, path: string, act: Route['act'], more: Partial<Route> = {}): Route => ({
    method,
    path: new RegExp(`^${path.replaceAll(':id', ID).replaceAll(':token', '([\\w.-]+)')}$`),
    act,
    ...more,
  })
  const perChannel = ([id]: readonly string[]) => `messages:${id}`

  const visible = (id = ''): Channel => {
    const channel = world.channels.get(id)
    if (!channel) throw problems.unknownChannel()
    if (!may(world, channel, 'ViewChannel')) throw problems.missingAccess()
    return channel
  }
  const messageIn = (channel: Channel, id = ''): Message => {
    const message = channel.messages.get(id)
    if (!message) throw problems.unknownMessage()
    return message
  }

  function create({ params: [id], body, files }: Call): unknown {
    const channel = visible(id)
    if (!may(world, channel, isThread(channel) ? 'SendMessagesInThreads' : 'SendMessages'))
      throw problems.missingPermissions()
    if (files.size > 0 && !may(world, channel, 'AttachFiles')) throw problems.missingPermissions()
    if (channel.locked) throw problems.locked()
    mustBeMessage(body, files, false)
    const nonce = body['nonce'] === undefined ? undefined : String(body['nonce'])
    const known =
      nonce === undefined
        ? undefined
        : [...channel.messages.values()].find(
            (one) => one.nonce === nonce && now() - (one.postedAt ?? 0) < NONCE_KNOWN_MS,
          )
    if (known && body['enforce_nonce'] === true) return rawMessage(known)
    channel.archived = false
    const { message_id: reference } = (body['message_reference'] ?? {}) as { readonly message_id?: string }
    const message: Message = {
      id: world.newId(),
      channel_id: channel.id,
      author: world.bot,
      ...contentOf(body, files),
      mentions: mentioned(body),
      edits: 0,
      postedAt: now(),
      ...(nonce === undefined ? {} : { nonce }),
      ...(reference === undefined ? {} : { reference }),
    }
    channel.messages.set(message.id, message)
    const isDirect = channel.type === 1
    dispatch(
      'MESSAGE_CREATE',
      { ...rawMessage(message), ...(channel.guild_id === undefined ? {} : { guild_id: channel.guild_id }) },
      isDirect ? DIRECT_MESSAGES : GUILD_MESSAGES,
    )
    return rawMessage(message)
  }

  /** At most a hundred, newest first; after an id, the hundred that follow it. Without nonces, which Discord forgets. */
  function history({ params: [id], query }: Call): unknown {
    const channel = visible(id)
    if (!may(world, channel, 'ReadMessageHistory')) return []
    const limit = Number(query.get('limit') ?? 50)
    if (!(limit >= 1 && limit <= 100)) throw invalidForm(['limit: 1 to 100'])
    const after = BigInt(query.get('after') ?? 0)
    const later = [...channel.messages.values()].filter((one) => BigInt(one.id) > after)
    const page = query.has('after') ? later.slice(0, limit) : later.slice(-limit)
    return page.toReversed().map((one) => ({ ...rawMessage(one), nonce: undefined }))
  }

  function edit({ params: [id, messageId], body, files }: Call): unknown {
    const channel = visible(id)
    const message = messageIn(channel, messageId)
    if (message.author.id !== world.bot.id) throw problems.notAuthor()
    if (channel.archived) throw problems.archived()
    if ((message.flags & V2) !== 0 && body['flags'] !== undefined && (Number(body['flags']) & V2) === 0)
      throw invalidForm(['flags: IS_COMPONENTS_V2 cannot be taken back'])
    mustBeMessage(body, files, (message.flags & V2) !== 0)
    Object.assign(message, contentOf(body, files), { edits: message.edits + 1 })
    return rawMessage(message)
  }

  function openThread({ params: [id, messageId], body }: Call): unknown {
    const channel = visible(id)
    const message = messageIn(channel, messageId)
    if (channel.type !== 0) throw problems.wrongChannelType()
    if (!may(world, channel, 'CreatePublicThreads')) throw problems.missingPermissions()
    if (world.channels.has(message.id)) throw problems.hasThread()
    const thread = newChannel({
      id: message.id,
      type: 11,
      guild_id: channel.guild_id ?? '',
      parent_id: channel.id,
      owner_id: world.bot.id,
      name: String(body['name']),
    })
    world.channels.set(thread.id, thread)
    return rawChannel(thread)
  }

  function changeChannel({ params: [id], body }: Call): unknown {
    const channel = visible(id)
    if (!isThread(channel)) throw problems.missingPermissions()
    if (channel.locked && !may(world, channel, 'ManageThreads')) throw problems.missingPermissions()
    if (typeof body['archived'] === 'boolean') channel.archived = body['archived']
    return rawChannel(channel)
  }

  const commandsAt = (guildId = ''): Record<string, unknown>[] => {
    if (guildId !== '' && !world.guilds.has(guildId)) throw problems.missingAccess()
    return world.commands.get(guildId) ?? []
  }
  function writeCommand(guildId: string, body: Readonly<Record<string, unknown>>): unknown {
    const faults = commandFaults(body)
    if (faults.length > 0) throw invalidForm(faults)
    const command = {
      ...body,
      id: world.newId(),
      application_id: world.applicationId,
      version: world.newId(),
    }
    const others = commandsAt(guildId).filter(({ name }) => name !== body['name'])
    world.commands.set(guildId, [...others, command])
    return command
  }
  const listed = (commands: readonly Record<string, unknown>[], { query }: Call): unknown =>
    query.get('with_localizations') === 'true' ? commands : commands.map(withoutLocal)

  function callback({ params: [id = '', token], body, files }: Call): unknown {
    const interaction = interactions.get(id)
    if (!interaction || interaction.token !== token) throw problems.unknownInteraction()
    interaction.tries++
    if (interaction.answered !== undefined) throw problems.acknowledged()
    if (now() - interaction.startedAt > ANSWER_WITHIN_MS) throw problems.unknownInteraction()
    const type = Number(body['type'])
    const data = (body['data'] ?? {}) as Readonly<Record<string, unknown>>
    answerMustFit(interaction, type)
    if (type === 9) {
      const modal = data as unknown as NonNullable<Interaction['modal']>
      const faults = modalFaults(modal.components as readonly RawComponent[])
      if (faults.length > 0) throw invalidForm(faults)
      interaction.modal = modal
    } else if (type === 8) {
      interaction.choices = (data['choices'] ?? []) as NonNullable<Interaction['choices']>
    } else if (type === 4) {
      mustBeMessage(data, files, false)
      interaction.message = answerMessage(interaction, data, files)
    } else {
      interaction.loading = true
      interaction.message = answerMessage(interaction, data, files)
    }
    interaction.answered = type
    return undefined
  }

  function answerMessage(
    { user, at }: Interaction,
    data: Readonly<Record<string, unknown>>,
    files: ReadonlyMap<string, Uint8Array>,
  ): Message {
    const isEphemeral = (Number(data['flags'] ?? 0) & EPHEMERAL) !== 0
    const message: Message = {
      id: world.newId(),
      channel_id: at.id,
      author: world.bot,
      ...contentOf(data, files),
      mentions: [],
      edits: 0,
      ...(isEphemeral ? { ephemeralFor: user.id } : {}),
    }
    if (!isEphemeral) at.messages.set(message.id, message)
    return message
  }

  function editOriginal({ params: [, token], body, files }: Call): unknown {
    const one = [...interactions.values()].find((held) => held.token === token)
    const interaction = tokenMustServe(one, now())
    const { message } = interaction
    if (!message) throw problems.unknownMessage()
    mustBeMessage(body, files, (message.flags & V2) !== 0)
    // Whether it is private was decided when it was promised.
    const flags = (message.flags & EPHEMERAL) | (Number(body['flags'] ?? 0) & ~EPHEMERAL)
    Object.assign(message, contentOf(body, files), { flags, edits: message.edits + 1 })
    interaction.loading = false
    return rawMessage(message)
  }

  const guild = (id = '') => {
    if (!world.guilds.has(id)) throw problems.unknownGuild()
    return { id, name: 'home', owner_id: '1', roles: roles(id), features: [] }
  }
  const roles = (id: string) => [{ id, name: '@everyone', permissions: everyoneMay(), position: 0 }]
  const application = () => ({
    id: world.applicationId,
    name: 'Autohome',
    description: '',
    flags: world.flags,
    bot: world.bot,
    bot_public: false,
    bot_require_code_grant: false,
    verify_key: '',
    icon: null,
  })
  const app = '/applications/:id'
  const messages = '/channels/:id/messages'
  return [
    route('GET', '/gateway/bot', () => ({
      url: gatewayUrl(),
      shards: 1,
      session_start_limit: { total: 1_000, remaining: 999, reset_after: 14_400_000, max_concurrency: 1 },
    })),
    route('GET', '/applications/@me', application),
    route('GET', '/users/@me', () => ({ ...world.bot, discriminator: '0', avatar: null })),
    route('GET', '/users/@me/guilds', () => [...world.guilds].map((id) => ({ id, name: 'home' }))),
    route('GET', '/guilds/:id', ({ params: [id] }) => guild(id)),
    route('GET', '/guilds/:id/roles', ({ params: [id = ''] }) => guild(id).roles),
    route('GET', '/guilds/:id/members/:id', ({ params: [id, user] }) => {
      guild(id)
      return { user: user === world.bot.id ? world.bot : world.people.get(user ?? ''), roles: [] }
    }),
    route('GET', `${app}/commands`, (call) => listed(commandsAt(), call)),
    route('POST', `${app}/commands`, ({ body }) => writeCommand('', body), {
      body: 'post /applications/{application_id}/commands',
    }),
    route('GET', `${app}/guilds/:id/commands`, (call) => listed(commandsAt(call.params[1]), call)),
    route('POST', `${app}/guilds/:id/commands`, ({ params: [, id = ''], body }) => writeCommand(id, body), {
      body: 'post /applications/{application_id}/guilds/{guild_id}/commands',
    }),
    route('GET', '/channels/:id', ({ params: [id] }) => rawChannel(visible(id))),
    route('PATCH', '/channels/:id', changeChannel, { body: 'patch /channels/{channel_id}' }),
    route('POST', '/channels/:id/typing', ({ params: [id] }) => void visible(id)),
    route('POST', messages, create, { body: 'post /channels/{channel_id}/messages', bucket: perChannel }),
    route('GET', messages, history),
    route('GET', `${messages}/:id`, ({ params: [id, message] }) =>
      rawMessage(messageIn(visible(id), message)),
    ),
    route('PATCH', `${messages}/:id`, edit, {
      body: 'patch /channels/{channel_id}/messages/{message_id}',
      bucket: perChannel,
    }),
    route('POST', `${messages}/:id/threads`, openThread, {
      body: 'post /channels/{channel_id}/messages/{message_id}/threads',
    }),
    route('POST', '/interactions/:id/:token/callback', callback, {
      open: true,
      body: 'post /interactions/{interaction_id}/{interaction_token}/callback',
    }),
    route('PATCH', '/webhooks/:id/:token/messages/@original', editOriginal, {
      open: true,
      body: 'patch /webhooks/{webhook_id}/{webhook_token}/messages/@original',
    }),
  ]
}

/** Checks a body against its schema in Discord's own description, too. */
export function mustFit(request: string | undefined, body: unknown): void {
  const faults = request === undefined ? [] : wrongWith(request, body)
  if (faults.length > 0) throw invalidForm(faults)
}

function mustBeMessage(
  body: Readonly<Record<string, unknown>>,
  files: ReadonlyMap<string, Uint8Array>,
  before: boolean,
): void {
  const faults = messageFaults(body, [...files.keys()], before)
  const { parse = ['users', 'roles', 'everyone'], users = [] } = (body['allowed_mentions'] ?? {}) as {
    readonly parse?: readonly string[]
    readonly users?: readonly string[]
  }
  if (parse.includes('users') && users.length > 0)
    faults.push('allowed_mentions: parse and users exclude each other')
  if (faults.length > 0) throw invalidForm(faults)
}

const contentOf = (body: Readonly<Record<string, unknown>>, files: ReadonlyMap<string, Uint8Array>) => ({
  content: typeof body['content'] === 'string' ? body['content'] : '',
  components: (body['components'] ?? []) as readonly RawComponent[],
  flags: Number(body['flags'] ?? 0),
  files: new Map(files),
})

/** Who would hear a sound on their phone. */
function mentioned(body: Readonly<Record<string, unknown>>): string[] {
  const allowed = body['allowed_mentions'] as
    | { readonly parse?: readonly string[]; readonly users?: readonly string[] }
    | undefined
  const text = JSON.stringify(body['components'] ?? '') + String(body['content'] ?? '')
  const named = [...text.matchAll(/(?<!\\\\)<@!?(\d+)>/g)].map(([, id]) => id ?? '')
  const everyone = /(?<!\\\\)@(everyone|here)/.test(text) && (!allowed || allowed.parse?.includes('everyone'))
  const people = named.filter(
    (id) => !allowed || allowed.parse?.includes('users') || allowed.users?.includes(id),
  )
  return [...people, ...(everyone ? ['everyone'] : [])]
}

/** 8 answers autocomplete and nothing else does; a modal cannot follow a modal. */
function answerMustFit({ type }: Interaction, answer: number): void {
  const fits = type === 4 ? answer === 8 : answer !== 8 && (answer !== 9 || type !== 5)
  if (!fits) throw invalidForm([`type: ${answer} does not answer an interaction of type ${type}`])
}

function withoutLocal(command: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return JSON.parse(
    JSON.stringify(command, (key, value: unknown) => (key.endsWith('_localizations') ? undefined : value)),
  ) as Record<string, unknown>
}
