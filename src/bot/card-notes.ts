import type { RunEvent } from '../domain/event.ts'
import type { RunView } from '../domain/run-view.ts'
import type { Locale } from '../domain/text.ts'
import { phrase } from '../i18n/say.ts'
import { oneLine } from './visible.ts'

/** What happened on the way that a person should know: recoveries, budget warnings, words said to the run. */
export const notesOf = (view: RunView, locale: Locale): string[] => [
  ...view.recoveries.map((event) => recoveryLine(event, locale)),
  ...view.budget.map((event) => budgetNote(event, locale)),
  ...view.steered.map((text) => phrase('card.steered', { text: oneLine(text, 200) }, locale)),
]

/** `System recovery · /srv/backup not found → found /srv/backups, went on`. */
export function recoveryLine(
  event: Extract<RunEvent, { type: 'recovery.attempted' }>,
  locale: Locale,
): string {
  const subject = oneLine(event.subject, 200)
  if (event.retriedWith !== undefined)
    return phrase(
      event.success ? 'card.recovery.found' : 'card.recovery.tried',
      { subject, found: oneLine(event.retriedWith, 200) },
      locale,
    )
  if (event.suggestions.length === 0) return phrase('card.recovery.none', { subject }, locale)
  const suggestions = event.suggestions.slice(0, 3).map((path) => oneLine(path, 200))
  return phrase('card.recovery.offered', { subject, suggestions: suggestions.join(', ') }, locale)
}

export function budgetNote(
  event: Extract<RunEvent, { type: 'budget.warned' | 'budget.exceeded' }>,
  locale: Locale,
): string {
  const { resource, limit } = event
  if (event.type === 'budget.exceeded') return phrase('card.budget.exceeded', { resource, limit }, locale)
  return phrase('card.budget.warned', { resource, percent: event.value / limit, limit }, locale)
}
