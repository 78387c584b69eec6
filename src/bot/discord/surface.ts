import type { Clock } from '../../domain/clock.ts'
import { UserError } from '../../domain/errors.ts'
import type { Locale, Localized } from '../../domain/text.ts'
import { phrase, word } from '../../i18n/say.ts'
import { wait } from '../../lib/clock.ts'
import type { Log } from '../../lib/log.ts'
import type { Owner } from '../authorize.ts'
import type { Front, Surface } from '../delivery/front.ts'
import type { Platform } from '../delivery/platform.ts'
import { discordApi } from './api-url.ts'
import { readApplication, type Application } from './application.ts'
import { deliveryError } from './faults.ts'
import { openGateway } from './gateway.ts'
import { onInteraction } from './interactions.ts'
import { inviteUrl } from './invite.ts'
import { loadDiscord } from './library.ts'
import { onMessage } from './messages.ts'
import { createLanguages } from './people.ts'
import { createPlaces } from './places.ts'
import { createDiscordPlatform } from './platform.ts'
import { registerCommand } from './register.ts'
import { createRequests } from './requests.ts'
import { createResponses } from './responses.ts'
import { createSeen } from './seen.ts'

export interface DiscordOptions {
  readonly token: string
  /** The one server whose commands are registered at once; without it they are registered for all. */
  readonly guildId?: string
  /** DISCORD_API_URL. */
  readonly apiUrl?: string
  readonly homeChannel?: string
  readonly log: Log
  readonly clock: Clock
  /** Of messages that do not tell theirs, from people whose language is not known yet. Default: English. */
  readonly locale?: Locale
  /** Who may see what autocomplete and modals show; every act is checked by the front all the same. */
  readonly owners?: readonly Owner[]
  /** Something for the owner to read at the terminal: the invitation, a switched-off intent. Default: the log. */
  readonly tell?: (text: Localized) => void
}

/** Between tries to reach Discord at start, and to register the command in a server that has not invited the bot. */
const AGAIN_MS = 15_000
/** How long the last answers may take when Autohome stops. */
const LAST_WORDS_MS = 2_000

/** Discord as a place to talk from and as a place to show things: discord.js on one side, the front and the outbox on the other. */
export function createDiscordSurface(options: DiscordOptions): Surface & { readonly platform: Platform } {
  const { token, guildId, homeChannel, log, clock, owners } = options
  const api = discordApi(options.apiUrl)
  const tell = options.tell ?? ((text: Localized) => log.warn(text.en))
  const closing = new AbortController()
  const atWork = new Set<Promise<void>>()
  let made: ReturnType<typeof connectLibrary> | undefined
  let closeGateway: (() => Promise<void>) | undefined
  const library = () => (made ??= connectLibrary())

  async function connectLibrary() {
    const discord = await loadDiscord()
    return { discord, routes: discord.Routes, requests: createRequests(discord, token, api) }
  }

  /** Nothing that is done for an event may end the process, and closing waits for it a little. */
  function run(work: Promise<void>): void {
    const done = work
      .catch((error: unknown) => {
        if (!closing.signal.aborted) log.error('an event from Discord was not dealt with', { err: error })
      })
      .finally(() => atWork.delete(done))
    atWork.add(done)
  }

  async function start(front: Front, outer: AbortSignal): Promise<void> {
    const signal = AbortSignal.any([outer, closing.signal])
    const { discord, routes, requests } = await library()
    const application = await untilReached(() => readApplication(requests, routes, signal), signal)
    if (!application.messageContent) tell(both('discord.cannot_read'))
    run(register(application, signal))
    const responses = createResponses({ requests, routes, clock, log, signal })
    const languages = createLanguages(options.locale ?? 'en')
    const places = createPlaces(requests, routes)
    const seen = createSeen()
    const isNew = (event: unknown) => seen.isNew(String((event as { readonly id?: unknown }).id))
    const shared = { front, responses, languages, log }
    let botId = application.botId
    let readsAll = () => application.messageContent
    const gateway = await openGateway(
      {
        library: discord,
        token,
        api,
        clock,
        log,
        messageContent: application.messageContent,
        onRefused: (code) => {
          log.error('Discord closed the connection for good', { code })
          tell(both(code === 4014 ? 'discord.cannot_read' : 'discord.token_refused'))
        },
        incoming: {
          interaction: (event) => {
            if (isNew(event)) run(onInteraction({ ...shared, clock, ...(owners ? { owners } : {}) }, event))
          },
          message: (event) => {
            if (!isNew(event)) return
            const own = { botId, readsAll: readsAll(), places, typing }
            run(
              onMessage({ ...shared, ...own, ...(homeChannel === undefined ? {} : { homeChannel }) }, event),
            )
          },
        },
      },
      signal,
    ).catch((error: unknown) => {
      throw signal.aborted ? error : refusedToken(error)
    })
    botId = gateway.botId
    readsAll = gateway.readsAll
    closeGateway = gateway.close
    signal.addEventListener('abort', () => run(gateway.close()), { once: true })

    function typing(channel: string): void {
      requests.post(routes.channelTyping(channel), undefined, signal).catch(() => undefined)
    }
  }

  /** Until it worked: an owner who has just read the invitation needs a moment to follow it. */
  async function register({ id }: Application, signal: AbortSignal): Promise<void> {
    const { routes, requests } = await library()
    const where = { applicationId: id, ...(guildId === undefined ? {} : { guildId }) }
    for (let told = false; ; )
      try {
        const done = await registerCommand(requests, routes, where, signal)
        log.info('the command is registered at Discord', { done, ...where })
        const guilds = await requests.get(routes.userGuilds(), signal)
        if (Array.isArray(guilds) && guilds.length === 0) tell(invitation(id))
        return
      } catch (error) {
        if (signal.aborted) return
        const { fault, retryAfterMs } = deliveryError(error)
        if (fault === 'refused') throw error
        if (fault === 'place_gone' && !told) tell(invitation(id))
        told ||= fault === 'place_gone'
        log.warn('the command is not registered at Discord yet', { err: error, fault })
        await wait(clock, retryAfterMs ?? AGAIN_MS, signal)
      }
  }

  const invitation = (id: string): Localized => {
    const url = inviteUrl(id, guildId)
    return { en: phrase('discord.invite', { url }, 'en'), fr: phrase('discord.invite', { url }, 'fr') }
  }

  /** @throws UserError for a token that Discord does not take; waits for a Discord that cannot be reached */
  async function untilReached<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    for (;;)
      try {
        return await work()
      } catch (error) {
        signal.throwIfAborted()
        const { fault, retryAfterMs } = deliveryError(error)
        if (fault !== 'unreachable' && fault !== 'rate_limited') throw refusedToken(error)
        log.warn('Discord cannot be reached, it is tried again', { err: error })
        await wait(clock, retryAfterMs ?? AGAIN_MS, signal)
      }
  }

  return {
    name: 'discord',
    platform: createDiscordPlatform({ requests: library, clock, log }),
    start,
    async close() {
      closing.abort()
      await closeGateway?.()
      let stop: (() => void) | undefined
      const patience = new Promise<void>((resolve) => (stop = clock.after(LAST_WORDS_MS, resolve)))
      await Promise.race([Promise.allSettled(atWork), patience])
      stop?.()
    },
  }
}

const both = (key: 'discord.cannot_read' | 'discord.token_refused'): Localized => ({
  en: word(key, 'en'),
  fr: word(key, 'fr'),
})

const refusedToken = (cause: unknown): UserError =>
  new UserError('bad_config', both('discord.token_refused'), { cause })
