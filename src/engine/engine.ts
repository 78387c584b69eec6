import type { Engine } from '../domain/engine.ts'
import { UserError } from '../domain/errors.ts'
import type { LiveOutput, RunEventBody } from '../domain/event.ts'
import { KeyTaken } from '../domain/journal.ts'
import type { Question } from '../domain/question.ts'
import type { AppendConditions } from '../domain/journal.ts'
import { type Actor, isFinal, type RunId, type RunRequest } from '../domain/run.ts'
import { viewOf } from '../domain/run-fold.ts'
import { ulid } from '../lib/ids.ts'
import { answerFor, carryOut } from './answer.ts'
import { answersToCalls } from './approve-plan.ts'
import { createAtWork } from './at-work.ts'
import { reconcileChanges } from './changes/reconcile.ts'
import { createClosing } from './closing.ts'
import type { EngineDeps, House } from './deps.ts'
import { CancelledBy } from './drive.ts'
import { feedFrom } from './feed.ts'
import { followRun, watchAll } from './follow.ts'
import { findQuestion, findRun } from './lookup.ts'
import { mayAnswer, mustBeOwner } from './owners.ts'
import { createQuestions } from './questions.ts'
import { createReading, type ReadingDeps } from './reading.ts'
import { checkedRequest, pinsOf } from './request.ts'
import { createScheduling } from './schedules/scheduling.ts'
import { createTimers } from './timers.ts'

export interface RunningEngine {
  readonly engine: Engine
  /** Begins to work; with `resume` also on what an earlier process left unfinished. */
  start(options: { readonly resume: boolean }): void
  /** Resolves when no run is at work or waiting in this process. */
  idle(): Promise<void>
  /** Lets writing calls finish, breaks off the rest, and leaves every unfinished run ready to be resumed. */
  close(): Promise<void>
}

export interface EngineParts extends Omit<EngineDeps, 'onOutput' | keyof House> {
  readonly house: () => Promise<House>
  /** Whether an earlier process left changes that are neither kept nor taken back, as far as it knew. */
  readonly hasOpenChanges?: () => boolean
  readonly reading: Pick<ReadingDeps, 'home' | 'kind' | 'pack' | 'version' | 'workspace'>
  /** The journal is lost, or a bug came through: the process must not go on. Nothing is at work any more. */
  readonly onFatal: (error: unknown) => void
}

export function createEngine(parts: EngineParts): RunningEngine {
  const { journal, clock, settings } = parts
  const listeners = new Set<(output: LiveOutput) => void>()
  const timers = createTimers(journal, clock, (timer) => void closing.onTimer(timer).catch(parts.onFatal))
  const questions = createQuestions(timers)
  const atWork = createAtWork({
    ...parts,
    questions,
    onOutput(runId, callKey, chunk) {
      for (const listener of listeners) listener({ type: 'live.output', runId, callKey, chunk })
    },
  })
  const closing = createClosing({ ...parts, atWork, questions })
  const reading = createReading({ ...parts.reading, ...parts, isAtWork: atWork.has })

  async function requeue(typed: string, reason: 'reverify' | 'repair', by: Actor): Promise<void> {
    const { id, status, prunedAt } = findRun(journal, typed)
    if (atWork.has(id) || !isFinal(status))
      throw new UserError('not_now', {
        en: `Run ${id} has not ended yet: wait for it, or \`autohome cancel ${id}\`.`,
        fr: `L’exécution ${id} n’est pas finie : attendez, ou lancez \`autohome cancel ${id}\`.`,
      })
    if (prunedAt !== undefined)
      throw new UserError('not_now', {
        en: `Run ${id} has no events left to work from: they were removed because of their age. Ask for the same again.`,
        fr: `L’exécution ${id} n’a plus d’événements sur lesquels travailler : ils ont été supprimés en raison de leur âge. Refaites la même demande.`,
      })
    if (!viewOf(id, journal.events(id)).spec)
      throw new UserError('not_now', {
        en: `Nothing to ${reason === 'reverify' ? 're-verify' : 'repair'}: run ${id} ended before it had a specification.`,
        fr: `Rien à ${reason === 'reverify' ? 'revérifier' : 'réparer'} : l’exécution ${id} s’est arrêtée avant d’avoir une spécification.`,
      })
    await atWork.append(id, [{ type: 'run.queued', reason, by }])
    atWork.take(id)
  }

  const reconcile = async () => {
    const { changes } = await parts.house()
    if (changes) await reconcileChanges({ journal, changes, append: atWork.append })
  }

  const unfinished = (typed: string) => {
    const { id, status } = findRun(journal, typed)
    if (!isFinal(status)) return id
    throw new UserError('not_now', {
      en: `Run ${id} has already ended (${status}).`,
      fr: `L’exécution ${id} est déjà finie (${status}).`,
    })
  }

  async function begin(request: RunRequest, conditions?: AppendConditions): Promise<RunId> {
    const runId = ulid(clock.now())
    const submitted: RunEventBody[] = [
      { type: 'run.submitted', request: checkedRequest(request), pins: pinsOf(settings, request) },
      { type: 'run.queued', reason: 'submitted' },
    ]
    atWork.take(runId, await atWork.append(runId, submitted, conditions))
    return runId
  }

  const scheduling = createScheduling({ ...parts, begin })

  const engine: Engine = {
    ...reading,
    ...scheduling.schedules,

    async submit({ schedule: _own, ...request }) {
      try {
        return { runId: await begin(request) }
      } catch (error) {
        if (error instanceof KeyTaken) return { runId: error.runId }
        throw error
      }
    },

    async cancel(typed, by, reason) {
      const id = unfinished(typed)
      const ended = atWork.breakOff(id, new CancelledBy(by, reason))
      if (ended) return ended
      await atWork.append(id, [{ type: 'run.cancelled', by, ...(reason === undefined ? {} : { reason }) }])
    },

    async answer(typed, option, by, reason, command) {
      const question = findQuestion(journal, typed)
      if (question.status !== 'open') throw new UserError('not_now', closedLine(question))
      mayAnswer(settings, question, by, closing.requesterOf(question))
      const run = journal.run(question.runId)
      if (run && isFinal(run.status)) throw new UserError('not_now', endedLine(run.id))
      const answer = await answerFor(parts, question, { option, by, reason, command })
      const event: RunEventBody = { type: 'question.answered', questionId: question.id, answer }
      const won = await closing.close(question, event, answersToCalls(question, answer))
      const now = journal.question(question.id) ?? question
      if (!won) throw new UserError('not_now', closedLine(now))
      await carryOut(parts, now)
      return now
    },

    async setAway(on, by) {
      mustBeOwner(settings, by)
      if (!parts.away)
        throw new UserError('not_now', {
          en: 'Away mode cannot be kept here.',
          fr: 'Le mode absent ne peut pas être conservé ici.',
        })
      parts.away.set(on ? (parts.away.current() ?? { since: clock.now(), by }) : undefined)
      if (on) await closing.denyOpenApprovals(by)
      return parts.away.current()
    },

    async revokeRule(id, by) {
      mustBeOwner(settings, by)
      return reading.revokeRule(id, by)
    },

    reverify: (typed, by) => requeue(typed, 'reverify', by),
    repair: (typed, by) => requeue(typed, 'repair', by),

    async steer(typed, text, by) {
      await atWork.append(unfinished(typed), [{ type: 'steered', text, by }])
    },

    follow: (typed, afterSeq, signal) =>
      followRun(journal, listen, findRun(journal, typed).id, afterSeq, signal),
    watch: (signal) => watchAll(journal, signal),
    feed: (position, signal) => feedFrom(journal, position, signal),
  }

  const listen = (listener: (output: LiveOutput) => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  return {
    engine,
    start({ resume }) {
      timers.start()
      if (!resume) return
      if (parts.hasOpenChanges?.()) void reconcile().catch(parts.onFatal)
      scheduling.start()
      const left = journal.runs({ status: ['queued', 'running', 'waiting'], limit: Number.MAX_SAFE_INTEGER })
      for (const { id } of left.toReversed()) atWork.take(id)
    },
    idle: atWork.idle,
    async close() {
      timers.stop()
      await scheduling.stop()
      await atWork.close()
      // That the journal is lost has been told where it happened.
      await journal.flush().catch(() => undefined)
    },
  }
}

const endedLine = (id: string) => ({
  en: `Run ${id} has ended: there is nothing to answer any more.`,
  fr: `L’exécution ${id} est finie : il n’y a plus rien à répondre.`,
})

function closedLine({ id, status, answer }: Pick<Question, 'answer' | 'id' | 'status'>) {
  if (status === 'expired' || !answer)
    return {
      en: `Question ${id} has run out of time: it counts as no.`,
      fr: `La question ${id} est restée sans réponse à temps : cela vaut non.`,
    }
  const who = answer.by.name ?? answer.by.id
  return {
    en: `Question ${id} was already answered (${answer.option}) by ${who}.`,
    fr: `${who} a déjà répondu à la question ${id} (${answer.option}).`,
  }
}
