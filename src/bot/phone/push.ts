import type { Clock } from '../../domain/clock.ts'
import type { Outbox, OutboxRow } from '../../domain/outbox.ts'
import { wait } from '../../lib/clock.ts'
import type { Log } from '../../lib/log.ts'
import { DeliveryError } from '../delivery/platform.ts'
import { createPushFaults } from './push-faults.ts'
import type { Rendered } from './notice.ts'
import type { QuietHours } from './quiet.ts'
import type { Transport } from './transport.ts'
import type { SurfaceName } from '../../domain/inbox.ts'

export interface PusherDeps {
  readonly surface: SurfaceName
  readonly outbox: Outbox
  readonly transport: Transport
  readonly render: (row: OutboxRow) => Promise<Rendered>
  readonly quiet: QuietHours
  readonly clock: Clock
  readonly log: Log
  /** 0 ≤ x < 1; for jitter. */
  readonly random: () => number
  /** The server takes nothing of us until somebody mends that; told once until something gets through. */
  readonly onUnauthorized: (message: string) => void
}

export interface Pusher {
  /** Something may be due. */
  wake(): void
  /** Resolves when it has come to rest after the signal has aborted. */
  readonly ended: Promise<void>
}

/** A request that takes longer counts as not answered, in milliseconds. */
const PATIENCE_MS = 30_000
/** Between looks at what waits for the end of the quiet hours or of an outage, in milliseconds. */
const LOOK_MS = 30_000
/** Between tries to write down what was sent, in milliseconds. */
const PAUSE_MS = 1_000

/** Sends what the outbox holds for phones or the webhook, oldest first, until `signal` aborts. */
export function startPusher(deps: PusherDeps, signal: AbortSignal): Pusher {
  const { surface, outbox, transport, clock, log } = deps
  const faults = createPushFaults(deps)
  let wakeUp: () => void = () => undefined
  let again = true

  const wake = () => {
    again = true
    wakeUp()
  }

  async function work(): Promise<void> {
    while (!signal.aborted) {
      again = false
      const waitMs = await sendAll()
      if (!again && !signal.aborted) await rest(waitMs)
    }
  }

  /** Answers how long there is nothing to do, in milliseconds. */
  async function sendAll(): Promise<number> {
    const stopped = new Set<string>()
    for (const row of outbox.pending(surface)) {
      const { channel } = row.binding
      if (signal.aborted) break
      // What is behind a message that does not get through waits with it: the order is kept.
      if (stopped.has(channel) || faults.blockedMs(channel) > 0) continue
      try {
        await send(row)
      } catch (error) {
        if (signal.aborted) break
        if (await faults.handle(row, error)) stopped.add(channel)
        else again = true
      }
    }
    const waits = outbox.pending(surface).map(({ binding }) => faults.blockedMs(binding.channel))
    return Math.max(1, Math.min(LOOK_MS, ...waits.filter((ms) => ms > 0)))
  }

  async function send(row: OutboxRow): Promise<void> {
    const rendered = await deps.render(row)
    if (rendered.kind === 'over') {
      // A try whose answer was lost may have been shown all the same.
      if (row.ref || row.triedAt !== undefined) {
        await withPatience((patience) => transport.clear(row, patience))
        faults.passed(row.binding.channel)
      }
      return insist(() =>
        row.ref ? outbox.edited(row, clock.now()) : outbox.giveUp(row, 'over before it was told'),
      )
    }
    const { notice } = rendered
    if (!notice.wanted && notice.severity !== 'critical' && deps.quiet(clock.now())) return
    if (!row.ref && row.triedAt === undefined) await outbox.trying(row, clock.now())
    const shown = row.plain ? { ...notice, choices: [], tags: [] } : notice
    const ref = await withPatience((patience) => transport.show(row, shown, patience))
    faults.passed(row.binding.channel)
    await insist(() => outbox.posted(row, ref, clock.now()))
  }

  async function withPatience<T>(ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController()
    const stop = clock.after(PATIENCE_MS, () =>
      controller.abort(new DeliveryError('unreachable', 'no answer')),
    )
    try {
      return await ask(AbortSignal.any([signal, controller.signal]))
    } finally {
      stop()
    }
  }

  /** What was sent must be written down, or it would be sent again. */
  async function insist(write: () => Promise<void>): Promise<void> {
    for (;;)
      try {
        return await write()
      } catch (error) {
        if (signal.aborted) throw error
        log.warn('what was pushed is not written down yet', { surface, err: error })
        await wait(clock, PAUSE_MS, signal)
      }
  }

  function rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        stop()
        signal.removeEventListener('abort', done)
        resolve()
      }
      const stop = clock.after(ms, done)
      wakeUp = done
      signal.addEventListener('abort', done, { once: true })
    })
  }

  async function workOn(): Promise<void> {
    while (!signal.aborted)
      try {
        await work()
      } catch (error) {
        if (signal.aborted) return
        log.error('pushing broke, and goes on', { surface, err: error })
        await wait(clock, PAUSE_MS, signal).catch(() => undefined)
      }
  }

  return { wake, ended: workOn() }
}
