import type { RunView } from '../domain/run-view.ts'
import type { Locale, Text } from '../domain/text.ts'
import { phrase, say } from '../i18n/say.ts'
import { criteriaLines } from './card-criteria.ts'
import { stateWords } from './card-steps.ts'
import { oneLine } from './visible.ts'

/** Why a run did not pass: each criterion that failed with its figure, then what the engine and the verdict say. */
export function reasonsOf(view: RunView, locale: Locale): string[] {
  if (view.status === 'cancelled') return cancelled(view, locale)
  if (!view.failure) return []
  const failed = criteriaLines(view, locale)
    .filter(({ result }) => result === 'fail' || result === 'inconclusive')
    .map(({ statement, figure, why, words }) =>
      phrase('card.failed_criterion', { statement, figure: figure ?? why ?? words }, locale),
    )
  const said: Text[] = [...(view.verdict?.reasons ?? [])]
  if (failed.length === 0 || !repeatsCriteria(view.failure.reason)) said.push(view.failure.reason)
  return [...new Set([...failed, ...said.map((text) => oneLine(say(text, locale), 400))])]
}

/** The engine's summary of failed criteria adds nothing once each has its own line. */
const repeatsCriteria = (reason: Text): boolean =>
  typeof reason === 'object' && 'key' in reason && reason.key === 'engine.not_passed'

function cancelled(view: RunView, locale: Locale): string[] {
  const event = view.cancellation
  if (!event) return []
  const who = oneLine(event.by.name ?? event.by.id, 60)
  return [phrase('card.cancelled_by', { who, reason: oneLine(event.reason ?? '', 300) }, locale)]
}

/** What repairs did, where they did not help. */
export function triedLines(view: RunView, locale: Locale): string[] {
  if (view.status !== 'failed') return []
  const repairs = new Map<string, string>()
  for (const held of view.steps.values()) {
    if (held.attempt < 2 || held.status === 'pending') continue
    const what = `${oneLine(held.step.title, 80)} (${stateWords(held, held.status, locale)})`
    repairs.set(what, phrase('card.tried', { what }, locale))
  }
  return [...repairs.values()]
}

/** What the owner could do about steps that failed or were passed over, each once. */
export const hintsOf = (view: RunView): string[] => [
  ...new Set(
    [...view.steps.values()].flatMap(({ error }) => (error?.hint ? [oneLine(error.hint, 300)] : [])),
  ),
]
