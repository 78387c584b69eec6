import type { JsonObject } from '../domain/json.ts'
import type { Effect } from '../domain/effect.ts'
import type { PolicyDecision, RuleProposal } from '../domain/policy.ts'
import { type ApprovalSubject, isApproving, type Question, type QuestionOption } from '../domain/question.ts'
import { canonicalJson, sha256 } from '../lib/canonical.ts'
import { shortId } from '../lib/ids.ts'
import { ask } from './ask.ts'
import { boundFiles } from './bound-files.ts'
import { dryRun } from './dry-run.ts'
import { agentRun, modeOf, type RunContext } from './run-context.ts'

/** How long after the last moment for an answer an approval may still be used, in milliseconds. */
const USE_WITHIN_MS = 10 * 60_000

export interface ApprovalRequest {
  readonly callKey: string
  readonly tool: string
  readonly args: JsonObject
  readonly cwd: string
  readonly effects: readonly Effect[]
  readonly decision: PolicyDecision
  readonly stepTitle: string | undefined
}

export type Approval =
  | {
      readonly approved: true
      readonly questionId: string
      /** What runs instead of what was asked about. */
      readonly command: string | undefined
    }
  | { readonly approved: false; readonly expired: boolean; readonly reason: string | undefined }

/** The hash that binds an answer to exactly what will run. */
export const subjectHash = (subject: ApprovalSubject): string => sha256(canonicalJson(subject))

/** Asks a person whether this call may run; the question of before a restart is taken up again. */
export async function requestApproval(run: RunContext, request: ApprovalRequest): Promise<Approval> {
  const earlier = earlierApproval(run, request.callKey)
  if (!earlier && planExpired(run, request.callKey))
    return { approved: false, expired: true, reason: undefined }
  const question = await ask(run, earlier ?? (await newQuestion(run, request)))
  const { answer } = question
  if (question.status === 'answered' && answer && isApproving(answer.option))
    return { approved: true, questionId: question.id, command: answer.command }
  return { approved: false, expired: question.status === 'expired', reason: answer?.reason }
}

/** Rebuilt from what is about to run, not from the question: a changed byte gives another hash. */
export function approvalSubject(
  run: RunContext,
  request: Pick<ApprovalSubject, 'callKey' | 'tool' | 'args' | 'cwd' | 'files'>,
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
    ...(request.files === undefined ? {} : { files: request.files }),
  }
}

async function newQuestion(run: RunContext, request: ApprovalRequest): Promise<Question> {
  const { clock, settings, ownRules } = run.deps
  const askedAt = clock.now()
  const expiresAt = askedAt + settings.questionExpiryMs
  const bound = await boundFiles(run.deps, request.effects, modeOf(run))
  const subject = approvalSubject(run, { ...request, ...bound }, expiresAt + USE_WITHIN_MS)
  const { decision } = request
  const [always, shown] = await Promise.all([
    ownRules?.propose(request.effects, { mode: modeOf(run) }),
    dryRun(run, request.effects),
  ])
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
    ...shown,
    options: optionsFor(request, always),
    ...(always ? { always } : {}),
    askedAt,
    expiresAt,
    callKey: request.callKey,
    ...(request.stepTitle === undefined ? {} : { stepTitle: request.stepTitle }),
    subject,
    hash: subjectHash(subject),
  }
}

/** A command as it will be typed; any other call as its tool and arguments, whole. */
export const whatRuns = ({ tool, args }: Pick<ApprovalRequest, 'tool' | 'args'>): string =>
  typeof args['command'] === 'string' && tool === 'execute_command'
    ? args['command']
    : `${tool} ${canonicalJson(args)}`

const optionsFor = (
  { tool }: ApprovalRequest,
  always: RuleProposal | undefined,
): readonly QuestionOption[] => [
  { id: 'approve', label: { key: 'option.approve' } },
  ...(always ? [{ id: 'always', label: { key: 'option.always' } }] : []),
  ...(tool === 'execute_command' ? [{ id: 'edit', label: { key: 'option.edit' } }] : []),
  { id: 'deny', label: { key: 'option.deny' } },
]

/** One call of a plan that was asked about as a whole. */
export type PlannedCall = Pick<ApprovalSubject, 'callKey' | 'tool' | 'args' | 'files'>

/** The calls that a question lists; none where it is about one call only. */
export function plannedCalls({ subject }: Question): readonly PlannedCall[] {
  const calls = subject?.tool === 'plan' ? subject.args['calls'] : undefined
  return Array.isArray(calls) ? calls : []
}

/** Nobody answered for the plan in time: that counts as no for everything on it. */
const planExpired = (run: RunContext, key: string): boolean =>
  [...run.view.questions.values()].some(
    (question) =>
      question.status === 'expired' && plannedCalls(question).some((call) => call.callKey === key),
  )

/** What was asked about this call before, by this process or the one before it. */
export const earlierApproval = (run: RunContext, key: string): Question | undefined =>
  [...run.view.questions.values()].findLast(({ kind, callKey }) => kind === 'approval' && callKey === key)
