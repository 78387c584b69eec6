import type { RunEvent } from '../../domain/event.ts'
import type { RunView } from '../../domain/run-view.ts'
import type { Locale } from '../../domain/text.ts'
import { phrase, say, word } from '../../i18n/say.ts'
import { cardOf, titleOf } from '../card.ts'
import type { CardModel } from '../card-model.ts'
import type { CardOptions } from '../card-options.ts'
import { budgetNote, recoveryLine } from '../card-notes.ts'
import { stepLines } from '../card-steps.ts'
import { MARKERS } from '../markers.ts'
import { oneLine } from '../visible.ts'
import { type Line, line, span } from './line.ts'

/** An event as lines of a log; none where it tells a person nothing new. */
export function factLines(event: RunEvent, view: RunView, options: CardOptions): Line[] {
  const { locale } = options
  switch (event.type) {
    case 'run.submitted':
      return [line(phrase('console.submitted', { id: event.runId, text: titleOf(view, options) }, locale))]
    case 'phase.finished': {
      const label = word(`stage.${event.phase}`, locale)
      const summary =
        event.summary === undefined ? '' : colon(locale) + oneLine(say(event.summary, locale), 300)
      const words = word(`stage.state.${event.status}`, locale)
      return [[span(`${MARKERS[event.status]} `), span(label, 'bold'), span(` ${words}${summary}`)]]
    }
    case 'tool_call.finished':
    case 'step.skipped':
      return stepFact(event, view, options)
    case 'recovery.attempted':
      return [line(recoveryLine(event, locale))]
    case 'budget.warned':
    case 'budget.exceeded':
      return [line(budgetNote(event, locale))]
    case 'evidence.recorded':
      return [criterionFact(cardOf(view, options), event.evidence.criterionId)].filter(isFilled)
    case 'attempt.retried':
      return [
        line(
          `  ${phrase('console.retry', { step: callTitle(event.callKey, view), retry: event.retry, code: event.code }, locale)}`,
        ),
      ]
    case 'attempt.timed_out':
      return [
        line(
          `  ${phrase('console.slow', { step: callTitle(event.callKey, view), limit: event.limitMs }, locale)}`,
        ),
      ]
    case 'incident.opened':
      return [line(`! ${oneLine(say(event.incident.text, locale), 300)}`)]
    case 'steered':
      return [line(phrase('card.steered', { text: oneLine(event.text, 200) }, locale))]
    default:
      return []
  }
}

function stepFact(
  event: Extract<RunEvent, { type: 'tool_call.finished' | 'step.skipped' }>,
  view: RunView,
  options: CardOptions,
): Line[] {
  const id = event.type === 'step.skipped' ? event.stepId : view.calls.get(event.callKey)?.stepId
  const attempt = event.type === 'step.skipped' ? event.attempt : Number.parseInt(event.callKey, 10)
  const step = stepLines(view, options).find((held) => held.id === id && held.attempt === attempt)
  if (!step) return []
  const { marker, title, words, duration, why } = step
  const parts = [words, duration, why].filter((part) => part !== undefined)
  return [line(`  ${marker} ${title}${colon(options.locale)}${parts.join(', ')}`)]
}

/** What a call is for: its step, or for a check the tool. */
function callTitle(callKey: string, view: RunView): string {
  const call = view.calls.get(callKey)
  const step = [...view.steps.values()].find(
    (held) => held.step.id === call?.stepId && held.attempt === Number.parseInt(callKey, 10),
  )
  return oneLine(step?.step.title ?? call?.tool ?? callKey, 80)
}

/** `  ✓ / below 85 %: 71 % (proven, evidence e12)`. */
export function criterionFact(card: CardModel, id: string): Line {
  const found = card.criteria.find((criterion) => criterion.id === id)
  if (!found) return []
  const { marker, statement, figure, words, evidence, why } = found
  const ids =
    evidence.length === 0 ? '' : `, ${phrase('card.evidence', { ids: evidence.join(' ') }, card.locale)}`
  const seen = figure ?? why
  return line(
    `  ${marker} ${statement}${seen === undefined ? '' : colon(card.locale) + seen} (${words}${ids})`,
  )
}

const colon = (locale: Locale): string => word('console.colon', locale)

const isFilled = (parts: Line): boolean => parts.length > 0
