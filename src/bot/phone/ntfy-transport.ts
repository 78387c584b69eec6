import { createHash } from 'node:crypto'
import type { Severity } from '../../domain/incident.ts'
import type { JsonObject } from '../../domain/json.ts'
import type { OutboxRow } from '../../domain/outbox.ts'
import { DeliveryError } from '../delivery/platform.ts'
import { bytesOf, clipBytes } from './bytes.ts'
import { MESSAGE_BYTES, type Notice } from './notice.ts'
import type { Ntfy } from './ntfy.ts'
import type { Transport } from './transport.ts'

/** 1 (under the fold) to 5 (rings until it is seen). https://docs.ntfy.sh/publish/#message-priority */
const PRIORITY = { low: 2, medium: 3, high: 4, critical: 5 } as const satisfies Record<Severity, number>
/** What a server reads of a JSON request: twice the message's limit. ntfy's server.go, transformBodyJSON */
const REQUEST_BYTES = 2 * MESSAGE_BYTES
const TITLE_BYTES = 250

/** Phones: each name's own topic. */
export function ntfyTransport(options: {
  readonly ntfy: Ntfy
  readonly topicOf: (name: string) => string | undefined
  readonly replyTopic: string | undefined
}): Transport {
  const { ntfy, replyTopic } = options
  const topicOf = ({ binding }: OutboxRow): string => {
    const topic = options.topicOf(binding.channel)
    if (topic === undefined)
      throw new DeliveryError('place_gone', `no phone is called ${binding.channel} any more`)
    return topic
  }

  return {
    async show(row, notice, signal) {
      const topic = topicOf(row)
      const sequence = sequenceOf(row)
      const body = bodyOf(
        notice,
        topic,
        sequence,
        replyTopic === undefined ? undefined : ntfy.addressOf(replyTopic),
      )
      const { updatable } = await ntfy.publish(body, signal)
      return { channel: row.binding.channel, message: updatable ? sequence : '' }
    },
    async clear(row, signal) {
      const sequence = row.ref ? row.ref.message : sequenceOf(row)
      if (sequence !== '') await ntfy.clear(topicOf(row), sequence, signal)
    },
  }
}

/** The same for every try, so that a server that knows sequence ids shows a second try in the place of the first. */
const sequenceOf = ({ key }: OutboxRow): string =>
  `ah-${createHash('sha256').update(key).digest('base64url').slice(0, 24)}`

function bodyOf(notice: Notice, topic: string, sequence: string, replyTo: string | undefined): JsonObject {
  const { title, message, severity, louder, tags, url } = notice
  const choices = replyTo === undefined ? [] : notice.choices
  const body: JsonObject = {
    topic,
    title: clipBytes(title, TITLE_BYTES),
    message,
    priority: Math.min(5, PRIORITY[severity] + (louder ? 1 : 0)),
    tags: [...tags],
    sequence_id: sequence,
    ...(url === undefined ? {} : { click: url }),
    ...(choices.length === 0
      ? {}
      : {
          actions: choices.map(({ label, press, stays }) => ({
            action: 'http',
            label,
            url: replyTo ?? '',
            method: 'POST',
            body: press,
            clear: !stays,
          })),
        }),
  }
  const bytes = bytesOf(JSON.stringify(body))
  if (bytes <= REQUEST_BYTES) return body
  throw new DeliveryError('refused', `${bytes} bytes, a server reads ${REQUEST_BYTES}`)
}
