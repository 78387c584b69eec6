import type { JsonObject } from '../domain/json.ts'
import type { Effect } from '../domain/effect.ts'
import type { PolicyDecision, RuleProposal } from '../domain/policy.ts'
import { type ApprovalSubject, isApproving, type Question, type QuestionOption } from '../domain/question.ts'
import type { Text } from '../domain/text.ts'
import { canonicalJson, sha256 } from '../lib/canonical.ts'
import { shortId } from '../lib/ids.ts'
import { ask } from './ask.ts'
import { boundFiles } from './bound-files.ts'
import { changePlan } from './changes/begin.ts'
import { takesBack } from './changes/words.ts'
import { expiryOf, validUntilFrom } from './clearance/valid-until.ts'
import { windowToCome } from './clearance/window-to-come.ts'
import { dryRun } from './dry-run.ts'
import { prepare } from './prepare.ts'
import { agentRun, modeOf, type RunContext } from './run-context.ts'
import { needsTwo } from './two-people.ts'

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
  if (!isYes(question)) return refusal(question)
  if (question.approvals?.given.length === 1 || !isFirstOfTwo(run, request, question))
    return approvalOf(question)
  const second = await secondQuestion(run, request, question)
  if (!second) return { approved: false, expired: false, reason: CHANGED }
  const again = await ask(run, second)
  return isYes(again) ? approvalOf(again) : refusal(again)
}

const CHANGED = 'what would run has changed since the first of two approvals, or it came too long ago'

const isYes = ({ status, answer }: Question): boolean =>
  status === 'answered' && answer !== undefined && isApproving(answer.option)

const refusal = ({ status, answer }: Question): Approval => ({
  approved: false,
  expired: status === 'expired',
  reason: answer?.reason,
})

const approvalOf = ({ id, answer, approvals }: Question): Approval => ({
  approved: true,
  questionId: id,
  command: answer?.command ?? approvals?.given[0]?.command,
})

/** Also where it was edited into something that destroys. */
function isFirstOfTwo(run: RunContext, request: ApprovalRequest, { approvals, answer }: Question): boolean {
  if (approvals) return true
  const edited = answer?.command === undefined ? undefined : preparedWith(run, request, answer.command)
  return edited?.ok === true && needsTwo(run.deps.settings, edited.decision)
}

const preparedWith = (run: RunContext, { tool, args, callKey }: ApprovalRequest, command: string) =>
  prepare(run, { ref: callKey, tool, args: { ...args, command } })

/**
 * The same question once more, to somebody else: bound to the same bytes as the first, which by itself starts nothing.
 * undefined where they are not the same any more.
 */
async function secondQuestion(
  run: RunContext,
  request: ApprovalRequest,
  first: Question,
): Promise<Question | undefined> {
  const { clock, settings } = run.deps
  const { answer, subject, hash } = first
  const command = answer?.command
  const args = command === undefined ? request.args : { ...request.args, command }
  const prepared = command === undefined ? request : preparedWith(run, request, command)
  if (!answer || !subject || ('ok' in prepared && !prepared.ok) || clock.now() > subject.validUntil)
    return undefined
  const bound = await boundFiles(run.deps, prepared.effects, modeOf(run))
  const now = approvalSubject(run, { ...request, args, ...bound }, subject.validUntil)
  const same = subjectHash({ ...now, ...(subject.first ? { first: true } : {}) })
  if (same !== (answer.hash ?? hash)) return undefined
  const askedAt = clock.now()
  const expiresAt = expiryOf(settings, askedAt, isScheduled(run))
  const bindsTo = { ...now, validUntil: validUntilFrom(settings, expiresAt) }
  const { always: _rule, answer: _first, dryRun: before, ...kept } = first
  const shown =
    command === undefined ? { ...(before ? { dryRun: before } : {}) } : await dryRun(run, prepared.effects)
  return {
    ...kept,
    id: shortId(),
    status: 'open',
    title: { key: 'question.approval.second', params: { by: answer.by.name ?? answer.by.id } },
    body: whatRuns({ tool: request.tool, args }),
    ...shown,
    options: [
      { id: 'approve', label: { key: 'option.approve' } },
      { id: 'deny', label: { key: 'option.deny' } },
    ],
    askedAt,
    expiresAt,
    approvals: { needed: 2, given: [answer] },
    subject: bindsTo,
    hash: subjectHash(bindsTo),
  }
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
  const expiresAt = expiryOf(settings, askedAt, isScheduled(run))
  const bound = await boundFiles(run.deps, request.effects, modeOf(run))
  const { decision } = request
  const two = needsTwo(settings, decision)
  const one = approvalSubject(run, { ...request, ...bound }, validUntilFrom(settings, expiresAt))
  const subject = two ? { ...one, first: true as const } : one
  const undo = (await saidOfChange(run, request)) ?? decision.undo
  const [always, shown] = await Promise.all([
    // One person alone writes no rule for what two must agree on.
    two ? undefined : ownRules?.propose(request.effects, { mode: modeOf(run) }),
    dryRun(run, request.effects),
  ])
  return {
    id: shortId(),
    runId: run.runId,
    thread: agentRun(run).request.thread,
    kind: 'approval',
    status: 'open',
    title: { key: two ? 'question.approval.first' : 'question.approval.title' },
    body: whatRuns(request),
    why: decision.why,
    rule: decision.rule,
    ...(undo === undefined ? {} : { undo }),
    ...shown,
    options: optionsFor(request, always, windowToCome(settings, askedAt)),
    ...(always ? { always } : {}),
    ...(two ? { approvals: { needed: 2, given: [] } } : {}),
    askedAt,
    expiresAt,
    callKey: request.callKey,
    ...(request.stepTitle === undefined ? {} : { stepTitle: request.stepTitle }),
    subject,
    hash: subjectHash(subject),
  }
}

/** Where the change takes itself back: that it does, and what of it could not be. */
async function saidOfChange(
  run: RunContext,
  { callKey, tool, args }: ApprovalRequest,
): Promise<Text | undefined> {
  const prepared = prepare(run, { ref: callKey, tool, args })
  const plan = prepared.ok ? changePlan(run, prepared) : undefined
  if (!plan?.confirm) return undefined
  return takesBack(plan, (await run.deps.changes?.foresee(plan)) ?? [])
}

/** A command as it will be typed; any other call as its tool and arguments, whole. */
export const whatRuns = ({ tool, args }: Pick<ApprovalRequest, 'tool' | 'args'>): string =>
  typeof args['command'] === 'string' && tool === 'execute_command'
    ? args['command']
    : `${tool} ${canonicalJson(args)}`

const optionsFor = (
  { tool }: ApprovalRequest,
  always: RuleProposal | undefined,
  /** When the window opens that it would wait for. */
  from: string | undefined,
): readonly QuestionOption[] => [
  ...approveOptions(from),
  ...(always ? [{ id: 'always', label: { key: 'option.always' } }] : []),
  ...(tool === 'execute_command' ? [{ id: 'edit', label: { key: 'option.edit' } }] : []),
  { id: 'deny', label: { key: 'option.deny' } },
]

/** Where it would wait for its window, a person may also have it run at once. */
export const approveOptions = (
  from: string | undefined,
  plain: 'option.approve' | 'option.approve_all' = 'option.approve',
): readonly QuestionOption[] =>
  from === undefined
    ? [{ id: 'approve', label: { key: plain } }]
    : [
        { id: 'approve', label: { key: 'option.approve_window', params: { from } } },
        { id: 'now', label: { key: 'option.now' } },
      ]

const isScheduled = (run: RunContext): boolean => agentRun(run).request.schedule !== undefined

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
