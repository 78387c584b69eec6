import type { RunEvent } from '../../domain/event.ts'
import { isApproving } from '../../domain/question.ts'
import type { RunView } from '../../domain/run-view.ts'
import type { CardOptions } from '../card-options.ts'
import { questionCard } from '../question-card.ts'
import { type Line, span } from './line.ts'
import { renderQuestion } from './render-question.ts'

/** What stays on the screen of a question: the question in full when it opens, its outcome when it closes. */
export function questionFacts(event: RunEvent, view: RunView, options: CardOptions, width: number): Line[] {
  if (event.type === 'question.opened') return renderQuestion(questionCard(event.question, options), width)
  if (event.type !== 'question.answered' && event.type !== 'question.expired') return []
  const question = view.questions.get(event.questionId)
  if (!question) return []
  const { outcome } = questionCard(question, options)
  const yes = isApproving(question.answer?.option ?? '')
  return outcome === undefined ? [] : [[span(yes ? '✓ ' : '– ', yes ? 'good' : 'dim'), span(outcome)], []]
}
