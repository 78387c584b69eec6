import { createHash } from 'node:crypto'
import type { Clock } from '../../domain/clock.ts'
import type { Outbox, OutboxRow } from '../../domain/outbox.ts'
import { wait } from '../../lib/clock.ts'
import type { Log } from '../../lib/log.ts'
import type { Outgoing } from './outgoing.ts'
import { inPlainWords } from './plain-words.ts'
import { DeliveryError, type MessageRef, type Place, type Platform } from './platform.ts'
import type { Rendered } from './rendered.ts'
import { isLive, type Shown, shownOf } from './shown.ts'

export interface SendRowDeps {
  readonly platform: Platform
  readonly outbox: Outbox
  readonly clock: Clock
  readonly log: Log
  readonly render: (shown: Shown) => Promise<Rendered | undefined>
}

/** A request that takes longer counts as not answered, in milliseconds. */
const PATIENCE_MS = 30_000
/** Between tries to write down what was sent, in milliseconds. */
const PAUSE_MS = 1_000

/**
 * Shows one row as it should be now, and writes down that it did.
 *
 * @throws DeliveryError and whatever else goes wrong while the message is made or sent
 */
export function createSendRow(
  { platform, outbox, clock, log, render }: SendRowDeps,
  signal: AbortSignal,
): (row: OutboxRow) => Promise<void> {
  async function send(row: OutboxRow): Promise<void> {
    const rendered = await render(shownOf(row.what))
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

  return send
}

/** The same for every try of the same message, another one once it may be posted anew. */
const nonceOf = ({ surface, key, posts }: OutboxRow): string =>
  createHash('sha256').update(`${surface} ${key} ${posts}`).digest('base64url').slice(0, 24)
