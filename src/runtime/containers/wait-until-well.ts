import type { Container } from 'dockerode'
import type { Clock } from '../../domain/clock.ts'
import { wait } from '../../lib/clock.ts'

const LOOK_EVERY_MS = 500
/** Without a health check all there is to see is that it stays up: so long, in milliseconds. */
const STEADY_MS = 5_000

export interface Found {
  readonly well: boolean
  readonly found: string
}

/**
 * Waits until a started container is well: its health check says so, or, where there is none, it has run for a while
 * without a restart. Ends as soon as it is plainly not.
 *
 * @param limitMs how long it may take, in milliseconds
 */
export async function waitUntilWell(
  container: Container,
  {
    limitMs,
    clock,
    signal,
  }: { readonly limitMs: number; readonly clock: Clock; readonly signal: AbortSignal },
): Promise<Found> {
  const began = clock.elapsed()
  for (;;) {
    const { State, RestartCount } = await container.inspect()
    const passed = clock.elapsed() - began
    if (RestartCount > 0 || State.Restarting) return { well: false, found: 'restarting' }
    if (!State.Running) return { well: false, found: 'exited' }
    const health = State.Health?.Status ?? 'none'
    if (health === 'healthy' || health === 'unhealthy') return { well: health === 'healthy', found: health }
    if (health === 'none' && passed >= Math.min(STEADY_MS, limitMs)) return { well: true, found: 'running' }
    if (passed >= limitMs) return { well: false, found: 'starting' }
    await wait(clock, LOOK_EVERY_MS, signal)
  }
}
