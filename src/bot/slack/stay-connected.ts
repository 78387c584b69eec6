import type { Clock } from '../../domain/clock.ts'
import { wait } from '../../lib/clock.ts'
import type { Log } from '../../lib/log.ts'
import type { DeliveryError } from '../delivery/platform.ts'
import type { SocketClient } from './connection.ts'
import { deliveryError } from './faults.ts'

export interface Staying {
  readonly clock: Clock
  readonly log: Log
  readonly signal: AbortSignal
  /** Each time that Slack has said hello. */
  onConnected(): void
}

/** Slack greets within a second, and completes a goodbye in as much; milliseconds. */
const HELLO_MS = 10_000
const GOODBYE_MS = 2_000
/** Between tries that fail, doubling; milliseconds. Where only the owner can help, a try a minute. */
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 30_000
const OWNER_WAIT_MS = 60_000

/**
 * Connects, and connects again at once whenever Slack says goodbye (it does so every few hours), until the signal aborts.
 * What goes wrong is logged and tried again.
 *
 * @throws DeliveryError `unauthorized`, where Slack has never let this app in: only the owner can mend that
 */
export async function stayConnected(socket: SocketClient, staying: Staying): Promise<void> {
  const { signal, clock, log } = staying
  const onMessage = (data: unknown) => {
    const { websocket } = socket
    if (!isGoodbye(data)) return
    clock.after(GOODBYE_MS, () => {
      if (socket.websocket === websocket) hangUp(socket)
    })
  }
  socket.on('ws_message', onMessage)
  let failures = 0
  let connected = false
  while (!signal.aborted) {
    const attempt = new AbortController()
    const gone = disconnected(socket, AbortSignal.any([signal, attempt.signal]))
    try {
      await connect(socket, staying)
      connected = true
      failures = 0
      staying.onConnected()
      await gone
    } catch (error) {
      attempt.abort()
      if (signal.aborted) break
      const failed = deliveryError(error)
      if (failed.fault === 'unauthorized' && !connected) {
        socket.off('ws_message', onMessage)
        throw failed
      }
      const waitMs = waitAfter(failed, failures++)
      log.warn('no connection to Slack; trying again', { waitMs, err: error })
      await wait(clock, waitMs, signal).catch(() => undefined)
    }
  }
  socket.off('ws_message', onMessage)
  await goodbye(socket, clock)
}

async function connect(socket: SocketClient, { clock, signal }: Staying): Promise<void> {
  const onAbort = () => hangUp(socket)
  const stop = clock.after(HELLO_MS, onAbort)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    await socket.start()
  } catch (error) {
    // What ends before Slack has greeted is rejected with nothing.
    throw error ?? new Error('the connection was closed before Slack said hello')
  } finally {
    stop()
    signal.removeEventListener('abort', onAbort)
  }
}

function waitAfter({ fault, retryAfterMs }: DeliveryError, failures: number): number {
  if (retryAfterMs !== undefined) return retryAfterMs
  if (fault === 'unauthorized') return OWNER_WAIT_MS
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures, 10))
}

/** Resolves when the connection has ended, or is to end. */
const disconnected = (socket: SocketClient, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      socket.off('disconnected', done)
      signal.removeEventListener('abort', done)
      resolve()
    }
    socket.on('disconnected', done)
    signal.addEventListener('abort', done, { once: true })
    if (signal.aborted) done()
  })

/** The client waits half a minute for the other side to close; a second word ends it at once. */
const hangUp = (socket: SocketClient): void => socket.websocket?.disconnect()

async function goodbye(socket: SocketClient, clock: Clock): Promise<void> {
  const stop = clock.after(GOODBYE_MS, () => hangUp(socket))
  await socket.disconnect()
  stop()
}

const isGoodbye = (data: unknown): boolean => {
  try {
    return typeof data === 'string' && (JSON.parse(data) as { readonly type?: unknown }).type === 'disconnect'
  } catch {
    return false
  }
}
