import { isFinal } from '../domain/run.ts'
import { currentSteps, isInterrupted, openQuestions, type RunView } from '../domain/run-view.ts'
import type { Locale } from '../domain/text.ts'
import { phrase, say, word } from '../i18n/say.ts'
import type { CardOptions } from './card-options.ts'
import { oneLine } from './visible.ts'

/** What is going on at this moment, and what a model says of it; nothing once the run has ended. */
export function nowLine(view: RunView, { locale, live }: CardOptions): string | undefined {
  if (isFinal(view.status)) return undefined
  const now = phrase('card.now', { what: activity(view, locale) }, locale)
  return live && view.status === 'running' ? `${now} · ${oneLine(live, 120)}` : now
}

function activity(view: RunView, locale: Locale): string {
  if (isInterrupted(view)) return word('card.now.interrupted', locale)
  if (view.status === 'queued') return word('card.now.queued', locale)
  const steps = currentSteps(view)
  const running = steps.filter(({ status }) => status === 'running')
  const [first] = running
  if (first && running.length === 1)
    return phrase(
      'card.now.step',
      { step: oneLine(first.step.title, 60), index: steps.indexOf(first) + 1, count: steps.length },
      locale,
    )
  if (running.length > 1)
    return phrase(
      'card.now.steps',
      {
        steps: running.map(({ step }) => oneLine(step.title, 40)).join(', '),
        count: running.length,
        done: steps.filter(({ status }) => status !== 'running' && status !== 'pending').length,
        total: steps.length,
      },
      locale,
    )
  if (openQuestions(view).length > 0) return word('card.now.waiting', locale)
  if (view.waitsFor) return oneLine(say(view.waitsFor.reason, locale), 200)
  return word(`card.now.${view.phase}`, locale)
}
