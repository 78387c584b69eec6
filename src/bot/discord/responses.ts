import type { Routes } from 'discord.js'
import type { Clock } from '../../domain/clock.ts'
import type { Locale } from '../../domain/text.ts'
import { wait } from '../../lib/clock.ts'
import type { Log } from '../../lib/log.ts'
import type { DeliveryError } from '../delivery/platform.ts'
import { type Place } from '../delivery/platform.ts'
import type { Reply } from '../reply.ts'
import { EPHEMERAL } from './component.ts'
import { codeOf, deliveryError } from './faults.ts'
import { renderDiscord } from './render.ts'
import type { Requests } from './requests.ts'

/** What is needed to answer an interaction. */
export interface Asked {
  readonly id: string
  readonly token: string
  readonly applicationId: string
  readonly place: Place
  readonly locale: Locale
}

/** `late`: Discord no longer takes a first answer, so what there is to say goes into the conversation. */
export type Acknowledged = 'taken' | 'late'

export interface Responses {
  /** Shows that it was heard, to the one person; `finish` fills it in. */
  defer(asked: Asked): Promise<Acknowledged>
  /** Says something at once, to the one person. */
  tell(asked: Asked, reply: Reply): Promise<void>
  open(asked: Asked, modal: object): Promise<void>
  suggest(asked: Asked, choices: readonly object[]): Promise<void>
  /** What came of it. Past the 15 minutes of a token it is posted as a message instead. */
  finish(asked: Asked, how: Acknowledged, reply: Reply): Promise<void>
  /** An answer in the conversation, to a message of a person's. */
  post(place: Place, reply: Reply, options: { locale: Locale; nonce: string; to?: string }): Promise<void>
}

export interface ResponseDeps {
  readonly requests: Requests
  readonly routes: typeof Routes
  readonly clock: Clock
  readonly log: Log
  readonly signal: AbortSignal
}

/** Kinds of a first answer. https://docs.discord.com/developers/interactions/receiving-and-responding */
const CALLBACK = { message: 4, deferred: 5, choices: 8, modal: 9 } as const
/** It was acknowledged before, by this process or the one before it. */
const ACKNOWLEDGED = 40060
/** The three seconds are over. */
const UNKNOWN_INTERACTION = 10062
/** The token's fifteen minutes are over. A private answer that the person has put away is not said again. */
const TOKEN_OVER: ReadonlySet<number> = new Set([50027, 10015, 10062])
const TRIES = 5
const FIRST_WAIT_MS = 500

export function createResponses({ requests, routes, clock, log, signal }: ResponseDeps): Responses {
  async function callback({ id, token }: Asked, body: object): Promise<Acknowledged> {
    try {
      await requests.respond(routes.interactionCallback(id, token), body)
      return 'taken'
    } catch (error) {
      const code = codeOf(error)
      if (code === ACKNOWLEDGED) return 'taken'
      if (code !== UNKNOWN_INTERACTION) log.warn('Discord took no answer to an interaction', { err: error })
      return 'late'
    }
  }

  /** A few tries over some seconds: a person waits for it, so it is worth no more. */
  async function post(
    place: Place,
    reply: Reply,
    { locale, nonce, to }: { locale: Locale; nonce: string; to?: string },
  ): Promise<void> {
    const message = renderDiscord({ kind: 'reply', locale, reply })
    const reference =
      to === undefined ? {} : { message_reference: { message_id: to, fail_if_not_exists: false } }
    const more = { nonce, enforce_nonce: true, ...reference }
    const route = routes.channelMessages(place.thread ?? place.channel)
    for (let tried = 1; ; tried++)
      try {
        return void (await requests.send('post', route, { message, more }, signal))
      } catch (error) {
        if (signal.aborted) return
        const { fault, retryAfterMs } = deliveryError(error)
        const again = fault === 'rate_limited' || fault === 'unreachable'
        if (!again || tried >= TRIES) return log.warn('an answer could not be posted', { err: error, fault })
        await wait(clock, retryAfterMs ?? FIRST_WAIT_MS * 2 ** tried, signal).catch(() => undefined)
      }
  }

  return {
    post,
    defer: (asked) => callback(asked, { type: CALLBACK.deferred, data: { flags: EPHEMERAL } }),
    async tell(asked, reply) {
      const { files: _, ...message } = renderDiscord({ kind: 'reply', locale: asked.locale, reply })
      const data = { ...message, flags: message.flags | EPHEMERAL }
      const how = await callback(asked, { type: CALLBACK.message, data })
      if (how === 'late') await post(asked.place, reply, { locale: asked.locale, nonce: asked.id })
    },
    async open(asked, modal) {
      await callback(asked, { type: CALLBACK.modal, data: modal })
    },
    async suggest(asked, choices) {
      await callback(asked, { type: CALLBACK.choices, data: { choices } })
    },
    async finish(asked, how, reply) {
      const { locale, place, id, token, applicationId } = asked
      if (how === 'late') return post(place, reply, { locale, nonce: id })
      const route = routes.webhookMessage(applicationId, token, '@original')
      try {
        await requests.complete(route, renderDiscord({ kind: 'reply', locale, reply }))
      } catch (error) {
        if (!isOver(error)) return log.warn('an answer could not be shown', { err: error })
        await post(place, reply, { locale, nonce: id })
      }
    },
  }
}

const isOver = (error: unknown): boolean =>
  TOKEN_OVER.has(codeOf(error) ?? 0) ||
  (deliveryError(error) satisfies DeliveryError).fault === 'unauthorized'
