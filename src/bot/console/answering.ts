import type { Engine } from '../../domain/engine.ts'
import { UserError } from '../../domain/errors.ts'
import type { RunEvent } from '../../domain/event.ts'
import type { Actor } from '../../domain/run.ts'
import { word } from '../../i18n/say.ts'
import type { CardOptions } from '../card-options.ts'
import { questionCard } from '../question-card.ts'
import type { Asker } from './asker.ts'
import { elsewhere, refusal } from './asking.ts'
import type { Line } from './line.ts'

export interface AnsweringDeps {
  readonly engine: Pick<Engine, 'answer'>
  readonly actor: Actor
  /** By key here; left to others who can answer; or the cautious answer at once, because nobody can. */
  readonly how: 'ask' | 'leave' | 'refuse'
  readonly asker: Asker
  readonly options: () => CardOptions
  readonly print: (lines: readonly Line[]) => void
  readonly fail: (error: unknown) => void
}

/** Sees to it that a question of the followed run finds somebody, or is refused. */
export const createAnswering =
  ({ engine, actor, how, asker, options, print, fail }: AnsweringDeps) =>
  (event: RunEvent): void => {
    if (event.type === 'question.answered' || event.type === 'question.expired')
      asker.closed(event.questionId)
    if (event.type === 'run.completed' || event.type === 'run.failed' || event.type === 'run.cancelled')
      asker.ended(event.runId)
    if (event.type !== 'question.opened') return
    const card = questionCard(event.question, options())
    if (how === 'ask') return asker.open(card)
    if (how === 'leave') return print([elsewhere(card)])
    const why = word('engine.nobody_here', card.locale)
    engine.answer(card.id, refusal(card), actor, why).catch((error: unknown) => {
      // Somebody was quicker, or the run is told from its beginning and this was answered long ago.
      if (!(error instanceof UserError && error.code === 'not_now')) fail(error)
    })
  }
