import type { webApi } from '@slack/bolt'
import { orAborted } from '../../lib/abort.ts'
import type { Log } from '../../lib/log.ts'
import type { Outgoing } from '../delivery/outgoing.ts'
import type { DeliveryError, MessageRef, Place, Platform, PostOptions } from '../delivery/platform.ts'
import { deliveryError, isSlacks } from './faults.ts'
import { upload } from './files.ts'
import type { SlackBlock } from './kit.ts'
import { renderSlack } from './render.ts'
import type { Rendered } from './render-reply.ts'

const POSTED_MAX = 500

/**
 * Slack as the delivery layer sees it.
 *
 * chat.postMessage takes about one message a second and channel, chat.update (tier 3) fifty a minute in all: 1.2 s keeps
 * both. Source: docs.slack.dev, rate limits.
 */
export function createSlackPlatform(
  client: () => Promise<webApi.WebClient>,
  { log }: { readonly log: Log },
): Platform {
  /** Messages that stand already while their files do not yet, by nonce. */
  const posted = new Map<string, string>()

  async function postOnce(place: Place, rendered: Rendered, options: PostOptions): Promise<string> {
    const { nonce, triedSince } = options
    const slack = await client()
    const held =
      posted.get(nonce) ??
      (triedSince === undefined ? undefined : await findPosted(slack, place, nonce, triedSince))
    if (held === undefined) return sendMessage(slack, place, rendered, nonce)
    // What an earlier try posted may say less than what is to be said now.
    await updateMessage(slack, { channel: place.channel, message: held }, rendered)
    return held
  }

  return {
    name: 'slack',
    pace: { count: 1, perMs: 1_200 },
    async post(place, message, options) {
      const { nonce, opensThread, signal } = options
      const rendered = renderSlack(message)
      return failing(signal, async () => {
        const ts = await postOnce(place, rendered, options)
        const thread = place.thread ?? ts
        if (posted.size >= POSTED_MAX) posted.delete(posted.keys().next().value ?? '')
        posted.set(nonce, ts)
        await besides(client, { channel: place.channel, thread }, rendered, log)
        posted.delete(nonce)
        const ref: MessageRef = { channel: place.channel, message: ts }
        return opensThread === undefined ? ref : { ...ref, thread }
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
async function findPosted(
  slack: webApi.WebClient,
  { channel, thread }: Place,
  nonce: string,
  since: number,
): Promise<string | undefined> {
  const range = { channel, limit: 100, oldest: String(since / 1_000 - CLOCKS_APART_S) }
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

/** What Slack or the way to it failed at, as DeliveryError; a mistake of ours stays what it is. Nothing after the abort. */
const failing = <T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> =>
  orAborted(
    work().catch((error: unknown) => {
      throw isSlacks(error) ? deliveryError(error) : error
    }),
    signal,
  )
