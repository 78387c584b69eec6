import type { RunSummary } from '../domain/journal.ts'
import type { MessageKey } from '../i18n/catalogue.ts'

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
