import { phrase, say } from '../../i18n/say.ts'
import { visible } from '../visible.ts'
import type { Draft, Subject } from './render.ts'
import { isWorthTelling } from './run-notice.ts'

/** Something a person should know; undefined where the end of the run says it already. */
export function incidentNotice({ view, locale, title }: Subject, index: number): Draft | undefined {
  const incident = view.incidents[index]
  if (!incident) return undefined
  const ending = JSON.stringify(view.failure?.reason)
  if (isWorthTelling(view, 0) && ending === JSON.stringify(incident.text)) return undefined
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
