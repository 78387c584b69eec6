import { setMaxListeners } from 'node:events'
import { StorageError } from '../domain/errors.ts'
import type { RunEvent, RunEventBody } from '../domain/event.ts'
import type { AppendConditions } from '../domain/journal.ts'
import type { RunId } from '../domain/run.ts'
import { viewOf } from '../domain/run-fold.ts'
import { ShuttingDown } from '../lib/abort.ts'
import { wait } from '../lib/clock.ts'
import type { EngineDeps, House } from './deps.ts'
import { createDesk } from './desk.ts'
import { drive } from './drive.ts'
import { createGate } from './gate.ts'
import { lastWordsOf } from './last-words.ts'
import { createLocks } from './locks.ts'
import type { Questions } from './questions.ts'
import { createRunContext, type RunContext } from './run-context.ts'
import { createScheduler } from './scheduler.ts'

/** The runs that this process works on. */
export interface AtWork {
  /** `begun`: a new run's first events, which need not be read back. */
  take(runId: RunId, begun?: readonly RunEvent[]): void
  has(runId: RunId): boolean
  /** The run's facts as this process knows them; undefined where it does not work on it. */
  viewOf(runId: RunId): RunContext['view'] | undefined
  /** Through the run's own context where it is at work here, so that its view stays true. */
  append(
    runId: RunId,
    events: readonly RunEventBody[],
    conditions?: AppendConditions,
  ): Promise<readonly RunEvent[]>
  /** Ends the run early and resolves when it has ended; undefined where it is not at work here. */
  breakOff(runId: RunId, reason: unknown): Promise<void> | undefined
  /** Resolves when no run is at work or waiting in this process. */
  idle(): Promise<void>
  /** Lets writing calls finish, then puts every run back. */
  close(): Promise<void>
}

export interface AtWorkParts extends Omit<EngineDeps, keyof House> {
  readonly house: () => Promise<House>
  readonly questions: Questions
  readonly onFatal: (error: unknown) => void
}

interface Active {
  readonly controller: AbortController
  readonly done: Promise<void>
  /** Absent while the house is being furnished for the first run. */
  run?: RunContext
}

export function createAtWork({ house, questions, onFatal, ...parts }: AtWorkParts): AtWork {
  const { journal, clock, settings } = parts
  const active = new Map<RunId, Active>()
  const scheduler = createScheduler(settings.concurrency)
  const gate = createGate()
  const locks = createLocks()
  let lost: Promise<void> | undefined

  function take(runId: RunId, begun?: readonly RunEvent[]): void {
    const controller = new AbortController()
    // Every call of a run listens; a plan may have many side by side.
    setMaxListeners(0, controller.signal)
    const working: Active = {
      controller,
      done: work(runId, begun, controller, (run) => {
        working.run = run
      })
        .catch((error: unknown) => {
          if (error instanceof ShuttingDown) return
          lost ??= giveUp(runId, error).catch(onFatal)
        })
        .finally(() => active.delete(runId)),
    }
    active.set(runId, working)
  }

  async function work(
    runId: RunId,
    begun: readonly RunEvent[] | undefined,
    controller: AbortController,
    onReady: (run: RunContext) => void,
  ): Promise<void> {
    const deps: EngineDeps = { ...parts, ...(await house()) }
    // What was appended past this run while the house was being furnished belongs to its view too.
    await journal.flush()
    const fresh = begun && journal.run(runId)?.lastSeq === begun.length
    const view = viewOf(runId, fresh ? begun : journal.events(runId))
    const slot = scheduler.slot(view.request?.priority ?? 'medium')
    const run = createRunContext({
      runId,
      deps,
      view,
      controller,
      gate,
      locks,
      questions,
      slot,
      lendDesk: createDesk,
    })
    onReady(run)
    return drive(run)
  }

  /** The journal is lost, or a bug came through: whatever is under way is stopped, and how it ended is told, if it can be. */
  async function giveUp(met: RunId, error: unknown): Promise<void> {
    const runIds = [...active.keys()]
    for (const { controller } of active.values()) controller.abort(error)
    await withinGrace(idle())
    if (error instanceof StorageError) {
      const now = clock.now()
      const ends = runIds.flatMap((id) =>
        lastWordsOf(viewOf(id, journal.events(id)), { error, now, met: id === met }),
      )
      journal.lastWords(new Map(ends))
    }
    onFatal(error)
  }

  const idle = async (): Promise<void> => {
    while (active.size > 0) await Promise.all([...active.values()].map(({ done }) => done))
  }

  async function withinGrace(work: Promise<void>): Promise<void> {
    const grace = new AbortController()
    await Promise.race([work, wait(clock, settings.shutdownGraceMs, grace.signal).catch(() => undefined)])
    grace.abort()
  }

  return {
    take,
    has: (runId) => active.has(runId),
    viewOf: (runId) => active.get(runId)?.run?.view,
    append: (runId, events, conditions) =>
      (active.get(runId)?.run ?? { append: journal.append.bind(journal, runId) }).append(events, conditions),
    breakOff(runId, reason) {
      const working = active.get(runId)
      working?.controller.abort(reason)
      return working?.done
    },
    idle,
    async close() {
      await withinGrace(gate.close())
      for (const { controller } of active.values()) controller.abort(new ShuttingDown('Autohome is stopping'))
      await idle()
      await lost
    },
  }
}
