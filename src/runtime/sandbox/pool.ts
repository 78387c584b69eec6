import type { Clock } from '../../domain/clock.ts'
import type { CommandFailure } from '../../domain/command-runner.ts'
import type { WarmContainer } from './container.ts'
import { noSandbox } from './engine.ts'

/**
 * Containers that wait. One belongs to no scope yet, so that the first command of a run pays for no start either; the
 * others have run commands of one scope and run no others.
 */
export interface Pool {
  acquire(scope: string): Promise<WarmContainer | CommandFailure>
  /** Gives it back, alive for the next command of that scope or not. */
  release(scope: string, container: WarmContainer): void
  /** Takes every container away, those at work too; afterwards nothing can be acquired. */
  close(): Promise<void>
}

/** Idle containers hold memory, so they go after five minutes, and the oldest where there are more than four. */
const IDLE_MS = 5 * 60_000
const MOST_IDLE = 4

export type StartContainer = () => Promise<WarmContainer | CommandFailure>

export function createPool(start: StartContainer, clock: Clock): Pool {
  const all = new Set<WarmContainer>()
  const starting = new Set<Promise<unknown>>()
  let idle: { readonly scope: string; readonly container: WarmContainer; readonly expire: () => void }[] = []
  let spare: { readonly ready: ReturnType<StartContainer>; readonly expire: () => void } | undefined
  let closed = false

  async function launch(): ReturnType<StartContainer> {
    const begun = start()
    starting.add(begun)
    try {
      const container = await begun
      if ('code' in container) return container
      all.add(container)
      if (closed) await forget(container)
      return closed ? CLOSED : container
    } finally {
      starting.delete(begun)
    }
  }

  async function forget(container: WarmContainer): Promise<void> {
    await container.discard()
    all.delete(container)
  }

  /** Whoever takes it sees why it could not be started, so a failure is not told here. */
  function warm(): void {
    if (closed || spare) return
    const ready = launch()
    ready.catch(() => undefined)
    const expire = clock.after(IDLE_MS, () => void dropSpare())
    spare = { ready, expire }
  }

  async function dropSpare(): Promise<void> {
    const dropped = spare
    spare = undefined
    dropped?.expire()
    const container = await dropped?.ready.catch(() => undefined)
    if (container && !('code' in container)) await forget(container)
  }

  async function takeSpare(): Promise<WarmContainer | undefined> {
    const taken = spare
    spare = undefined
    taken?.expire()
    const container = await taken?.ready.catch(() => undefined)
    return container && !('code' in container) && container.alive() ? container : undefined
  }

  function takeIdle(scope: string): WarmContainer | undefined {
    const found = idle.findLast((one) => one.scope === scope && one.container.alive())
    if (found) leave(found)
    return found?.container
  }

  function leave(one: (typeof idle)[number]): void {
    one.expire()
    idle = idle.filter((other) => other !== one)
  }

  return {
    async acquire(scope) {
      if (closed) return CLOSED
      const own = takeIdle(scope)
      if (own) return own
      const container = (await takeSpare()) ?? (await launch())
      if (!('code' in container)) warm()
      return container
    },
    release(scope, container) {
      if (closed || !container.alive()) return void forget(container)
      const expire = clock.after(IDLE_MS, () => {
        leave(one)
        void forget(container)
      })
      const one = { scope, container, expire }
      idle.push(one)
      const [oldest] = idle
      if (idle.length <= MOST_IDLE || !oldest) return
      leave(oldest)
      void forget(oldest.container)
    },
    async close() {
      closed = true
      for (const one of idle) one.expire()
      idle = []
      spare?.expire()
      await Promise.allSettled([...all].map(forget))
      await Promise.allSettled([...starting])
      await Promise.allSettled([...all].map(forget))
    },
  }
}

const CLOSED = noSandbox('the sandbox is closed: Autohome is stopping')
