import type { Routes } from 'discord.js'
import type { Clock } from '../../domain/clock.ts'
import type { Log } from '../../lib/log.ts'
import type { MessageRef, Place, Platform, PostOptions } from '../delivery/platform.ts'
import { oneLine } from '../visible.ts'
import { codeOf, deliveryError } from './faults.ts'
import { findPosted, marked } from './find-posted.ts'
import { renderDiscord } from './render.ts'
import type { Requests } from './requests.ts'

export interface PlatformDeps {
  readonly requests: () => Promise<{ readonly requests: Requests; readonly routes: typeof Routes }>
  readonly clock: Clock
  readonly log: Log
}

const THREAD_NAME_MAX = 100
/** A week, the longest: minutes without a message until a thread leaves the list of channels. */
const AUTO_ARCHIVE_MIN = 10_080
/** Discord knows a nonce for `the past few minutes`; within the first of them, in milliseconds, nobody has to look. */
const NONCE_KNOWN_MS = 60_000
const ARCHIVED = 50083
/** Every answer that says: not in this channel, not for this bot, or there is one already. */
const HAS_THREAD = 160004
const NO_THREAD_HERE: ReadonlySet<number> = new Set([50001, 50013, 50024, 160006])

/**
 * Posts and edits as the bot. Edits share their channel's bucket with posts: 5 in 5 s, as Discord's headers say. A refusal
 * for going too fast is passed on at once with the time it names.
 */
export function createDiscordPlatform({ requests, clock, log }: PlatformDeps): Platform {
  async function post(
    place: Place,
    message: Parameters<Platform['post']>[1],
    options: PostOptions,
  ): Promise<MessageRef> {
    const { requests: ask, routes } = await requests()
    const channel = place.thread ?? place.channel
    const { nonce, triedSince: since, signal } = options
    const sendable = {
      message: marked(renderDiscord(message), nonce),
      more: { nonce, enforce_nonce: true },
    }
    const before =
      since === undefined || clock.now() - since <= NONCE_KNOWN_MS
        ? undefined
        : await findPosted({ requests: ask, routes }, channel, { nonce, since }, signal)
    const send = () => ask.send('post', routes.channelMessages(channel), sendable, signal)
    const id = before ?? idOf(await unarchiving(channel, signal, send))
    const name = place.thread === undefined && !place.flat ? options.opensThread : undefined
    const thread = name === undefined ? undefined : await openThread(channel, id, name, signal)
    return { channel, message: id, ...(thread === undefined ? {} : { thread }) }
  }

  /** A thread that began from a message has its id, so asking twice is the same as asking once. */
  async function openThread(
    channel: string,
    message: string,
    title: string,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const { requests: ask, routes } = await requests()
    const name = oneLine(title, THREAD_NAME_MAX) || 'Autohome'
    const body = { name, auto_archive_duration: AUTO_ARCHIVE_MIN }
    try {
      return idOf(await ask.post(routes.threads(channel, message), body, signal))
    } catch (error) {
      const code = codeOf(error) ?? 0
      if (code === HAS_THREAD) return message
      if (!NO_THREAD_HERE.has(code)) throw error
      log.warn('no thread can be opened in this channel of Discord', { channel, err: error })
      return undefined
    }
  }

  /** What is written into an archived thread takes it out of the archive; an edit needs that done first. */
  async function unarchiving(
    channel: string,
    signal: AbortSignal,
    work: () => Promise<unknown>,
  ): Promise<unknown> {
    try {
      return await work()
    } catch (error) {
      if (codeOf(error) !== ARCHIVED) throw error
      const { requests: ask, routes } = await requests()
      await ask.patch(routes.channel(channel), { archived: false }, signal)
      return work()
    }
  }

  return {
    name: 'discord',
    pace: { count: 5, perMs: 5_000 },
    post: (place, message, options) => translated(options.signal, () => post(place, message, options)),
    edit: (ref, message, signal) =>
      translated(signal, async () => {
        const { requests: ask, routes } = await requests()
        const route = routes.channelMessage(ref.channel, ref.message)
        const sendable = { message: renderDiscord(message) }
        await unarchiving(ref.channel, signal, () => ask.send('patch', route, sendable, signal))
      }),
  }
}

async function translated<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    signal.throwIfAborted()
    return await work()
  } catch (error) {
    if (signal.aborted) throw signal.reason
    throw deliveryError(error)
  }
}

const idOf = (answer: unknown): string => {
  const { id } = answer as { readonly id?: unknown }
  if (typeof id !== 'string') throw new TypeError('Discord answered without an id')
  return id
}
