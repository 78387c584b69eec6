import type { RunEvent } from './event.ts'
import type { Question } from './question.ts'
import type { CallView, RunView, StepView } from './run-view.ts'
import { isSkip, type ToolError } from './tool.ts'

export function startCall(view: RunView, event: Extract<RunEvent, { type: 'tool_call.started' }>): void {
  const call = view.calls.get(event.callKey)
  if (!call) return
  call.startedAt = event.at
  if (event.approval !== undefined) call.approval = event.approval
  if (event.args !== undefined) {
    call.args = event.args
    if (typeof event.args['command'] === 'string') call.ran = event.args['command']
  }
  const step = stepOf(view, call)
  if (step) Object.assign(step, { status: 'running', startedAt: event.at })
}

export function finishCall(view: RunView, event: Extract<RunEvent, { type: 'tool_call.finished' }>): void {
  const call = view.calls.get(event.callKey)
  if (!call) return
  call.outcome = event.outcome
  call.durationMs = event.durationMs
  if (event.result) call.result = event.result
  if (event.exitCode !== undefined) call.exitCode = event.exitCode
  if (event.error) call.error = event.error
  if (event.output) call.outputSha256 = event.output.sha256
  const step = stepOf(view, call)
  if (!step) return
  step.durationMs = event.durationMs
  step.status =
    event.outcome === 'succeeded'
      ? 'completed'
      : event.error && isSkip(event.error.code)
        ? 'skipped'
        : 'failed'
  if (event.error) step.error = event.error
}

const stepOf = (view: RunView, call: CallView): StepView | undefined =>
  call.stepId === undefined ? undefined : view.steps.get(`${attemptOf(call.key)}/${call.stepId}`)

/** An answer may settle what came of a call. */
export function closeQuestion(view: RunView, id: string, change: Partial<Question>): void {
  const question = view.questions.get(id)
  if (!question) return
  view.questions.set(id, { ...question, ...change })
  if (question.kind === 'unknown_outcome' && change.answer?.option === 'done')
    callIsDone(view, question.callKey)
}

function callIsDone(view: RunView, callKey: string | undefined): void {
  const call = callKey === undefined ? undefined : view.calls.get(callKey)
  if (!call) return
  call.saidDone = true
  const step = stepOf(view, call)
  if (step) step.status = 'completed'
}

/** `attempt/phase/ref` → its attempt; keys are made in one place, `engine/call-key.ts`. */
const attemptOf = (callKey: string): number => Number.parseInt(callKey, 10)

export function recordChange(view: RunView, event: Extract<RunEvent, { type: 'change.recorded' }>): void {
  const call = view.calls.get(event.callKey)
  if (!call) return
  const { class: id, confirm, snapshot, label = { en: id, fr: id }, keepMs = 0, checks = [] } = event
  call.change = { class: id, confirm, snapshot, label, keepMs, checks }
}

/** A change that was taken back has not succeeded, whatever the call's own result was. */
export function endChange(
  view: RunView,
  event: Extract<RunEvent, { type: 'change.kept' | 'change.restored' }>,
): void {
  const call = view.calls.get(event.callKey)
  if (!call?.change) return
  call.change.ended = event.type === 'change.kept' ? 'kept' : 'restored'
  if (event.type === 'change.kept') return
  const { reason, verified } = event
  Object.assign(call.change, { reason, verified })
  if (call.outcome === 'succeeded') call.outcome = 'failed'
  call.error = takenBack(event)
  const step = stepOf(view, call)
  if (step) Object.assign(step, { status: 'failed', error: call.error })
}

const takenBack = ({ reason, verified }: Extract<RunEvent, { type: 'change.restored' }>): ToolError => ({
  code: 'E_TAKEN_BACK',
  message: `the change was taken back (${reason}); ${
    verified ? 'everything recorded is as it was before' : 'not everything is as it was before'
  }`,
  recoverable: false,
  subject: reason,
})
