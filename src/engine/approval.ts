import type { JsonObject } from '../domain/json.ts'
import type { PolicyDecision } from '../domain/policy.ts'
import type { ApprovalSubject, Question } from '../domain/question.ts'
import { canonicalJson, sha256 } from '../lib/canonical.ts'
import { shortId } from '../lib/ids.ts'
import { ask } from './ask.ts'
import { agentRun, modeOf, type RunContext } from './run-context.ts'

/** How long after the last moment for an answer an approval may still be used, in milliseconds. */
const USE_WITHIN_MS = 10 * 60_000

export interface ApprovalRequest {
  readonly callKey: string
  readonly tool: string
  readonly args: JsonObject
  readonly cwd: string
  readonly decision: PolicyDecision
  readonly stepTitle: string | undefined
}

export type Approval =
  | { readonly approved: true; readonly questionId: string; readonly hash: string }
  | { readonly approved: false; readonly expired: boolean; readonly reason: string | undefined }

/** The hash that binds an answer to exactly what will run. */
export const subjectHash = (subject: ApprovalSubject): string => sha256(canonicalJson(subject))

/** Asks a person whether this call may run; the question of before a restart is taken up again. */
export async function requestApproval(run: RunContext, request: ApprovalRequest): Promise<Approval> {
  const question = await ask(run, earlierQuestion(run, request.callKey) ?? newQuestion(run, request))
  if (question.status === 'answered' && question.answer?.option === 'approve' && question.hash !== undefined)
    return { approved: true, questionId: question.id, hash: question.hash }
  return { approved: false, expired: question.status === 'expired', reason: question.answer?.reason }
}

/** Rebuilt from what is about to run, not from the question: a changed byte gives another hash. */
export function approvalSubject(
  run: RunContext,
  request: ApprovalRequest,
  validUntil: number,
): ApprovalSubject {
  return {
    runId: run.runId,
    callKey: request.callKey,
    tool: request.tool,
    args: request.args,
    cwd: request.cwd,
    env: {},
    mode: modeOf(run),
    requester: agentRun(run).request.actor,
    validUntil,
  }
}

function newQuestion(run: RunContext, request: ApprovalRequest): Question {
  const { clock, settings } = run.deps
  const askedAt = clock.now()
  const expiresAt = askedAt + settings.questionExpiryMs
  const subject = approvalSubject(run, request, expiresAt + USE_WITHIN_MS)
  const { decision } = request
  return {
    id: shortId(),
    runId: run.runId,
    thread: agentRun(run).request.thread,
    kind: 'approval',
    status: 'open',
    title: { key: 'question.approval.title' },
    body: whatRuns(request),
    why: decision.why,
    rule: decision.rule,
    ...(decision.undo === undefined ? {} : { undo: decision.undo }),
    options: [
      { id: 'approve', label: { key: 'option.approve' } },
      { id: 'deny', label: { key: 'option.deny' } },
    ],
    askedAt,
    expiresAt,
    callKey: request.callKey,
    ...(request.stepTitle === undefined ? {} : { stepTitle: request.stepTitle }),
    subject,
    hash: subjectHash(subject),
  }
}

/** A command as it will be typed; any other call as its tool and arguments, whole. */
const whatRuns = ({ tool, args }: ApprovalRequest): string =>
  typeof args['command'] === 'string' && tool === 'execute_command'
    ? args['command']
    : `${tool} ${canonicalJson(args)}`

const earlierQuestion = (run: RunContext, key: string): Question | undefined =>
  [...run.view.questions.values()].findLast(({ kind, callKey }) => kind === 'approval' && callKey === key)
