import type { Clock } from '../../domain/clock.ts'
import type { Engine } from '../../domain/engine.ts'
import type { SurfaceName } from '../../domain/inbox.ts'
import type { Positioned } from '../../domain/journal.ts'
import type { Binding, Outbox, Wish } from '../../domain/outbox.ts'
import type { RunView } from '../../domain/run-view.ts'
import { decide, type Decision, standing } from './decide.ts'
import type { Runs } from './runs.ts'
import { homeThread, isFromChat } from './threads.ts'
import { keyOf, kept } from './shown.ts'

export interface FollowDeps {
  readonly engine: Pick<Engine, 'feed' | 'position' | 'runs'>
  readonly outbox: Outbox
  readonly runs: Runs
  readonly surface: SurfaceName
  /** Where runs are shown that nobody started from chat. */
  readonly home: string | undefined
  readonly clock: Clock
  /** Something may be due now. */
  readonly onDecided: () => void
  /** A run goes on, and with it the time on its card. */
  readonly onMoving: (view: RunView) => void
}

/** Turns the journal into wishes, each event exactly once: they and the cursor are written together. Until `signal` aborts. */
export async function follow(deps: FollowDeps, signal: AbortSignal): Promise<void> {
  const cursor = await takeUp(deps)
  deps.onDecided()
  for await (const page of deps.engine.feed(cursor, signal)) {
    await decidePage(deps, page)
    deps.onDecided()
    if (signal.aborted) return
  }
}

/** What has to be there before anything new happens. A surface that never read the journal begins at its end. */
async function takeUp(deps: FollowDeps): Promise<number> {
  const { engine, outbox, surface, runs, home, clock } = deps
  const cursor = outbox.cursor(surface) ?? (await engine.position())
  const decided = createDecided(deps)
  if (home !== undefined) {
    const thread = homeThread(surface, home)
    decided.bindings.push({ surface, thread, channel: home, opened: true })
    const what = { type: 'welcome', channel: home } as const
    decided.wishes.push({ key: keyOf(what), thread, what: kept(what), urgent: false, as: 'new' })
  }
  const active = await engine.runs({ status: ['queued', 'running', 'waiting'], limit: ALL })
  for (const { id } of active.toReversed()) {
    const view = await runs.view(id)
    decided.add(view, standing(view))
    deps.onMoving(view)
  }
  await outbox.decide(surface, cursor, { ...decided, at: clock.now() })
  return cursor
}

const ALL = 10_000

async function decidePage(deps: FollowDeps, page: readonly Positioned[]): Promise<void> {
  const decided = createDecided(deps)
  let last = 0
  for (const { position, event } of page) {
    const view = await deps.runs.apply(event)
    decided.add(view, decide(event, view))
    deps.onMoving(view)
    last = position
  }
  await deps.outbox.decide(deps.surface, last, { ...decided, at: deps.clock.now() })
}

/** Wishes with their threads; a thread that is bound nowhere yet and was not begun in a chat is bound to the home channel. */
function createDecided({ outbox, surface, home }: FollowDeps) {
  const bindings: Binding[] = []
  const wishes: Wish[] = []
  const known = new Map<string, Binding | undefined>()

  const boundTo = (thread: string): Binding | undefined => {
    const held = outbox.binding(surface, thread)
    if (held || home === undefined || isFromChat(thread)) return held
    const made: Binding = { surface, thread, channel: home, opened: false }
    bindings.push(made)
    return made
  }
  return {
    bindings,
    wishes,
    add({ request }: RunView, decisions: readonly Decision[]): void {
      const thread = request?.thread
      if (thread === undefined || decisions.length === 0) return
      if (!known.has(thread)) known.set(thread, boundTo(thread))
      const binding = known.get(thread)
      if (!binding || binding.gone !== undefined) return
      for (const decision of decisions) wishes.push({ ...decision, thread })
    },
  }
}
