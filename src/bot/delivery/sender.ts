import Bottleneck from 'bottleneck'
import { createHash } from 'node:crypto'
import type { Clock } from '../../domain/clock.ts'
import type { Outbox, OutboxRow } from '../../domain/outbox.ts'
import { orAborted } from '../../lib/abort.ts'
import { wait } from '../../lib/clock.ts'
import type { Log } from '../../lib/log.ts'
import type { Outgoing } from './outgoing.ts'
import { pick } from './pick.ts'
import { inPlainWords } from './plain-words.ts'
import { DeliveryError, type MessageRef, type Place, type Platform } from './platform.ts'
import { createFaults } from './faults.ts'
import type { Rendered } from './rendered.ts'
import { isLive, type Shown, shownOf } from './shown.ts'

export interface SenderDeps {
  readonly platform: Platform
  readonly outbox: Outbox
  readonly clock: Clock
  readonly log: Log
  readonly home: string | undefined
  /** 0 ≤ x < 1; for jitter. */
  readonly random: () => number
  readonly render: (shown: Shown) => Promise<Rendered | undefined>
  /** The token was revoked: the owner has to hear of it somewhere else. */
  readonly onUnauthorized: (message: string) => void
}

export interface Sender {
  /** Something may be due. */
  wake(): void
  /** Resolves when nothing is being sent any more, after the signal has aborted. */
  done(): Promise<void>
}

/** A request that takes longer counts as not answered, in milliseconds. */
const PATIENCE_MS = 30_000
/** Between tries to write down what was sent, in milliseconds. */
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
        if (!signal.aborted) log.error('delivery broke', { surface: platform.name, channel, err: error })
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
    }
  }

  async function send(row: OutboxRow): Promise<void> {
    const rendered = await deps.render(shownOf(row.what))
    if (!rendered) return insist(() => outbox.giveUp(row, 'nothing to show'))
    const message = row.plain ? inPlainWords(rendered.message) : rendered.message
    const { ref } = row
    if (ref) {
      await withPatience((patience) => platform.edit(ref, message, patience))
      return insist(() => outbox.edited(row, clock.now()))
    }
    const posted = await postOnce(row, message, rendered.title)
    // What an earlier try posted says what was true then.
    const isSure = row.triedAt === undefined || !isLive(shownOf(row.what))
    const shown = isSure ? row : { ...row, wanted: row.wanted - 1 }
    return insist(() => outbox.posted(shown, posted, clock.now()))
  }

  async function postOnce(row: OutboxRow, message: Outgoing, title: string): Promise<MessageRef> {
    const isFirst = row.triedAt === undefined
    if (isFirst) await outbox.trying(row, clock.now())
    try {
      return await withPatience((patience) => post(row, message, title, patience))
    } catch (error) {
      const isSure = error instanceof DeliveryError && error.fault !== 'unreachable'
      if (isFirst && isSure) await outbox.trying(row, undefined)
      throw error
    }
  }

  function post(
    row: OutboxRow,
    message: Outgoing,
    title: string,
    patience: AbortSignal,
  ): Promise<MessageRef> {
    const { channel, place, opened } = row.binding
    const at: Place = { channel, ...(place === undefined ? {} : { thread: place }) }
    const opens = !opened && place === undefined
    return platform.post(at, message, {
      nonce: nonceOf(row),
      ...(opens ? { opensThread: title } : {}),
      ...(row.triedAt === undefined ? {} : { triedSince: row.triedAt }),
      signal: patience,
    })
  }

  async function withPatience<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController()
    const stop = clock.after(PATIENCE_MS, () =>
      controller.abort(new DeliveryError('unreachable', 'no answer')),
    )
    try {
      return await work(AbortSignal.any([signal, controller.signal]))
    } catch (error) {
      throw controller.signal.aborted && !signal.aborted ? controller.signal.reason : error
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
        log.warn('what was delivered is not written down yet', { surface: platform.name, err: error })
        await wait(clock, PAUSE_MS, signal)
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

/** The same for every try of the same message, another one once it may be posted anew. */
const nonceOf = ({ surface, key, posts }: OutboxRow): string =>
  createHash('sha256').update(`${surface} ${key} ${posts}`).digest('base64url').slice(0, 24)
