import { DeliveryError, type DeliveryFault } from '../delivery/platform.ts'

/**
 * Discord's own error codes, and what each means for a message that was to be posted or edited.
 * https://docs.discord.com/developers/topics/opcodes-and-status-codes#json
 */
const BY_CODE: Readonly<Record<number, DeliveryFault>> = {
  10003: 'place_gone', // unknown channel
  10004: 'place_gone', // unknown guild
  10008: 'message_gone', // unknown message
  40001: 'unauthorized',
  40002: 'unauthorized', // the account must be verified
  50001: 'place_gone', // missing access
  50007: 'place_gone', // this person takes no direct messages
  50008: 'place_gone', // a channel that holds no text
  50013: 'place_gone', // missing permissions
  50014: 'unauthorized', // invalid token
  50083: 'place_gone', // the thread is archived, and could not be taken out of the archive
  50278: 'place_gone', // no server in common with this person
  130000: 'unreachable', // overloaded
  160005: 'place_gone', // the thread is locked
}

/** So many edits of messages older than an hour, or so slow a channel: later. Milliseconds. */
const LATER_MS: Readonly<Record<number, number>> = { 20016: 10_000, 20028: 10_000, 30046: 60_000 }

/** Code of an error of Discord's; undefined for any other error. */
export const codeOf = (error: unknown): number | undefined => {
  const code = field(error, 'code')
  return isAnswer(error) && (typeof code === 'number' || typeof code === 'string') ? Number(code) : undefined
}

/** What an error of discord.js means for the delivery layer. */
export function deliveryError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error
  const message = error instanceof Error ? error.message : String(error)
  const waitMs = rateLimitMs(error)
  if (waitMs !== undefined)
    return new DeliveryError('rate_limited', message, { retryAfterMs: waitMs, cause: error })
  const later = LATER_MS[codeOf(error) ?? 0]
  if (later !== undefined)
    return new DeliveryError('rate_limited', message, { retryAfterMs: later, cause: error })
  return new DeliveryError(faultOf(error), message, { cause: error })
}

function faultOf(error: unknown): DeliveryFault {
  const known = BY_CODE[codeOf(error) ?? 0]
  if (known) return known
  const status = field(error, 'status')
  if (typeof status !== 'number' || status >= 500 || status === 408) return 'unreachable'
  if (status === 401) return 'unauthorized'
  if (status === 403 || status === 404) return 'place_gone'
  return 'refused'
}

/** discord.js's RateLimitError: how long its bucket, or all of Discord, is closed. */
function rateLimitMs(error: unknown): number | undefined {
  const waits = ['timeToReset', 'retryAfter', 'sublimitTimeout'].map((name) => field(error, name))
  if (waits.every((value) => typeof value !== 'number')) return undefined
  return Math.max(1, ...waits.filter((value): value is number => Number.isFinite(value)))
}

const isAnswer = (error: unknown): boolean => typeof field(error, 'status') === 'number'

const field = (error: unknown, name: string): unknown =>
  typeof error === 'object' && error !== null ? (error as Readonly<Record<string, unknown>>)[name] : undefined
