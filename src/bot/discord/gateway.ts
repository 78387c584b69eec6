import type { Client } from 'discord.js'
import type { Clock } from '../../domain/clock.ts'
import { wait } from '../../lib/clock.ts'
import type { Log } from '../../lib/log.ts'
import type { DiscordLibrary } from './library.ts'

/** What comes in over the gateway. */
export interface Incoming {
  readonly interaction: (interaction: unknown) => void
  readonly message: (message: unknown) => void
}

export interface GatewayDeps {
  readonly library: DiscordLibrary
  readonly token: string
  readonly api: string
  readonly clock: Clock
  readonly log: Log
  readonly incoming: Incoming
  /** Whether Discord lets the bot read messages that do not mention it. */
  readonly messageContent: boolean
  /** The token was revoked, or what the bot asks for is not granted any more; it is tried again by and by. */
  readonly onRefused: (code: number) => void
}

export interface Gateway {
  /** Who the bot is, as a user. */
  readonly botId: string
  close(): Promise<void>
}

/** Close codes after which discord.js does not come back by itself. */
const AUTHENTICATION_FAILED = 4004
const DISALLOWED_INTENTS = 4014
/** A refused token is tried again this often, in milliseconds: the owner may have mended it, or Discord its mistake. */
const REFUSED_WAIT_MS = 300_000
const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 60_000

/**
 * Connects with discord.js's own client, which answers heartbeats, resumes and reconnects, and stays connected until
 * `signal` aborts. Events are taken as Discord sent them: caches of channels, members and messages would cost memory and
 * answer nothing that is asked here, and a message in a channel that is not cached would be lost.
 */
export async function openGateway(deps: GatewayDeps, signal: AbortSignal): Promise<Gateway> {
  const { clock, log, onRefused } = deps
  let current: Client<true> | undefined
  let closed = false

  async function connect(): Promise<Client<true>> {
    let messageContent = deps.messageContent
    for (let tried = 0; ; tried++) {
      signal.throwIfAborted()
      const attempt = clientFor(deps, messageContent, (client) => client === current || current === undefined)
      try {
        return await attempt.connected
      } catch (error) {
        await attempt.client.destroy().catch(() => undefined)
        const refused = refusalIn(error)
        if (refused === 'intents' && messageContent) {
          messageContent = false
          continue
        }
        if (refused === 'token') throw error
        log.warn('the gateway of Discord cannot be reached, it is tried again', { err: error })
        await wait(clock, Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(tried, 10)), signal)
      }
    }
  }

  /** After a close that is final for discord.js. */
  async function comeBack(code: number): Promise<void> {
    onRefused(code)
    while (!closed && !signal.aborted) {
      await wait(clock, code === AUTHENTICATION_FAILED ? REFUSED_WAIT_MS : FIRST_WAIT_MS, signal)
      try {
        return void (current = watched(await connect()))
      } catch (error) {
        log.error('Discord still refuses the connection', { err: error })
      }
    }
  }

  function watched(client: Client<true>): Client<true> {
    client.once('shardDisconnect', ({ code }) => {
      if (closed || signal.aborted) return
      client.destroy().catch(() => undefined)
      comeBack(code).catch((error: unknown) => {
        if (!signal.aborted) log.error('the connection to Discord is lost', { err: error })
      })
    })
    return client
  }

  current = watched(await connect())
  const { user } = current
  return {
    botId: user.id,
    async close() {
      closed = true
      await current?.destroy()
    },
  }
}

const NO_CACHE = {
  ApplicationCommandManager: 0,
  ApplicationEmojiManager: 0,
  AutoModerationRuleManager: 0,
  BaseGuildEmojiManager: 0,
  DMMessageManager: 0,
  GuildBanManager: 0,
  GuildEmojiManager: 0,
  GuildInviteManager: 0,
  GuildMessageManager: 0,
  GuildScheduledEventManager: 0,
  GuildStickerManager: 0,
  MessageManager: 0,
  PresenceManager: 0,
  ReactionManager: 0,
  ReactionUserManager: 0,
  StageInstanceManager: 0,
  ThreadMemberManager: 0,
  VoiceStateManager: 0,
} as const

function clientFor(
  { library, token, api, log, incoming }: GatewayDeps,
  messageContent: boolean,
  isCurrent: (client: Client) => boolean,
): { readonly client: Client; readonly connected: Promise<Client<true>> } {
  const { Client: DiscordClient, GatewayIntentBits, GatewayDispatchEvents, Options } = library
  const client = new DiscordClient({
    intents: [
      GatewayIntentBits.GuildMessages,
      GatewayIntentBits.DirectMessages,
      ...(messageContent ? [GatewayIntentBits.MessageContent] : []),
    ],
    rest: { api },
    makeCache: Options.cacheWithLimits({ ...NO_CACHE }),
  })
  const whenCurrent = (take: (data: unknown) => void) => (data: unknown) => {
    if (isCurrent(client)) take(data)
  }
  client.ws.on(GatewayDispatchEvents.InteractionCreate, whenCurrent(incoming.interaction))
  client.ws.on(GatewayDispatchEvents.MessageCreate, whenCurrent(incoming.message))
  client.on('error', (error) => log.error('discord.js', { err: error }))
  client.on('shardError', (error) => log.warn('the connection to Discord had an error', { err: error }))
  client.on('shardReconnecting', () => log.info('reconnecting to Discord'))
  client.on('shardResume', (_, replayed) => log.info('resumed at Discord', { replayed }))
  client.on('warn', (message) => log.warn(message))
  return { client, connected: ready(client, token) }
}

function ready(client: Client, token: string): Promise<Client<true>> {
  return new Promise((resolve, reject) => {
    client.once('clientReady', resolve)
    client.login(token).catch(reject)
  })
}

function refusalIn(error: unknown): 'token' | 'intents' | undefined {
  const {
    code,
    status,
    message = '',
  } = (error ?? {}) as {
    readonly code?: unknown
    readonly status?: unknown
    readonly message?: string
  }
  if (code === 'TokenInvalid' || status === 401 || /authentication failed/i.test(message)) return 'token'
  return /disallowed intents/i.test(message) || code === DISALLOWED_INTENTS ? 'intents' : undefined
}
