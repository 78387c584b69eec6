import type { Clock } from '../domain/clock.ts'

/** Why a wait or a call was broken off; `instanceof` tells the cases apart wherever the reason surfaces. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled'
}

/** A limit was reached. `limitMs` is the limit, in milliseconds. */
export class TimedOut extends Error {
  override readonly name = 'TimedOut'
  readonly limitMs: number

  constructor(limitMs: number) {
    super(`timed out after ${limitMs} ms`)
    this.limitMs = limitMs
  }
}

/** The process is going down; what was under way goes on at the next start. */
export class ShuttingDown extends Error {
  override readonly name = 'ShuttingDown'
}

export interface Deadline {
  readonly signal: AbortSignal
  /** Lets go of the timer and the parent; must be called. */
  clear(): void
}

/**
 * A signal that aborts with its parent or after `ms` with `TimedOut`. Cheaper than `AbortSignal.any`, and nothing of
 * it stays behind on a parent that lives long.
 */
export function deadline(parent: AbortSignal, ms: number, clock: Clock): Deadline {
  const controller = new AbortController()
  const onAbort = () => controller.abort(parent.reason)
  if (parent.aborted) onAbort()
  else parent.addEventListener('abort', onAbort, { once: true })
  const stop = clock.after(ms, () => controller.abort(new TimedOut(ms)))
  return {
    signal: controller.signal,
    clear() {
      stop()
      parent.removeEventListener('abort', onAbort)
    },
  }
}

/** The promise, or the signal's rejection, whichever comes first. The loser is left to itself and never unhandled. */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) {
    promise.catch(() => undefined)
    return Promise.reject(signal.reason)
  }
  return new Promise<T>((resolve, reject) => {
    const onAbort = () => reject(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    const done = () => signal.removeEventListener('abort', onAbort)
    promise.then(
      (value) => {
        done()
        resolve(value)
      },
      (error) => {
        done()
        reject(error)
      },
    )
  })
}
