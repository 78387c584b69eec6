import type { Clock } from '../../domain/clock.ts'
import type { Engine } from '../../domain/engine.ts'
import type { SurfaceName } from '../../domain/inbox.ts'
import type { Binding, Outbox, Wish } from '../../domain/outbox.ts'
import type { Runs } from '../delivery/runs.ts'
import { decide, type DecideOptions, standing } from './decide.ts'

export interface PushFollowDeps extends DecideOptions {
  readonly engine: Pick<Engine, 'feed' | 'position' | 'runs'>
  readonly outbox: Outbox
  readonly runs: Runs
  readonly surface: SurfaceName
  readonly clock: Clock
  /** Something may be due now. */
  readonly onDecided: () => void
}

const ALL = 10_000

/** Turns the journal into wishes, each event exactly once: they and the cursor are written together. Until `signal` aborts. */
export async function followForPush(deps: PushFollowDeps, signal: AbortSignal): Promise<void> {
  const { engine, outbox, runs, surface, clock, audience } = deps
  const bindings = bindingsOf(surface, audience.all)
  const cursor = outbox.cursor(surface) ?? (await engine.position())
  const waiting = await engine.runs({ status: ['running', 'waiting'], limit: ALL })
  const there: Wish[] = []
  for (const { id } of waiting.toReversed()) there.push(...standing(await runs.view(id), audience))
  await outbox.decide(surface, cursor, { bindings, wishes: there, at: clock.now() })
  deps.onDecided()

  for await (const page of engine.feed(cursor, signal)) {
    const wished: Wish[] = []
    for (const { event } of page) wished.push(...decide(event, await runs.apply(event), deps))
    await outbox.decide(surface, page.at(-1)?.position, { bindings: [], wishes: wished, at: clock.now() })
    if (wished.length > 0) deps.onDecided()
    if (signal.aborted) return
  }
}

/** Every name is a place of its own, whose messages keep their order. */
const bindingsOf = (surface: SurfaceName, names: readonly string[]): readonly Binding[] =>
  names.map((name) => ({ surface, thread: name, channel: name, opened: true }))
