import type { Clock } from '../../domain/clock.ts'
import type { Engine } from '../../domain/engine.ts'
import type { Outbox } from '../../domain/outbox.ts'
import type { RunId } from '../../domain/run.ts'
import type { RunView } from '../../domain/run-view.ts'
import type { Locale } from '../../domain/text.ts'
import { wait } from '../../lib/clock.ts'
import type { Log } from '../../lib/log.ts'
import { refreshed } from './decide.ts'
import { follow } from './follow.ts'
import type { Platform } from './platform.ts'
import { render } from './render.ts'
import type { Runs } from './runs.ts'
import { createSender } from './sender.ts'
import { createThinking } from './thinking.ts'

export interface DeliveryDeps {
  readonly platform: Platform
  readonly engine: Engine
  readonly outbox: Outbox
  readonly runs: Runs
  readonly clock: Clock
  readonly log: Log
  readonly home: string | undefined
  /** Of the home channel. */
  readonly locale: Locale
  readonly timeZone?: string
  /** Ids of the owners on this platform. */
  readonly owners: readonly string[]
  readonly random: () => number
  readonly onUnauthorized: (message: string) => void
}

export interface Delivery {
  /** Something was put into the outbox by somebody else. */
  wake(): void
  /** Resolves when it has come to rest after the signal has aborted. */
  readonly ended: Promise<void>
}

/** A card whose run works tells the time that has gone by so often, in milliseconds. */
const REFRESH_MS = 20_000
/** Before the journal is followed again after a failure, in milliseconds. */
const PAUSE_MS = 1_000

/** Shows on one platform what happens, from where it stopped the last time, until `signal` aborts. */
export function startDelivery(deps: DeliveryDeps, signal: AbortSignal): Delivery {
  const { platform, outbox, clock, log } = deps
  const surface = platform.name
  const working = new Map<RunId, string>()
  const thinking = createThinking(deps.engine, log, signal)
  const toRender = { ...deps, surface, thinking }
  const sender = createSender({ ...deps, render: (shown) => render(toRender, shown) }, signal)

  const onMoving = ({ runId, status, request, lastSeq }: RunView) => {
    if (status !== 'running' || !request) {
      working.delete(runId)
      return thinking.leave(runId)
    }
    working.set(runId, request.thread)
    thinking.hear(runId, lastSeq)
  }

  async function followOn(): Promise<void> {
    while (!signal.aborted)
      try {
        await follow({ ...deps, surface, onMoving, onDecided: sender.wake }, signal)
      } catch (error) {
        if (signal.aborted) return
        log.warn('the journal is followed again', { surface, err: error })
        await pause(PAUSE_MS)
      }
  }

  async function refreshOn(): Promise<void> {
    while (!signal.aborted) {
      await pause(REFRESH_MS)
      if (signal.aborted || working.size === 0) continue
      const wishes = [...working].map(([runId, thread]) => ({ ...refreshed(runId), thread }))
      try {
        await outbox.decide(surface, undefined, { bindings: [], wishes, at: clock.now() })
        sender.wake()
      } catch (error) {
        log.warn('cards are refreshed later', { surface, err: error })
      }
    }
  }

  const pause = (ms: number) => wait(clock, ms, signal).catch(() => undefined)
  const ended = Promise.all([followOn(), refreshOn()]).then(() => sender.done())
  return { wake: sender.wake, ended }
}
