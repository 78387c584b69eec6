import { DeliveryError } from '../delivery/platform.ts'

/** A request that was never answered. @throws DeliveryError, or the signal's own reason */
export function notAnswered(error: unknown, signal: AbortSignal): never {
  if (signal.aborted) throw signal.reason
  const { message, cause } = error instanceof Error ? error : new Error(String(error))
  const why = cause instanceof Error && cause.message !== '' ? cause.message : message
  throw new DeliveryError('unreachable', why, { cause: error })
}

/** What a server's refusal means for what was sent. Nothing but the message itself is ever given up for it. */
export function refusalOf(
  status: number,
  why: string,
  retryAfter: string | null,
  now: number,
): DeliveryError {
  const message = `${status} ${why}`.trim()
  if (status === 429) {
    const retryAfterMs = retryAfterOf(retryAfter, now)
    return new DeliveryError('rate_limited', message, retryAfterMs === undefined ? {} : { retryAfterMs })
  }
  if (status >= 500 || status === 408 || status === 425) return new DeliveryError('unreachable', message)
  if (status === 400 || status === 413 || status === 422) return new DeliveryError('refused', message)
  // A token that is not taken, a topic that may not be written, an address that leads somewhere else.
  return new DeliveryError('unauthorized', message)
}

/** Seconds or a date, in milliseconds from now. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
function retryAfterOf(value: string | null, now: number): number | undefined {
  if (value === null) return undefined
  const ms = /^\d+$/.test(value.trim()) ? Number(value) * 1_000 : Date.parse(value) - now
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined
}
