import type { AgentRun, CallResult } from '../../domain/agent.ts'
import type { Json, JsonObject } from '../../domain/json.ts'
import { isSkip } from '../../domain/tool.ts'

/** How a step stands, as `$status.id` names it in reports. */
export type StepStanding = CallResult['outcome'] | 'skipped'

export const standingOf = (result: CallResult): StepStanding =>
  result.skipped || (result.error && isSkip(result.error.code)) ? 'skipped' : result.outcome

/** `$params`, `$run`, `$locale` and `$steps`: what every expression of a workflow may name. */
export function bindingsOf(run: AgentRun, steps: JsonObject): JsonObject {
  return {
    params: run.workflow?.params ?? {},
    run: { id: run.runId, attempt: run.attempt, startedAt: run.startedAt },
    locale: run.request.locale,
    steps,
  }
}

/** Result values by step id. A failed call may have one too: a command's output and exit code. */
export function stepValues(results: ReadonlyMap<string, CallResult>): Record<string, Json> {
  const values: Record<string, Json> = {}
  for (const [ref, { value }] of results) if (value !== undefined) values[ref] = value
  return values
}
