import Bottleneck from 'bottleneck'
import type { OutboxRow } from '../../domain/outbox.ts'
import { orAborted } from '../../lib/abort.ts'
import { pick } from './pick.ts'
import { createFaults } from './faults.ts'
import { createSendRow, type SendRowDeps } from './send-row.ts'

export interface SenderDeps extends SendRowDeps {
  readonly home: string | undefined
  /** 0 ≤ x < 1; for jitter. */
  readonly random: () => number
  /** The token was revoked: the owner has to hear of it somewhere else. */
  readonly onUnauthorized: (message: string) => void
}

export interface Sender {
  /** Something may be due. */
  wake(): void
  /** Resolves when nothing is being sent any more, after the signal has aborted. */
  done(): Promise<void>
}

/** Before a channel that broke is looked at again, in milliseconds. */
const PAUSE_MS = 1_000

/** A channel: one thing at a time, at the platform's pace. */
interface Line {
  readonly limiter: Bottleneck
  working?: Promise<void>
  sending?: Promise<void>
  /** Something came while it was at work. */
  again: boolean
  stopTimer?: () => void
}

/** Shows what the outbox holds, channel by channel, until `signal` aborts. */
export function createSender(deps: SenderDeps, signal: AbortSignal): Sender {
  const { platform, outbox, clock, log } = deps
  const lines = new Map<string, Line>()
  const faults = createFaults(deps)
  const send = createSendRow(deps, signal)
  signal.addEventListener('abort', stop, { once: true })

  function wake(): void {
    if (signal.aborted) return
    for (const channel of channelsOf(pending())) go(channel)
  }

  function go(channel: string): void {
    const line = lineOf(channel)
    line.again = true
    line.working ??= work(channel, line)
      .catch((error: unknown) => {
        if (signal.aborted) return
        log.error('delivery broke', { surface: platform.name, channel, err: error })
        line.again = true
      })
      .finally(() => {
        delete line.working
        if (line.again && !signal.aborted) later(channel, line, PAUSE_MS)
      })
  }

  /** Until nothing is due: each time the limiter lets one through, what is most due at that moment goes. */
  async function work(channel: string, line: Line): Promise<void> {
    while (!signal.aborted) {
      line.again = false
      const { row, waitMs } = next(channel)
      if (row)
        // Its turn may be a second away; stopping does not wait for it, only for what is being sent.
        await orAborted(
          line.limiter.schedule(() => (line.sending = sendNext(channel))),
          signal,
        )
      else if (waitMs !== undefined) return later(channel, line, waitMs)
      else if (!line.again) return
    }
  }

  function next(channel: string) {
    const blockedMs = faults.blockedMs(channel)
    if (blockedMs > 0) return { waitMs: blockedMs }
    return pick(
      pending().filter((row) => channelOf(row) === channel),
      clock.now(),
    )
  }

  async function sendNext(channel: string): Promise<void> {
    const { row } = next(channel)
    if (!row || signal.aborted) return
    try {
      await send(row)
      faults.passed(channel)
    } catch (error) {
      if (signal.aborted) return
      await faults.handle(row, error, channel)
      // A thread whose place is gone goes on in another channel, which knows nothing of that yet.
      wake()
    }
  }

  function later(channel: string, line: Line, ms: number): void {
    line.stopTimer?.()
    line.stopTimer = clock.after(Math.max(1, ms), () => go(channel))
  }

  function lineOf(channel: string): Line {
    const held = lines.get(channel)
    if (held) return held
    const { count, perMs } = platform.pace
    const line: Line = {
      limiter: new Bottleneck({ maxConcurrent: 1, minTime: Math.ceil(perMs / count) }),
      again: false,
    }
    lines.set(channel, line)
    return line
  }

  function stop(): void {
    for (const { limiter, stopTimer } of lines.values()) {
      stopTimer?.()
      limiter.stop({ dropWaitingJobs: true }).catch(() => undefined)
    }
  }

  const pending = (): readonly OutboxRow[] => outbox.pending(platform.name)
  return {
    wake,
    async done() {
      for (const { working, sending } of lines.values()) await Promise.allSettled([working, sending])
    },
  }
}

/** Edits go to where the message is, also after its thread went elsewhere. */
const channelOf = ({ ref, binding }: OutboxRow): string =>
  ref && ref.channel !== binding.place ? ref.channel : binding.channel

const channelsOf = (rows: readonly OutboxRow[]): ReadonlySet<string> => new Set(rows.map(channelOf))
