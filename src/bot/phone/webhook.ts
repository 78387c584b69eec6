import { createHmac } from 'node:crypto'
import type { Clock } from '../../domain/clock.ts'
import type { JsonObject } from '../../domain/json.ts'
import type { OutboxRow } from '../../domain/outbox.ts'
import { notAnswered, refusalOf } from './http-fault.ts'
import type { Notice } from './notice.ts'
import type { Transport } from './transport.ts'
import { matterOf } from './matter.ts'

/**
 * The same matters as JSON, to one configured address and to nowhere that it redirects to. Where there is a secret,
 * `x-autohome-signature` is `sha256=` and the HMAC-SHA256 of `<x-autohome-timestamp>.<body>` in hex.
 */
export function webhookTransport(options: {
  readonly url: string
  readonly secret: string | undefined
  readonly clock: Clock
}): Transport {
  const { url, secret, clock } = options

  async function send(row: OutboxRow, body: JsonObject, signal: AbortSignal): Promise<void> {
    const text = JSON.stringify(body)
    const timestamp = String(Math.floor(clock.now() / 1_000))
    const signature = (key: string) => createHmac('sha256', key).update(`${timestamp}.${text}`).digest('hex')
    const headers: Record<string, string> = {
      'content-type': 'application/json',
      'user-agent': 'autohome',
      // The same for every try of the same version: whoever got it twice can tell.
      'x-autohome-delivery': `${row.key}#${row.wanted}`,
      'x-autohome-timestamp': timestamp,
      ...(secret === undefined ? {} : { 'x-autohome-signature': `sha256=${signature(secret)}` }),
    }
    const request = { method: 'POST', headers, body: text, redirect: 'manual', signal } as const
    const response = await fetch(url, request).catch((error: unknown) => notAnswered(error, signal))
    await response.body?.cancel()
    if (!response.ok)
      throw refusalOf(response.status, response.statusText, response.headers.get('retry-after'), clock.now())
  }

  return {
    async show(row, notice, signal) {
      await send(row, bodyOf(row, notice), signal)
      return { channel: row.binding.channel, message: row.key }
    },
    clear: (row, signal) => send(row, { ...about(row), state: 'over' }, signal),
  }
}

const about = (row: OutboxRow): JsonObject => ({ version: 1, id: row.key, type: matterOf(row.what).type })

const bodyOf = (row: OutboxRow, { title, message, severity, url, facts }: Notice): JsonObject => ({
  ...about(row),
  state: 'open',
  severity,
  title,
  message,
  ...(url === undefined ? {} : { url }),
  ...facts,
})
