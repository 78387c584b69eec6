import type { RunEvent, RunEventBody } from '../domain/event.ts'
import type { AppendConditions } from '../domain/journal.ts'
import type { AgentRun, Desk } from '../domain/agent.ts'
import type { ExecuteMode, RunId } from '../domain/run.ts'
import { applyEvent } from '../domain/run-fold.ts'
import type { RunView } from '../domain/run-view.ts'
import type { EngineDeps } from './deps.ts'
import type { Gate } from './gate.ts'
import type { Locks } from './locks.ts'
import type { Questions } from './questions.ts'
import type { Slot } from './scheduler.ts'

/** One run at work: its facts so far, and what it needs to add to them. */
export interface RunContext {
  readonly runId: RunId
  readonly deps: EngineDeps
  readonly view: RunView
  readonly signal: AbortSignal
  readonly gate: Gate
  readonly locks: Locks
  readonly questions: Questions
  readonly slot: Slot
  /** Calls that wait for their time, by key. */
  readonly held: Set<string>
  /** What an agent that thinks may ask of this run. */
  readonly desk: Desk
  /** `e1`, `e2` …: handed out before the append, because checks run side by side. */
  nextEvidenceId(): string
  /** Whether a reading call need not wait for its commit; every few calls one must, so that others get their turn. */
  mayRunAhead(): boolean
  /** Ends the run early; the reason says how. */
  breakOff(reason: unknown): void
  /** Appends and, once durable, brings the view up to date. */
  append(events: readonly RunEventBody[], conditions?: AppendConditions): Promise<readonly RunEvent[]>
  /** Appends without waiting; a failure aborts the run. For facts that nothing outside depends on yet. */
  appendSoon(events: readonly RunEventBody[]): void
}

/** Reading calls that may share one wait for the disk. */
const RUN_AHEAD = 8

export interface RunContextParts
  extends Omit<
    RunContext,
    'append' | 'appendSoon' | 'breakOff' | 'desk' | 'held' | 'mayRunAhead' | 'nextEvidenceId' | 'signal'
  > {
  readonly controller: AbortController
  readonly lendDesk: (run: RunContext) => Desk
}

export function createRunContext({ controller, lendDesk, ...parts }: RunContextParts): RunContext {
  const append = async (events: readonly RunEventBody[], conditions?: AppendConditions) => {
    const appended = await parts.deps.journal.append(parts.runId, events, conditions)
    for (const event of appended) applyEvent(parts.view, event)
    return appended
  }
  let ahead = 0
  let evidence = parts.view.evidence.length
  let desk: Desk | undefined
  const run: RunContext = {
    ...parts,
    get desk() {
      return (desk ??= lendDesk(run))
    },
    held: new Set(),
    signal: controller.signal,
    mayRunAhead: () => ++ahead % RUN_AHEAD !== 0,
    nextEvidenceId: () => `e${++evidence}`,
    breakOff: (reason) => controller.abort(reason),
    append,
    appendSoon(events) {
      append(events).catch((error: unknown) => controller.abort(error))
    },
  }
  return run
}

/** Where the run's commands run: as asked for, or as configured. */
export const modeOf = ({ view, deps }: RunContext): ExecuteMode => view.request?.mode ?? deps.settings.mode

/**
 * Side by side, all of them to their end: the first failure breaks the run off, so that the others end too, and is
 * thrown when nothing is under way any more. What happens after a run's end would otherwise be told after it.
 */
export async function together<T>(run: RunContext, work: readonly Promise<T>[]): Promise<T[]> {
  for (const one of work) one.catch((error: unknown) => run.breakOff(error))
  const settled = await Promise.allSettled(work)
  return settled.map((one) => {
    if (one.status === 'rejected') throw one.reason
    return one.value
  })
}

/** What an agent is told of the run. */
export function agentRun(run: RunContext): AgentRun {
  const { runId, view } = run
  if (!view.request) throw new Error(`run ${runId} has no request in its journal`)
  return {
    runId,
    request: view.request,
    attempt: view.attempt,
    steered: view.steered,
    desk: run.desk,
    ...(view.startedAt === undefined ? {} : { startedAt: view.startedAt }),
    ...(view.workflow ? { workflow: view.workflow } : {}),
    ...(view.spec ? { spec: view.spec } : {}),
  }
}
