import { isFinal } from '../domain/run.ts'
import type { RunView } from '../domain/run-view.ts'
import type { Locale } from '../domain/text.ts'
import { word } from '../i18n/say.ts'
import type { CardAction, CardActionId, CardState, NextStep } from './card-model.ts'

/** The buttons that apply at this moment, in the order in which they are shown. */
export function actionsOf(view: RunView, locale: Locale): CardAction[] {
  const ids: CardActionId[] = []
  if (!isFinal(view.status)) ids.push('cancel')
  else if (view.spec && view.plans.size > 0) ids.push('verify', 'repair')
  if (view.evidence.length > 0) ids.push('evidence')
  if (isFinal(view.status)) ids.push('audit')
  return ids.map((id) => ({ id, label: word(`action.${id}`, locale) }))
}

/** What a person would do next; a passed run needs nothing. */
export function nextSteps(view: RunView, state: CardState, locale: Locale): NextStep[] {
  if (!isFinal(view.status)) return []
  if (!view.spec) return [{ command: 'workflows', label: word('card.next.nearest', locale) }]
  const commands: ('verify' | 'repair' | 'show')[] =
    state === 'passed'
      ? ['show', 'verify']
      : state === 'unproven' || state === 'inconclusive'
        ? ['verify', 'show']
        : view.plans.size > 0
          ? ['repair', 'verify', 'show']
          : ['show']
  return commands.map((command) => ({ command, label: word(`card.next.${command}`, locale) }))
}
