import { setMaxListeners } from 'node:events'
import type { Engine } from '../domain/engine.ts'
import { UserError } from '../domain/errors.ts'
import type { LiveOutput, RunEvent, RunEventBody } from '../domain/event.ts'
import { ConditionFailed } from '../domain/journal.ts'
import type { TimerRow } from '../domain/journal.ts'
import type { Question } from '../domain/question.ts'
import { type Actor, isFinal, type RunId, type RunRequest } from '../domain/run.ts'
import { viewOf } from '../domain/run-view.ts'
import { ShuttingDown } from '../lib/abort.ts'
import { wait } from '../lib/clock.ts'
import { ulid } from '../lib/ids.ts'
import { answerFor, carryOut } from './answer.ts'
import { answersToCalls } from './approve-plan.ts'
import { awayReason } from './away.ts'
import { createDesk } from './desk.ts'
import type { EngineDeps, EngineSettings, House } from './deps.ts'
import { CancelledBy, drive } from './drive.ts'
import { followRun, watchAll } from './follow.ts'
import { createGate } from './gate.ts'
import { createLocks } from './locks.ts'
import { findQuestion, findRun } from './lookup.ts'
import { mayAnswer, mustBeOwner } from './owners.ts'
import { createQuestions } from './questions.ts'
import { createReading, type ReadingDeps } from './reading.ts'
import { createRunContext, type RunContext } from './run-context.ts'
import { createScheduler } from './scheduler.ts'
import { createTimers } from './timers.ts'

/** A request longer than this is refused; characters. */
const MAX_REQUEST = 100_000

export interface RunningEngine {
  readonly engine: Engine
  /** Begins to work; with `resume` also on what an earlier process left unfinished. */
  start(options: { readonly resume: boolean }): void
  /** Resolves when no run is at work or waiting in this process. */
  idle(): Promise<void>
  /** Lets writing calls finish, breaks off the rest, and leaves every unfinished run ready to be resumed. */
  close(): Promise<void>
}

interface Active {
  readonly controller: AbortController
  readonly done: Promise<void>
  /** Absent while the house is being furnished for the first run. */
  run?: RunContext
}

export interface EngineParts extends Omit<EngineDeps, 'onOutput' | keyof House> {
  readonly house: () => Promise<House>
  readonly reading: Pick<ReadingDeps, 'pack' | 'version' | 'home' | 'workspace'>
  /** The journal is lost, or a bug came through: the process must not go on. */
  readonly onFatal: (error: unknown) => void
}

export function createEngine(parts: EngineParts): RunningEngine {
  const { journal, clock, settings } = parts
  const active = new Map<RunId, Active>()
  const listeners = new Set<(output: LiveOutput) => void>()
  const onOutput: EngineDeps['onOutput'] = (runId, callKey, chunk) => {
    for (const listener of listeners) listener({ type: 'live.output', runId, callKey, chunk })
  }
  const scheduler = createScheduler(settings.concurrency)
  const gate = createGate()
  const locks = createLocks()
  const timers = createTimers(journal, clock, (timer) => void onTimer(timer).catch(parts.onFatal))
  const questions = createQuestions(timers)

  /** `begun`: a new run's first events, which need not be read back. */
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
          if (!(error instanceof ShuttingDown)) parts.onFatal(error)
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
    const house = await parts.house()
    const deps: EngineDeps = { ...parts, ...house, onOutput }
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

  /** Through the run's own context where it is at work here, so that its view stays true. */
  const append = (runId: RunId, events: readonly RunEventBody[], conditions?: { questionOpen: string }) =>
    (active.get(runId)?.run ?? { append: journal.append.bind(journal, runId) }).append(events, conditions)

  async function onTimer({ kind, subject }: TimerRow): Promise<void> {
    if (kind !== 'question_expiry') return
    const question = journal.question(subject)
    if (question?.status !== 'open') return
    await closeQuestion(question.runId, subject, { type: 'question.expired', questionId: subject })
  }

  /** First answer wins: false when somebody, or the clock, was quicker. */
  async function closeQuestion(
    runId: RunId,
    questionId: string,
    event: RunEventBody,
    more: readonly RunEventBody[] = [],
  ): Promise<boolean> {
    try {
      await append(runId, [event, ...more], { questionOpen: questionId })
    } catch (error) {
      if (error instanceof ConditionFailed) return false
      throw error
    }
    questions.wake(questionId)
    return true
  }

  const requesterOf = ({ runId }: Question): Actor | undefined =>
    (active.get(runId)?.run?.view ?? viewOf(runId, journal.events(runId))).request?.actor

  /** What was asked before its owner went away waits for nobody either. */
  async function denyOpenApprovals(by: Actor): Promise<void> {
    for (const question of journal.questions({ status: 'open' })) {
      if (question.kind !== 'approval') continue
      const reason = awayReason(
        viewOf(question.runId, journal.events(question.runId)).request?.locale ?? 'en',
      )
      const answer = { option: 'deny', by, at: clock.now(), reason }
      const event: RunEventBody = { type: 'question.answered', questionId: question.id, answer }
      await closeQuestion(question.runId, question.id, event, answersToCalls(question, answer))
    }
  }

  async function requeue(typed: string, reason: 'reverify' | 'repair', by: Actor): Promise<void> {
    const { id, status } = findRun(journal, typed)
    if (active.has(id) || !isFinal(status))
      throw new UserError(
        'not_now',
        `Run ${id} has not ended yet: wait for it, or \`autohome cancel ${id}\`.`,
      )
    if (!viewOf(id, journal.events(id)).spec) {
      const what = reason === 'reverify' ? 'Nothing to re-verify' : 'Nothing to repair'
      throw new UserError('not_now', `${what}: run ${id} ended before it had a specification.`)
    }
    await append(id, [{ type: 'run.queued', reason, by }])
    take(id)
  }

  const reading = createReading({ ...parts.reading, ...parts })
  const engine: Engine = {
    ...reading,

    async submit(request) {
      const runId = ulid(clock.now())
      const begun = await append(runId, [
        { type: 'run.submitted', request: checked(request), pins: pinsOf(settings, request) },
        { type: 'run.queued', reason: 'submitted' },
      ])
      take(runId, begun)
      return { runId }
    },

    async cancel(typed, by, reason) {
      const { id, status } = findRun(journal, typed)
      if (isFinal(status)) throw new UserError('not_now', `Run ${id} has already ended (${status}).`)
      const working = active.get(id)
      if (working) {
        working.controller.abort(new CancelledBy(by, reason))
        return working.done
      }
      await append(id, [{ type: 'run.cancelled', by, ...(reason === undefined ? {} : { reason }) }])
    },

    async answer(typed, option, by, reason, command) {
      const question = findQuestion(journal, typed)
      if (question.status !== 'open') throw new UserError('not_now', closedLine(question))
      mayAnswer(settings, question, by, requesterOf(question))
      const answer = await answerFor(parts, question, { option, by, reason, command })
      const event: RunEventBody = { type: 'question.answered', questionId: question.id, answer }
      const won = await closeQuestion(question.runId, question.id, event, answersToCalls(question, answer))
      const now = journal.question(question.id) ?? question
      if (!won) throw new UserError('not_now', closedLine(now))
      await carryOut(parts, now)
      return now
    },

    async setAway(on, by) {
      mustBeOwner(settings, by)
      if (!parts.away) throw new UserError('not_now', 'Away mode cannot be kept here.')
      parts.away.set(on ? (parts.away.current() ?? { since: clock.now(), by }) : undefined)
      if (on) await denyOpenApprovals(by)
      return parts.away.current()
    },

    async revokeRule(id, by) {
      mustBeOwner(settings, by)
      return reading.revokeRule(id, by)
    },

    reverify: (typed, by) => requeue(typed, 'reverify', by),
    repair: (typed, by) => requeue(typed, 'repair', by),

    async steer(typed, text, by) {
      const { id, status } = findRun(journal, typed)
      if (isFinal(status)) throw new UserError('not_now', `Run ${id} has already ended (${status}).`)
      await append(id, [{ type: 'steered', text, by }])
    },

    follow: (typed, afterSeq, signal) =>
      followRun(journal, listen, findRun(journal, typed).id, afterSeq, signal),
    watch: (signal) => watchAll(journal, signal),
  }

  const listen = (listener: (output: LiveOutput) => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  const idle = async (): Promise<void> => {
    while (active.size > 0) await Promise.all([...active.values()].map(({ done }) => done))
  }

  return {
    engine,
    start({ resume }) {
      timers.start()
      if (!resume) return
      const unfinished = journal.runs({
        status: ['queued', 'running', 'waiting'],
        limit: Number.MAX_SAFE_INTEGER,
      })
      for (const { id } of unfinished.toReversed()) take(id)
    },
    idle,
    async close() {
      const grace = new AbortController()
      await Promise.race([
        gate.close(),
        wait(clock, settings.shutdownGraceMs, grace.signal).catch(() => undefined),
      ])
      grace.abort()
      timers.stop()
      for (const { controller } of active.values()) controller.abort(new ShuttingDown('Autohome is stopping'))
      await idle()
      await journal.flush()
    },
  }
}

function checked(request: RunRequest): RunRequest {
  if (request.text.trim() === '')
    throw new UserError('bad_input', 'The request is empty: say what is to be done.')
  if (request.text.length > MAX_REQUEST)
    throw new UserError(
      'bad_input',
      `The request has ${request.text.length} characters; at most ${MAX_REQUEST} are taken.`,
    )
  return request
}

/** What must still be true when the run is taken up again under another configuration. */
const pinsOf = (settings: EngineSettings, request: RunRequest) => ({
  version: settings.version,
  configDigest: settings.configDigest,
  limits: { ...settings.limits, ...request.budget },
})

function closedLine({
  id,
  status,
  answer,
}: {
  id: string
  status: string
  answer?: { by: Actor; option: string }
}): string {
  if (status === 'expired' || !answer) return `Question ${id} has run out of time: it counts as no.`
  return `Question ${id} was already answered (${answer.option}) by ${answer.by.name ?? answer.by.id}.`
}
