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
  /** Made when it is first asked for: most short calls never look at it, and a signal costs more than they do. */
  readonly signal: AbortSignal
  readonly aborted: boolean
  /** The parent's reason, or `TimedOut`; undefined until then. */
  readonly reason: unknown
  /** The work's own end; or, `cleanUpMs` after the deadline, the reason: work that does not stop when told is left behind. */
  race<T>(work: Promise<T>, cleanUpMs: number): Promise<T>
  /** Lets go of the timers and the parent; must be called. */
  clear(): void
}

/** Ends with its parent, or after `ms` with `TimedOut`. Nothing of it stays behind on a parent that lives long. */
export function deadline(parent: AbortSignal, ms: number, clock: Clock): Deadline {
  let controller: AbortController | undefined
  let ended: { readonly reason: unknown } | undefined
  let onEnd: (() => void) | undefined
  let stopCleanUp: (() => void) | undefined

  const end = (reason: unknown) => {
    if (ended) return
    ended = { reason }
    controller?.abort(reason)
    onEnd?.()
  }
  const onParent = () => end(parent.reason)
  if (parent.aborted) onParent()
  else parent.addEventListener('abort', onParent, { once: true })
  const stop = clock.after(ms, () => end(new TimedOut(ms)))

  return {
    get signal() {
      if (!controller) {
        controller = new AbortController()
        if (ended) controller.abort(ended.reason)
      }
      return controller.signal
    },
    get aborted() {
      return ended !== undefined
    },
    get reason() {
      return ended?.reason
    },
    race(work, cleanUpMs) {
      return new Promise((resolve, reject) => {
        onEnd = () => {
          stopCleanUp = clock.after(cleanUpMs, () => reject(ended?.reason))
        }
        if (ended) onEnd()
        work.then(resolve, reject)
      })
    },
    clear() {
      stop()
      stopCleanUp?.()
      parent.removeEventListener('abort', onParent)
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
