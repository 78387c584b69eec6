import type { Clock } from '../../domain/clock.ts'
import type { Outbox, OutboxRow } from '../../domain/outbox.ts'
import type { Log } from '../../lib/log.ts'
import { DeliveryError, type Platform } from './platform.ts'
import { isLive, keyOf, kept, type Shown, shownOf } from './shown.ts'

export interface FaultDeps {
  readonly platform: Pick<Platform, 'name'>
  readonly outbox: Outbox
  readonly clock: Clock
  readonly log: Log
  readonly home: string | undefined
  readonly random: () => number
  readonly onUnauthorized: (message: string) => void
}

/** What is done about each thing that can go wrong with a message; see docs/chat.md for the table. */
export interface Faults {
  /** Milliseconds until something may be sent to this channel; 0 or less: now. */
  blockedMs(channel: string): number
  passed(channel: string): void
  /** @throws StorageError */
  handle(row: OutboxRow, error: unknown, channel: string): Promise<void>
}

/** The first wait for a platform that cannot be reached, and the longest, in milliseconds. */
const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 60_000
/** A revoked token is tried again after this, in milliseconds: perhaps it was the platform's own mistake. */
const UNAUTHORIZED_WAIT_MS = 300_000
/** A message is posted so often at most, however often somebody deletes it. */
const MAX_POSTS = 3

export function createFaults(deps: FaultDeps): Faults {
  const { platform, outbox, clock, log, home, random } = deps
  const blockedUntil = new Map<string, number>()
  const failures = new Map<string, number>()
  let paused = 0
  let told = false

  const block = (channel: string, ms: number) => blockedUntil.set(channel, clock.now() + ms)

  function backOff(channel: string): void {
    const failed = (failures.get(channel) ?? 0) + 1
    failures.set(channel, failed)
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failed - 1, 10))
    block(channel, longest * (0.5 + random() / 2))
  }

  async function handle(row: OutboxRow, error: unknown, channel: string): Promise<void> {
    const { fault, message, retryAfterMs } = asFault(error)
    const facts = { surface: platform.name, key: row.key, channel, fault, err: error }
    switch (fault) {
      case 'rate_limited':
        return void block(channel, retryAfterMs ?? FIRST_WAIT_MS)
      case 'unreachable':
        log.warn('the platform cannot be reached, the message waits', facts)
        return backOff(channel)
      case 'unauthorized':
        paused = clock.now() + UNAUTHORIZED_WAIT_MS
        log.error('the platform does not take the token any more, messages wait', facts)
        if (!told) deps.onUnauthorized(message)
        told = true
        return
      case 'message_gone':
        if (row.ref && row.posts < MAX_POSTS && isLive(shownOf(row.what))) return outbox.repost(row)
        return giveUp(row, 'deleted', facts)
      case 'place_gone':
        return moveOn(row, message, facts)
      case 'refused':
        log.error('the platform refused a message', facts)
        return row.plain ? giveUp(row, `refused: ${message}`, facts) : outbox.degrade(row)
      default:
        return fault satisfies never
    }
  }

  function giveUp(row: OutboxRow, why: string, facts: Readonly<Record<string, unknown>>): Promise<void> {
    log.warn(`a message is not delivered: ${why}`, facts)
    return outbox.giveUp(row, why)
  }

  /** The thread goes on in the home channel, with its latest card in front and a word why. */
  async function moveOn(
    row: OutboxRow,
    why: string,
    facts: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const { binding, ref } = row
    if (ref && ref.channel !== binding.channel && ref.channel !== binding.place)
      return giveUp(row, why, facts)
    const held = outbox.inThread(row.surface, binding.thread)
    const card = held.find(({ what }) => shownOf(what).type === 'card')
    const isHome = home === undefined || (binding.channel === home && binding.place === undefined)
    if (isHome || !card || card.posts >= MAX_POSTS) {
      log.error('the place of a thread is gone, and there is nowhere else to show it', facts)
      return outbox.abandon(binding, why)
    }
    log.warn('the place of a thread is gone: it goes on in the home channel', facts)
    const asked = held.filter(
      ({ what, shown, wanted }) => shownOf(what).type === 'question' && shown < wanted,
    )
    await outbox.move(binding, home, [card, ...asked])
    const moved: Shown = { type: 'moved', runId: runOf(card), why }
    await outbox.decide(row.surface, undefined, {
      bindings: [],
      wishes: [{ key: keyOf(moved), thread: binding.thread, what: kept(moved), urgent: false, as: 'new' }],
      at: clock.now(),
    })
  }

  return {
    blockedMs: (channel) => Math.max(paused, blockedUntil.get(channel) ?? 0) - clock.now(),
    passed(channel) {
      failures.delete(channel)
      told = false
    },
    handle,
  }
}

/** Anything else that is thrown is a mistake in the message or its look: it is treated as one that the platform refused. */
function asFault(error: unknown): Pick<DeliveryError, 'fault' | 'message' | 'retryAfterMs'> {
  if (error instanceof DeliveryError) return error
  return {
    fault: 'refused',
    message: error instanceof Error ? error.message : String(error),
    retryAfterMs: undefined,
  }
}

const runOf = ({ what }: OutboxRow): string => {
  const shown = shownOf(what)
  return 'runId' in shown ? shown.runId : ''
}
