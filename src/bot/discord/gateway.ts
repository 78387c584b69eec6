import type { Client } from 'discord.js'
import type { Clock } from '../../domain/clock.ts'
import { orAborted } from '../../lib/abort.ts'
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
  /** False where Discord closed the door on the intent after all. */
  readonly readsAll: () => boolean
  close(): Promise<void>
}

/** Close code: an intent that was asked for is not granted. Like a refused token, discord.js does not come back after it. */
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
  /** The client whose events count: one that failed to connect may still come back to life for a moment. */
  let current: Client | undefined
  let closed = false
  let { messageContent } = deps

  async function connect(): Promise<Client<true>> {
    for (let tried = 0; ; tried++) {
      signal.throwIfAborted()
      const attempt = clientFor(deps, messageContent, (client) => client === current)
      current = attempt.client
      try {
        return await orAborted(attempt.connected, signal)
      } catch (error) {
        await attempt.client.destroy().catch(() => undefined)
        signal.throwIfAborted()
        const refused = refusalIn(error)
        if (refused === 'intents' && messageContent) {
          messageContent = false
          onRefused(DISALLOWED_INTENTS)
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
    for (
      let waitMs = code === DISALLOWED_INTENTS ? FIRST_WAIT_MS : REFUSED_WAIT_MS;
      !closed;
      waitMs = REFUSED_WAIT_MS
    ) {
      await wait(clock, waitMs, signal)
      try {
        return void watched(await connect())
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

  const { user } = watched(await connect())
  return {
    botId: user.id,
    readsAll: () => messageContent,
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
