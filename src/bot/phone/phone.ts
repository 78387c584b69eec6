import type { Clock } from '../../domain/clock.ts'
import type { Engine } from '../../domain/engine.ts'
import type { SurfaceName } from '../../domain/inbox.ts'
import type { Outbox } from '../../domain/outbox.ts'
import { wait } from '../../lib/clock.ts'
import type { Log } from '../../lib/log.ts'
import { wishes } from './decide.ts'
import { followForPush } from './follow.ts'
import { type Matter, matterOf } from './matter.ts'
import type { Audience } from './people.ts'
import { type Pusher, startPusher } from './push.ts'
import type { QuietHours } from './quiet.ts'
import { remind } from './remind.ts'
import type { RenderDeps } from './draft.ts'
import { render } from './render.ts'
import type { Transport } from './transport.ts'

export interface PushDeps extends RenderDeps {
  readonly engine: Engine
  readonly surface: SurfaceName
  readonly transport: Transport
  readonly audience: Audience
  readonly outbox: Outbox
  readonly quiet: QuietHours
  readonly digestAt: string
  readonly clock: Clock
  readonly log: Log
  readonly random: () => number
  readonly onUnauthorized: (message: string) => void
}

export interface Push {
  /** Something that is in no journal; to these names, or to everybody. Durable when it resolves. @throws StorageError */
  tell(matter: Matter, names?: readonly string[]): Promise<void>
  /** Resolves when it has come to rest after the signal has aborted. */
  readonly ended: Promise<void>
}

/** Before the journal is followed again after a failure, in milliseconds. */
const PAUSE_MS = 1_000

/** Tells phones, or a webhook, what they should hear of, from where it stopped the last time, until `signal` aborts. */
export function startPush(deps: PushDeps, signal: AbortSignal): Push {
  const { surface, outbox, clock, log, audience } = deps
  const pusher: Pusher = startPusher(
    { ...deps, render: (row) => render(deps, matterOf(row.what), row.binding.channel) },
    signal,
  )
  const common = { ...deps, onDecided: pusher.wake }

  async function followOn(): Promise<void> {
    while (!signal.aborted)
      try {
        await followForPush(common, signal)
      } catch (error) {
        if (signal.aborted) return
        log.warn('the journal is followed again', { surface, err: error })
        await wait(clock, PAUSE_MS, signal).catch(() => undefined)
      }
  }

  return {
    async tell(matter, names = audience.all) {
      const known = names.filter((name) => audience.all.includes(name))
      await outbox.decide(surface, undefined, {
        bindings: [],
        wishes: wishes(matter, known, 'new'),
        at: clock.now(),
      })
      pusher.wake()
    },
    ended: Promise.all([followOn(), remind(common, signal), pusher.ended]).then(() => undefined),
  }
}
