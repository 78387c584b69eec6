import type { Clock } from '../../domain/clock.ts'
import type { Engine } from '../../domain/engine.ts'
import { UserError } from '../../domain/errors.ts'
import type { Actor } from '../../domain/run.ts'
import type { Locale } from '../../domain/text.ts'
import { phrase, sayError, word } from '../../i18n/say.ts'
import type { QuestionCard } from '../question-card.ts'
import { visible } from '../visible.ts'
import { type Asking, type Pressed, press, promptOf } from './asking.ts'
import type { Prompt } from './display.ts'
import type { Key } from './keys.ts'
import { type Line, line } from './line.ts'
import { renderDetails, renderQuestion } from './render-question.ts'

export interface AskerDeps {
  readonly engine: Pick<Engine, 'answer'>
  readonly actor: Actor
  readonly clock: Clock
  readonly locale: () => Locale
  readonly columns: () => number
  readonly show: (prompt: Prompt | undefined) => void
  readonly print: (lines: readonly Line[]) => void
  /** An answer could not be given for another reason than having come too late. */
  readonly onError: (error: unknown) => void
  /** Said beside the keys. */
  readonly hint?: () => string
}

/** After an answer, so long the next question of the queue hears no key: a double press answers one. Milliseconds. */
const QUIET_MS = 300

/** If the event that closes an answered question does not come within so many milliseconds, the next one is asked. */
const LOST_MS = 2_000

/** Asks open questions by key, one after the other, oldest first. */
export interface Asker {
  open(question: QuestionCard): void
  /** Answered, here or elsewhere, or expired. */
  closed(questionId: string): void
  /** The run has ended: whatever it asked is asked no more. */
  ended(runId: string): void
  key(key: Key): void
  /** Whether this key would do something. */
  means(key: Key): boolean
  /** Whether text is being typed, so that keys like Ctrl-D belong to it. */
  typing(): boolean
}

export function createAsker(deps: AskerDeps): Asker {
  const waiting: QuestionCard[] = []
  let asking: Asking | undefined
  /** Answered here; the event that says so has not come yet. */
  let answered: string | undefined
  let quietUntil = 0

  const refresh = () => {
    const more =
      waiting.length > 1 ? phrase('console.more', { count: waiting.length - 1 }, deps.locale()) : ''
    const hint = [more, deps.hint?.() ?? ''].filter((part) => part !== '').join('   ')
    deps.show(asking && promptOf(asking, deps.columns(), hint))
  }
  /** A question is shown when its turn comes, so that the keys are always about the one right above them. */
  const next = () => {
    const [first] = waiting
    asking = first && { question: first }
    if (first) deps.print(renderQuestion(first, deps.columns()))
    refresh()
  }
  const answer = async (questionId: string, given: Extract<Pressed, { kind: 'answer' }>) => {
    const { option, reason, command } = given
    try {
      if (command === undefined) await deps.engine.answer(questionId, option, deps.actor, reason)
      else await deps.engine.answer(questionId, option, deps.actor, reason, command)
      // The event that closes it is on its way, and what it says belongs before the next question.
      deps.clock.after(LOST_MS, () => drop(questionId))
    } catch (error) {
      if (!(error instanceof UserError)) return deps.onError(error)
      const late = error.code === 'not_now'
      deps.print([
        line(late ? word('console.not_now', deps.locale()) : visible(sayError(error, deps.locale()))),
      ])
      if (late || error.code === 'not_found') return drop(questionId)
      // The answer was refused and the question is still open: it is asked again.
      if (answered !== questionId) return
      answered = undefined
      next()
    }
  }
  const drop = (questionId: string) => {
    const at = waiting.findIndex(({ id }) => id === questionId)
    if (at === -1) return
    waiting.splice(at, 1)
    if (asking?.question.id !== questionId && answered !== questionId) return refresh()
    answered = undefined
    next()
  }

  return {
    open(question) {
      if (waiting.some(({ id }) => id === question.id)) return
      waiting.push(question)
      if (asking || answered !== undefined) refresh()
      else next()
    },
    closed: drop,
    ended(runId) {
      for (const { id } of waiting.filter((question) => question.runId === runId)) drop(id)
    },
    key(key) {
      if (!asking || deps.clock.elapsed() < quietUntil) return
      const pressed = press(asking, key)
      if (pressed.kind === 'details') deps.print(renderDetails(asking.question, deps.columns()))
      if (pressed.kind === 'asking') {
        asking = pressed.asking
        refresh()
      }
      if (pressed.kind !== 'answer') return
      const { id } = asking.question
      answered = id
      // A question that comes later has not been there to be pressed twice.
      quietUntil = waiting.length > 1 ? deps.clock.elapsed() + QUIET_MS : 0
      asking = undefined
      refresh()
      answer(id, pressed).catch(deps.onError)
    },
    means: (key) => asking !== undefined && press(asking, key).kind !== 'nothing',
    typing: () => asking?.typing !== undefined || asking?.rule === true,
  }
}
