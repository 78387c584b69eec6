import type { RespondFn, webApi } from '@slack/bolt'
import type { Clock } from '../../domain/clock.ts'
import type { Locale } from '../../domain/text.ts'
import { word } from '../../i18n/say.ts'
import { wait } from '../../lib/clock.ts'
import type { Log } from '../../lib/log.ts'
import type { Attachment } from '../delivery/outgoing.ts'
import type { Place } from '../delivery/platform.ts'
import type { Reply } from '../reply.ts'
import { deliveryError } from './faults.ts'
import { upload } from './files.ts'
import { escapeMrkdwn } from './kit.ts'
import { renderSlack } from './render.ts'
import type { Rendered } from './render-reply.ts'

/** Who is answered, and where. */
export interface Asker {
  readonly user: string
  readonly place: Place
  readonly locale: Locale
  /** Of a slash command or a press: shows something to this person only, five times within half an hour. */
  readonly respond?: RespondFn
  /** A message that the answer may hang below. */
  readonly message?: string
  /** Nobody else reads here. */
  readonly direct?: boolean
}

export interface AnswerDeps {
  readonly client: webApi.WebClient
  readonly clock: Clock
  readonly log: Log
  readonly signal: AbortSignal
}

/**
 * Shows an answer to whom it is for: privately to a command or a press, in the thread to what was written for everybody to
 * read. Never rejects: an answer that cannot be shown is logged, and what was asked for goes on without it.
 */
export async function answer(deps: AnswerDeps, asker: Asker, reply: Reply): Promise<void> {
  try {
    const rendered = renderSlack({ kind: 'reply', locale: asker.locale, reply })
    if (asker.respond || isPrivate(asker, reply)) await inPrivate(deps, asker, rendered)
    else await inThread(deps, asker, rendered)
  } catch (error) {
    if (!deps.signal.aborted) deps.log.warn('an answer could not be shown', { user: asker.user, err: error })
  }
}

/** The card says that a run began; a refusal is nobody else's business; in a thread a receipt is only in the way. */
const isPrivate = ({ place, direct }: Asker, reply: Reply): boolean =>
  reply.kind === 'run' ||
  (direct !== true && reply.kind === 'text' && (!reply.ok || place.thread !== undefined))

async function inPrivate(deps: AnswerDeps, asker: Asker, { text, blocks, files }: Rendered): Promise<void> {
  const { user, place, respond } = asker
  const message = { text, blocks: [...blocks] }
  const byMessage = () =>
    deps.client.chat.postEphemeral({
      ...message,
      channel: place.channel,
      user,
      ...(place.thread === undefined ? {} : { thread_ts: place.thread }),
    })
  const byUrl = () =>
    respond?.({ ...message, response_type: 'ephemeral', replace_original: false }) ?? byMessage()
  await patiently(deps, () => byUrl().catch(byMessage))
  if (files.length > 0) await sendFiles(deps, asker, files)
}

/** Slack shows no file to one person only, except in the conversation with that person. */
async function sendFiles(
  deps: AnswerDeps,
  { user, locale, direct, place }: Asker,
  files: readonly Attachment[],
) {
  const { client } = deps
  const target = direct ? place : { channel: await conversationWith(deps, user) }
  await patiently(deps, () => upload(client, target, files))
  if (direct) return
  const text = escapeMrkdwn(word('slack.files_direct', locale))
  await patiently(deps, () => client.chat.postEphemeral({ channel: place.channel, user, text }))
}

async function conversationWith(deps: AnswerDeps, user: string): Promise<string> {
  const { channel } = await patiently(deps, () => deps.client.conversations.open({ users: user }))
  return channel?.id ?? user
}

async function inThread(deps: AnswerDeps, asker: Asker, { text, blocks, files }: Rendered): Promise<void> {
  const { place, message, direct } = asker
  const thread = place.thread ?? (direct ? undefined : message)
  const where = { channel: place.channel, ...(thread === undefined ? {} : { thread_ts: thread }) }
  await patiently(deps, () =>
    deps.client.chat.postMessage({
      ...where,
      text,
      blocks: [...blocks],
      unfurl_links: false,
      unfurl_media: false,
    }),
  )
  const below = thread === undefined ? {} : { thread }
  if (files.length > 0)
    await patiently(deps, () => upload(deps.client, { channel: place.channel, ...below }, files))
}

/** Between tries, in milliseconds; nobody waits longer for an answer. */
const WAITS_MS = [1_000, 5_000] as const
const LONGEST_RETRY_AFTER_MS = 30_000

async function patiently<T>({ clock, signal }: AnswerDeps, work: () => Promise<T>): Promise<T> {
  for (const waitMs of WAITS_MS) {
    try {
      return await work()
    } catch (error) {
      const { fault, retryAfterMs } = deliveryError(error)
      const passing = fault === 'unreachable' || fault === 'rate_limited'
      if (!passing || (retryAfterMs ?? 0) > LONGEST_RETRY_AFTER_MS) throw error
      await wait(clock, retryAfterMs ?? waitMs, signal)
    }
  }
  return work()
}
