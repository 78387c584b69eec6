import { openQuestions } from '../../domain/run-view.ts'
import type { Text } from '../../domain/text.ts'
import { orAborted } from '../../lib/abort.ts'
import { wallClock } from '../../lib/due-times.ts'
import { areOn, stretchFrom } from '../../lib/when/window.ts'
import type { RunContext } from '../run-context.ts'
import { heldBy } from './hold.ts'
import { MAX_HOLD_MS } from './valid-until.ts'

export interface Clearing {
  /** A person said so: maintenance windows do not count. */
  readonly hurry: boolean
  /** Whether maintenance windows count at all: what nobody had to approve waits for none. */
  readonly windows: boolean
  /** After this it can no longer start, milliseconds since the epoch. */
  readonly validUntil: number
}

export type Cleared = { readonly clear: true } | { readonly clear: false; readonly reason: string }

/** How often the checks of holds are made again, in milliseconds. */
const LOOK_AGAIN_MS = 60_000

/** They reach the agent and the journal as a person's reason would. */
const isFrench = (run: RunContext): boolean => run.view.request?.locale === 'fr'
const tooLong = (run: RunContext, limitMs: number): string =>
  isFrench(run)
    ? `retenu plus de ${Math.round(limitMs / 60_000)} min : abandonné`
    : `held back for more than ${Math.round(limitMs / 60_000)} min: given up`
const tooLate = (run: RunContext): string =>
  isFrench(run)
    ? 'l’accord expire avant que cela puisse commencer'
    : 'the approval ends before this could start'

interface Obstacle {
  readonly reason: Text
  /** When to look again. */
  readonly until: number
  readonly held: boolean
}

/**
 * Waits until a call may start: in its maintenance window, while nothing holds it back. The run gives up its place
 * meanwhile and says why. After a restart the same call waits again, for what then stands in its way.
 */
export async function clearToStart(run: RunContext, callKey: string, clearing: Clearing): Promise<Cleared> {
  const { clock, settings } = run.deps
  const { maxHoldMs = MAX_HOLD_MS } = settings
  let heldSince: number | undefined
  let told: string | undefined
  try {
    for (;;) {
      const obstacle = await obstacleTo(run, clearing)
      if (!obstacle) return { clear: true }
      const { reason, until, held } = obstacle
      heldSince = held ? (heldSince ?? clock.now()) : undefined
      if (heldSince !== undefined && clock.now() - heldSince >= maxHoldMs)
        return { clear: false, reason: tooLong(run, maxHoldMs) }
      if (until > clearing.validUntil) return { clear: false, reason: tooLate(run) }
      if (JSON.stringify(reason) !== told) {
        told = JSON.stringify(reason)
        run.held.add(callKey)
        await run.append([{ type: 'run.waiting', reason, ...(held ? {} : { until }) }])
      }
      await rest(run, callKey, until)
    }
  } finally {
    if (run.held.delete(callKey) && !run.signal.aborted) {
      await run.slot.acquire(run.signal)
      if (openQuestions(run.view).length === 0 && run.held.size === 0)
        await run.append([{ type: 'run.resumed' }])
    }
  }
}

async function obstacleTo(run: RunContext, { hurry, windows }: Clearing): Promise<Obstacle | undefined> {
  const { clock, settings } = run.deps
  const { timeZone = 'UTC' } = settings
  const hours = windows && !hurry ? (settings.windows ?? []) : []
  const now = clock.now()
  if (hours.length > 0 && !areOn(hours, timeZone, now)) {
    const from = stretchFrom(hours, timeZone, now)?.from ?? Infinity
    return {
      reason: { key: 'engine.window', params: { from: momentIn(timeZone, from, now) } },
      until: from,
      held: false,
    }
  }
  const reason = await heldBy(run)
  return reason === undefined ? undefined : { reason, until: now + LOOK_AGAIN_MS, held: true }
}

/** `02:00`, with its day where that is not within a day. */
export function momentIn(timeZone: string, at: number, now: number): string {
  const [day = '', time = ''] = new Date(wallClock(timeZone)(at)).toISOString().split('T')
  return at - now < 86_400_000 ? time.slice(0, 5) : `${day} ${time.slice(0, 5)}`
}

async function rest(
  { runId, questions, slot, signal }: RunContext,
  callKey: string,
  until: number,
): Promise<void> {
  slot.release()
  await orAborted(questions.rest(`${runId}/${callKey}`, until), signal)
}
