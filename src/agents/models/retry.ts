import type { Clock } from '../../domain/clock.ts'
import { backoffMs } from '../../lib/backoff.ts'
import { wait } from '../../lib/clock.ts'
import { ModelFailure } from './failure.ts'

export interface RetryLimits {
  /** Further tries after the first. */
  readonly retries: number
  readonly baseMs: number
  readonly maxMs: number
}

export const RETRY_LIMITS = { retries: 3, baseMs: 500, maxMs: 30_000 } as const satisfies RetryLimits

export interface RetryDeps {
  readonly clock: Clock
  /** 0 … 1 */
  readonly random: () => number
  readonly limits: RetryLimits
}

/**
 * Tries until it works, the fault is one that does not pass, or the tries are used up. Between tries it waits
 * with jitter (`lib/backoff.ts`), and never less than the server asked for; a server that wants more than `maxMs` is not
 * waited for.
 *
 * @throws the signal's reason when it aborts.
 */
export async function retrying<T>(
  attempt: () => Promise<T>,
  { clock, random, limits }: RetryDeps,
  signal: AbortSignal,
  onRetry: (failure: ModelFailure, delayMs: number) => void = () => undefined,
): Promise<{ ok: true; value: T } | { ok: false; failure: ModelFailure }> {
  for (let retry = 1; ; retry++) {
    try {
      return { ok: true, value: await attempt() }
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof ModelFailure)) throw error
      const asked = error.retryAfterMs ?? 0
      if (!error.retryable || retry > limits.retries || asked > limits.maxMs)
        return { ok: false, failure: error }
      const delayMs = Math.max(asked, backoffMs(retry, limits, random))
      onRetry(error, delayMs)
      await wait(clock, delayMs, signal)
    }
  }
}
