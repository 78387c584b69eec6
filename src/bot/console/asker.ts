import type { Clock } from '../../domain/clock.ts'
import type { Engine } from '../../domain/engine.ts'
import { UserError } from '../../domain/errors.ts'
import type { Actor } from '../../domain/run.ts'
import type { Locale } from '../../domain/text.ts'
import { phrase, word } from '../../i18n/say.ts'
import type { QuestionCard } from '../question-card.ts'
import { type Asking, press, promptOf } from './asking.ts'
import type { Prompt } from './display.ts'
import type { Key } from './keys.ts'
import { type Line, line } from './line.ts'
import { renderDetails, renderQuestion } from './render-question.ts'

export interface AskerDeps {
  readonly engine: Pick<Engine, 'answer'>
  readonly actor: Actor
  readonly clock: Clock
  readonly locale: Locale
  readonly columns: () => number
  readonly show: (prompt: Prompt | undefined) => void
  readonly print: (lines: readonly Line[]) => void
  /** An answer could not be given for another reason than having come too late. */
  readonly onError: (error: unknown) => void
  /** Said beside the keys. */
  readonly hint?: string
}

/** After an answer, so long the next question in the queue hears no key: one press answers one question. Milliseconds. */
const QUIET_MS = 500

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
  let quietUntil = 0

  const refresh = () => {
    const more = waiting.length > 1 ? phrase('console.more', { count: waiting.length - 1 }, deps.locale) : ''
    const hint = [more, deps.hint ?? ''].filter((part) => part !== '').join('   ')
    deps.show(asking && promptOf(asking, deps.columns(), hint))
  }
  /** A question is shown when its turn comes, so that the keys are always about the one right above them. */
  const next = () => {
    const [first] = waiting
    asking = first && { question: first }
    if (first) deps.print(renderQuestion(first, deps.columns()))
    refresh()
  }
  const answer = async (questionId: string, option: string, reason: string | undefined) => {
    try {
      await deps.engine.answer(questionId, option, deps.actor, reason)
    } catch (error) {
      if (!(error instanceof UserError)) return deps.onError(error)
      deps.print([line(error.code === 'not_now' ? word('console.not_now', deps.locale) : error.message)])
    }
  }
  const drop = (questionId: string) => {
    const at = waiting.findIndex(({ id }) => id === questionId)
    if (at === -1) return
    waiting.splice(at, 1)
    if (asking?.question.id === questionId) next()
    else refresh()
  }

  return {
    open(question) {
      if (waiting.some(({ id }) => id === question.id)) return
      waiting.push(question)
      if (asking) refresh()
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
      quietUntil = deps.clock.elapsed() + QUIET_MS
      drop(id)
      answer(id, pressed.option, pressed.reason).catch(deps.onError)
    },
    means: (key) => asking !== undefined && press(asking, key).kind !== 'nothing',
    typing: () => asking?.reason !== undefined,
  }
}
