import type { FailureCode } from '../domain/event.ts'
import type { RunSummary } from '../domain/journal.ts'
import type { RunView } from '../domain/run-view.ts'
import type { CardState } from './card-model.ts'

const BY_FAILURE = {
  not_passed: 'not_passed',
  inconclusive: 'inconclusive',
  denied: 'denied',
  timed_out: 'timed_out',
  budget: 'over_budget',
  no_agent: 'failed',
  model: 'failed',
  unclear: 'failed',
  bad_request: 'failed',
  storage: 'failed',
  internal: 'failed',
} as const satisfies Record<FailureCode, CardState>

/** The one word for how a run stands. */
export function cardState(view: RunView): CardState {
  switch (view.status) {
    case 'queued':
    case 'running':
    case 'waiting':
    case 'cancelled':
      return view.status
    case 'completed':
      return view.unproven ? 'unproven' : 'passed'
    case 'failed':
      return view.failure ? BY_FAILURE[view.failure.code] : 'failed'
    default:
      return view.status satisfies never
  }
}

/** The same from a row of a list. */
export function summaryState(run: RunSummary): CardState {
  if (run.status === 'completed') return run.unproven ? 'unproven' : 'passed'
  if (run.status !== 'failed') return run.status
  return run.failure ? BY_FAILURE[run.failure] : 'failed'
}
