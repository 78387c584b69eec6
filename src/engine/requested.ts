import type { CallRequest } from '../domain/agent.ts'
import type { RunEventBody } from '../domain/event.ts'
import type { Prepared } from './prepare.ts'

/** A call as it was asked for, and what policy says of it. */
export function requestedEvent(
  key: string,
  request: CallRequest,
  { decision, access }: Prepared,
): RunEventBody {
  return {
    type: 'tool_call.requested',
    callKey: key,
    tool: request.tool,
    args: request.args,
    ...(request.stepId === undefined ? {} : { stepId: request.stepId }),
    decision: decision.decision,
    access,
    rule: decision.rule,
    ...(decision.decision === 'allow' ? {} : { part: decision.part, why: decision.why }),
  }
}
