import type { webApi } from '@slack/bolt'
import { orAborted } from '../../lib/abort.ts'
import type { Log } from '../../lib/log.ts'
import type { Outgoing } from '../delivery/outgoing.ts'
import type { DeliveryError, MessageRef, Place, Platform } from '../delivery/platform.ts'
import { deliveryError } from './faults.ts'
import { upload } from './files.ts'
import type { SlackBlock } from './kit.ts'
import { renderSlack } from './render.ts'
import type { Rendered } from './render-reply.ts'

/** What became of a message that was tried before: posted without its files, or nobody knows. */
type Tried = { readonly ref: MessageRef } | { readonly since: number }

const TRIED_MAX = 500
/** After a start nobody knows what the process before it has posted and not written down; milliseconds. */
const STARTING_MS = 60_000
const BEFORE_START_MS = 600_000

/**
 * Slack as the delivery layer sees it.
 *
 * chat.postMessage takes about one message a second and channel, chat.update (tier 3) fifty a minute in all: 1.2 s keeps
 * both. Source: docs.slack.dev, rate limits.
 */
export function createSlackPlatform(
  client: () => Promise<webApi.WebClient>,
  { log, now }: { readonly log: Log; readonly now: () => number },
): Platform {
  /** By nonce. */
  const tried = new Map<string, Tried>()
  const startedAt = now()

  const remember = (nonce: string, what: Tried) => {
    if (tried.size >= TRIED_MAX) tried.delete(tried.keys().next().value ?? '')
    tried.set(nonce, what)
  }
  const triedBefore = (nonce: string): Tried | undefined =>
    tried.get(nonce) ?? (now() - startedAt < STARTING_MS ? { since: startedAt - BEFORE_START_MS } : undefined)

  async function postOnce(place: Place, rendered: Rendered, nonce: string): Promise<MessageRef> {
    const slack = await client()
    const before = triedBefore(nonce)
    const since = now()
    try {
      const held = before && (await alreadyThere(slack, place, nonce, before))
      // What an earlier try posted may say less than what is to be said now.
      if (held !== undefined) await updateMessage(slack, { channel: place.channel, message: held }, rendered)
      const ts = held ?? (await sendMessage(slack, place, rendered, nonce))
      return { channel: place.channel, message: ts }
    } catch (error) {
      const failed = deliveryError(error)
      if (failed.fault === 'unreachable') remember(nonce, before ?? { since })
      throw failed
    }
  }

  return {
    name: 'slack',
    pace: { count: 1, perMs: 1_200 },
    async post(place, message, { nonce, opensThread, signal }) {
      const rendered = renderSlack(message)
      return failing(signal, async () => {
        const ref = await postOnce(place, rendered, nonce)
        remember(nonce, { ref })
        await besides(client, { ...place, thread: place.thread ?? ref.message }, rendered, log)
        tried.delete(nonce)
        return opensThread === undefined ? ref : { ...ref, thread: place.thread ?? ref.message }
      })
    },
    async edit(ref, message: Outgoing, signal) {
      const rendered = renderSlack(message)
      await failing(signal, async () => updateMessage(await client(), ref, rendered))
    },
  }
}

async function updateMessage(
  slack: webApi.WebClient,
  { channel, message }: MessageRef,
  { text, blocks }: Rendered,
): Promise<void> {
  await slack.chat.update({ channel, ts: message, text, blocks: [...blocks] })
}

async function sendMessage(
  slack: webApi.WebClient,
  { channel, thread }: Place,
  { text, blocks }: Rendered,
  nonce: string,
): Promise<string> {
  const { ts } = await slack.chat.postMessage({
    channel,
    text,
    blocks: marked(blocks, nonce),
    // A preview would fetch what untrusted text names.
    unfurl_links: false,
    unfurl_media: false,
    ...(thread === undefined ? {} : { thread_ts: thread }),
  })
  return ts ?? ''
}

/** The nonce travels as the id of the first block: there it can be found again. */
const marked = (blocks: readonly SlackBlock[], nonce: string): SlackBlock[] =>
  blocks.map((block, index) => (index === 0 ? { ...block, block_id: nonce } : block))

/** Slack posts what it is sent twice twice. Whether an earlier try arrived, though its answer did not, the history tells. */
async function alreadyThere(
  slack: webApi.WebClient,
  { channel, thread }: Place,
  nonce: string,
  before: Tried,
): Promise<string | undefined> {
  if ('ref' in before) return before.ref.message
  const range = { channel, limit: 50, oldest: String(before.since / 1_000 - CLOCKS_APART_S) }
  try {
    const { messages = [] } = await (thread === undefined
      ? slack.conversations.history(range)
      : slack.conversations.replies({ ...range, ts: thread }))
    return messages.find(({ blocks }) => blocks?.[0]?.block_id === nonce)?.ts
  } catch (error) {
    if (isPassing(deliveryError(error))) throw error
    return undefined
  }
}

/** Seconds by which our clock may be ahead of Slack's. */
const CLOCKS_APART_S = 60

/** Files that Slack will never take are not worth a message that is posted again and again. */
async function besides(
  client: () => Promise<webApi.WebClient>,
  place: Place,
  { files }: Rendered,
  log: Log,
): Promise<void> {
  if (files.length === 0) return
  try {
    await upload(await client(), place, files)
  } catch (error) {
    const failed = deliveryError(error)
    if (isPassing(failed)) throw failed
    log.warn('files could not be put beside a message', { err: failed, files: files.map(({ name }) => name) })
  }
}

const isPassing = ({ fault }: DeliveryError): boolean => fault === 'unreachable' || fault === 'rate_limited'

/** Every failure as DeliveryError, and none after the abort. */
const failing = <T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> =>
  orAborted(
    work().catch((error: unknown) => {
      throw deliveryError(error)
    }),
    signal,
  )
