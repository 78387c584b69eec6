import type { Clock } from '../../domain/clock.ts'
import type { Log } from '../../lib/log.ts'
import { wait } from '../../lib/clock.ts'
import { backoffMs } from '../../lib/backoff.ts'
import { DeliveryError } from '../delivery/platform.ts'
import type { Ntfy, NtfyEvent } from './ntfy.ts'

export interface ListenDeps {
  readonly ntfy: Pick<Ntfy, 'poll' | 'stream'>
  readonly topic: string
  /** Behind what is reading to go on. */
  readonly since: () => string
  /** Awaited before the next one is looked at; what it rejects with ends the connection, and the message comes again. */
  readonly onMessage: (event: NtfyEvent) => Promise<void>
  readonly onUnauthorized: (message: string) => void
  readonly clock: Clock
  readonly log: Log
  readonly random: () => number
}

/** A server gives a sign of life every 45 seconds; after so much silence the connection is dead, in milliseconds. */
const SILENCE_MS = 120_000
/** The first line comes at once, unless something on the way keeps the stream to itself, in milliseconds. */
const OPEN_MS = 20_000
/** Between polls where no stream gets through, and for how long before the stream is tried again, in milliseconds. */
const POLL_MS = 10_000
const POLLS = 60
const RETRY = { baseMs: 1_000, maxMs: 60_000 }
/** What the owner has to mend is tried again after this, in milliseconds. */
const UNAUTHORIZED_WAIT_MS = 300_000

/** Reads a topic for ever: as a stream, by polling where none gets through, again after every failure. */
export async function listen(deps: ListenDeps, signal: AbortSignal): Promise<void> {
  const { clock, log, random } = deps
  let failed = 0
  let told = false
  const heard = () => {
    failed = 0
    told = false
  }
  const pause = (ms: number) => wait(clock, ms, signal).catch(() => undefined)

  while (!signal.aborted)
    try {
      await readStream(deps, heard, signal)
      await pause(backoffMs(1, RETRY, random))
    } catch (error) {
      if (signal.aborted) return
      if (error instanceof NoStream) {
        log.warn('no stream gets through from ntfy: it is polled')
        await pollFor(deps, heard, signal).catch(() => undefined)
        continue
      }
      const fault = error instanceof DeliveryError ? error.fault : undefined
      log.warn('what phones answer is read again', { fault, err: error })
      if (fault === 'unauthorized') {
        if (!told) deps.onUnauthorized((error as DeliveryError).message)
        told = true
        await pause(UNAUTHORIZED_WAIT_MS)
      } else if (error instanceof DeliveryError && error.retryAfterMs !== undefined)
        await pause(error.retryAfterMs)
      else await pause(backoffMs(++failed, RETRY, random))
    }
}

class NoStream extends Error {
  override readonly name = 'NoStream'
}

async function readStream(deps: ListenDeps, heard: () => void, signal: AbortSignal): Promise<void> {
  const { ntfy, topic, clock } = deps
  const controller = new AbortController()
  const give = (up: Error, ms: number) => clock.after(ms, () => controller.abort(up))
  let stop = give(new NoStream(), OPEN_MS)
  try {
    const either = AbortSignal.any([signal, controller.signal])
    for await (const event of ntfy.stream(topic, deps.since(), either)) {
      stop()
      heard()
      if (event.event === 'message') await deps.onMessage(event)
      stop = give(new DeliveryError('unreachable', 'silence'), SILENCE_MS)
    }
  } catch (error) {
    throw controller.signal.aborted && !signal.aborted ? controller.signal.reason : error
  } finally {
    stop()
    controller.abort()
  }
}

async function pollFor(deps: ListenDeps, heard: () => void, signal: AbortSignal): Promise<void> {
  const { ntfy, topic, clock } = deps
  for (let poll = 0; poll < POLLS && !signal.aborted; poll++) {
    for await (const event of ntfy.poll(topic, deps.since(), signal)) {
      heard()
      if (event.event === 'message') await deps.onMessage(event)
    }
    await wait(clock, POLL_MS, signal)
  }
}
