import type { RunDetail } from '../domain/engine.ts'
import type { RunSummary } from '../domain/journal.ts'
import type { Locale } from '../domain/text.ts'
import type { MessageKey } from '../i18n/catalogue.ts'

/**
 * The language that a run was asked for in: its titles, criteria and report are in it, and the words around them go with
 * them.
 */
export const localeOfRun = ({ events }: RunDetail, fallback: Locale): Locale => {
  const [first] = events
  return first?.type === 'run.submitted' ? first.request.locale : fallback
}

/** How a run stands, in the one word that its card opens with. */
export function stateKey({ status, unproven, failure }: RunSummary): MessageKey {
  if (status === 'completed') return unproven ? 'run.unproven' : 'run.passed'
  if (status !== 'failed') return `run.${status}`
  switch (failure) {
    case 'not_passed':
    case 'inconclusive':
    case 'denied':
    case 'timed_out':
      return `run.${failure}`
    case 'budget':
      return 'run.over_budget'
    default:
      return 'run.failed'
  }
}
