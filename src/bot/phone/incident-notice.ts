import { phrase, say } from '../../i18n/say.ts'
import { visible } from '../visible.ts'
import { isWorthTelling } from './run-notice.ts'
import type { Draft, Subject } from './draft.ts'

/** Something a person should know; undefined once what is told of the run's end holds it, or nobody misses it. */
export function incidentNotice(
  { view, locale, title }: Subject,
  index: number,
  longRunMs: number,
): Draft | undefined {
  const incident = view.incidents[index]
  if (!incident || view.status === 'failed' || view.status === 'cancelled') return undefined
  if (isWorthTelling(view, longRunMs)) return undefined
  const { severity, text, reason, component, operation } = incident
  return {
    title: phrase('phone.incident.title', { title }, locale),
    message: visible(say(text, locale)),
    severity,
    tags: [severity === 'critical' ? 'rotating_light' : 'warning'],
    choices: [],
    facts: { reason, component, operation },
  }
}
