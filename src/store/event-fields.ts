import type { RunEventType } from '../domain/event.ts'
import { blob, callKey, type FieldKind, flag, plain, result, stepId, word } from './field-kinds.ts'

/**
 * How each event type is written: a short code and its fields in order. Databases in the field hold these: a code is
 * never used again for something else, words and fields may only be appended, and none may ever change its place.
 */
export interface EventLayout {
  readonly code: string
  readonly names: readonly string[]
  readonly kinds: readonly FieldKind[]
}

const phase = word(['spec', 'plan', 'execute', 'verify', 'repair', 'complete'])
const phaseStatus = word(['completed', 'failed', 'skipped'])
const queueReason = word(['submitted', 'reverify', 'repair', 'shutdown', 'continue'])
const decision = word(['allow', 'ask', 'deny'])
const access = word(['read', 'write'])
const mode = word(['direct', 'sandbox'])
const tool = word([
  'execute_command',
  'get_system_info',
  'read_file',
  'write_file',
  'list_directory',
  'search_directory',
  'get_datetime',
  'calculate',
  'http_request',
  'git_status',
  'git_diff',
  'run_tests',
  'run_lint',
  'run_format',
  'run_build',
  'run_typecheck',
])
const outcome = word(['succeeded', 'failed', 'denied', 'cancelled', 'unknown'])

export const EVENT_LAYOUTS = {
  'run.submitted': layout('rs', ['request', plain], ['pins', plain]),
  'run.queued': layout('rq', ['reason', queueReason], ['by', plain]),
  'run.started': layout('rb', ['attempt', plain]),
  'run.resumed': layout('rr'),
  'run.waiting': layout('rw', ['questionId', plain], ['reason', plain], ['until', plain]),
  'run.completed': layout('rc', ['unproven', flag], ['report', plain]),
  'run.failed': layout('rf', ['reason', plain], ['code', plain], ['report', plain]),
  'run.cancelled': layout('rx', ['by', plain], ['reason', plain]),
  'phase.started': layout('ps', ['phase', phase], ['attempt', plain]),
  'phase.finished': layout(
    'pf',
    ['phase', phase],
    ['attempt', plain],
    ['status', phaseStatus],
    ['summary', plain],
  ),
  'spec.set': layout('ss', ['spec', plain], ['workflow', plain]),
  'plan.set': layout('pl', ['attempt', plain], ['phase', phase], ['plan', plain]),
  'turn.answered': layout('ta', ['key', plain], ['answer', plain], ['usage', plain], ['prompts', plain]),
  'tool_call.requested': layout(
    'q',
    ['callKey', callKey],
    ['tool', tool],
    ['args', plain],
    ['stepId', stepId],
    ['decision', decision],
    ['access', access],
    ['rule', plain],
    ['part', plain],
    ['why', plain],
  ),
  'tool_call.started': layout(
    's',
    ['callKey', callKey],
    ['mode', mode],
    ['approval', plain],
    ['args', plain],
  ),
  'tool_call.finished': layout(
    'f',
    ['callKey', callKey],
    ['outcome', outcome],
    ['durationMs', plain],
    ['result', result],
    ['exitCode', plain],
    ['output', blob],
    ['error', plain],
  ),
  'step.skipped': layout('sk', ['attempt', plain], ['stepId', plain], ['why', plain]),
  'attempt.retried': layout(
    'ar',
    ['callKey', callKey],
    ['retry', plain],
    ['delayMs', plain],
    ['code', plain],
  ),
  'attempt.timed_out': layout('at', ['callKey', callKey], ['limitMs', plain]),
  'recovery.attempted': layout(
    'ra',
    ['callKey', callKey],
    ['code', plain],
    ['subject', plain],
    ['suggestions', plain],
    ['retriedWith', plain],
    ['success', flag],
  ),
  'change.recorded': layout(
    'cr',
    ['callKey', callKey],
    ['class', plain],
    ['snapshot', plain],
    ['sha256', plain],
    ['files', plain],
    ['bytes', plain],
    ['confirm', flag],
    ['cannot', plain],
    ['label', plain],
    ['keepMs', plain],
    ['checks', plain],
  ),
  'change.kept': layout('ck', ['callKey', callKey], ['by', plain], ['checks', plain]),
  'change.restored': layout(
    'cx',
    ['callKey', callKey],
    ['reason', plain],
    ['restorer', plain],
    ['verified', flag],
    ['parts', plain],
    ['checks', plain],
  ),
  'question.opened': layout('qo', ['question', plain]),
  'question.answered': layout('qa', ['questionId', plain], ['answer', plain]),
  'question.expired': layout('qx', ['questionId', plain]),
  'question.settled': layout('qs', ['question', plain]),
  'evidence.recorded': layout('e', ['evidence', plain]),
  'verdict.reached': layout('v', ['verdict', plain]),
  'budget.warned': layout('bw', ['resource', plain], ['level', plain], ['limit', plain], ['value', plain]),
  'budget.exceeded': layout('bx', ['resource', plain], ['limit', plain], ['value', plain]),
  'incident.opened': layout('i', ['incident', plain]),
  steered: layout('st', ['text', plain], ['by', plain]),
} satisfies Record<RunEventType, EventLayout>

function layout(code: string, ...fields: readonly (readonly [name: string, kind: FieldKind])[]): EventLayout {
  return { code, names: fields.map(([name]) => name), kinds: fields.map(([, kind]) => kind) }
}
