import { type Config, logPath } from '../config.ts'
import type { Surface } from '../bot/delivery/front.ts'
import type { Platform } from '../bot/delivery/platform.ts'
import type { Delivery } from '../bot/delivery/delivery.ts'
import type { Clock } from '../domain/clock.ts'
import type { Engine } from '../domain/engine.ts'
import { UserError } from '../domain/errors.ts'
import type { SurfaceName } from '../domain/inbox.ts'
import { wait } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { tellTrouble } from '../bot/delivery/trouble.ts'

/** A chat platform that is configured; its library is loaded when it is made. */
export interface Configured {
  readonly name: SurfaceName
  readonly home: string | undefined
  /** @throws UserError where the owner must mend something first */
  make(): Promise<Surface & { readonly platform: Platform }>
}

export interface SurfaceParts {
  readonly config: Config
  readonly engine: Engine
  readonly clock: Clock
  readonly log: Log
}

/** How connecting ended, for who started Autohome. */
export type Connected = { readonly name: SurfaceName; readonly error?: UserError }

export interface Surfaces {
  /** One each, in the order of `configured`; a surface that does not connect stops neither the others nor the engine. */
  readonly connected: readonly Promise<Connected>[]
  /** In the home channels: another way of reaching the owner does not work any more. */
  tellTrouble(name: SurfaceName, message: string): void
  close(): Promise<void>
}

/** The first wait before connecting again, and the longest, in milliseconds. */
const FIRST_WAIT_MS = 2_000
const LONGEST_WAIT_MS = 120_000

/** Connects what is configured: people's events come in through a front, runs are shown through a delivery. */
export async function openSurfaces(
  configured: readonly Configured[],
  { config, engine, clock, log }: SurfaceParts,
): Promise<Surfaces> {
  const [
    { openBeside },
    { openInbox },
    { openOutbox },
    { createRuns },
    { createFront },
    { startDelivery },
    pack,
  ] = await Promise.all([
    import('../store/beside.ts'),
    import('../store/inbox.ts'),
    import('../store/outbox.ts'),
    import('../bot/delivery/runs.ts'),
    import('../bot/delivery/create-front.ts'),
    import('../bot/delivery/delivery.ts'),
    import('../bot/delivery/pack-file.ts'),
  ])
  const synchronous = config.journal.synchronous === 'full' ? 'FULL' : 'NORMAL'
  // An event that was acknowledged must outlive a power loss; what is shown where can be found out again.
  const taken = openBeside(config.home, clock, synchronous)
  const shown = openBeside(config.home, clock, 'NORMAL')
  const inbox = openInbox(taken, clock)
  const outbox = openOutbox(shown)
  const runs = createRuns(engine)
  const controller = new AbortController()
  const { signal } = controller
  const deliveries = new Map<SurfaceName, Delivery>()
  const surfaces: Surface[] = []

  async function connect({ name, home, make }: Configured): Promise<Connected> {
    const owners = ownersOn(name, config.owners)
    const common = { engine, outbox, clock, log: log.child({ surface: name }), timeZone: config.timezone }
    try {
      const surface = await make()
      surfaces.push(surface)
      const front = createFront({
        ...common,
        surface: name,
        inbox,
        owners: config.owners,
        logPath: logPath(config),
        packFile: (runId) => pack.packFile({ engine, clock }, runId),
      })
      const delivery = startDelivery(
        {
          ...common,
          platform: surface.platform,
          runs,
          home,
          locale: config.locale,
          owners,
          random: Math.random,
          onUnauthorized: (message) => tell(name, message),
        },
        signal,
      )
      deliveries.set(name, delivery)
      await front.takeUp()
      await stayConnected(surface, front)
      return { name }
    } catch (error) {
      if (signal.aborted) return { name }
      if (error instanceof UserError) {
        log.error('a surface cannot be connected', { surface: name, err: error })
        return { name, error }
      }
      throw error
    }
  }

  function tell(surface: SurfaceName, message: string): void {
    const others = configured.filter(({ name }) => name !== surface)
    tellTrouble({ outbox, clock, surface, message }, others)
      .then(() => others.forEach((other) => deliveries.get(other.name)?.wake()))
      .catch((error: unknown) => log.error('the owner could not be told', { err: error }))
  }

  /** What only needs time is tried again; what the owner must mend is told. */
  async function stayConnected(surface: Surface, front: Parameters<Surface['start']>[0]): Promise<void> {
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS))
      try {
        return await surface.start(front, signal)
      } catch (error) {
        if (error instanceof UserError || signal.aborted) throw error
        log.warn('a surface is connected later', { surface: surface.name, waitMs, err: error })
        await wait(clock, waitMs, signal)
      }
  }

  return {
    connected: configured.map((each) =>
      connect(each).catch((error: unknown) => {
        log.error('a surface broke', { surface: each.name, err: error })
        const message = error instanceof Error ? error.message : String(error)
        return { name: each.name, error: new UserError('interrupted', message, { cause: error }) }
      }),
    ),
    tellTrouble: tell,
    async close() {
      controller.abort()
      await Promise.allSettled(surfaces.map((surface) => surface.close()))
      await Promise.allSettled([...deliveries.values()].map(({ ended }) => ended))
      taken.close()
      shown.close()
    },
  }
}

const ownersOn = (name: SurfaceName, owners: Config['owners']): readonly string[] =>
  owners.flatMap(({ identities }) => identities.filter(({ surface }) => surface === name).map(({ id }) => id))
