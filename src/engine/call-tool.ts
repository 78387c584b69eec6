import type { CallRequest, CallResult } from '../domain/agent.ts'
import type { RunEventBody } from '../domain/event.ts'
import { ConditionFailed } from '../domain/journal.ts'
import type { JsonObject } from '../domain/json.ts'
import type { Phase } from '../domain/run.ts'
import type { ToolError } from '../domain/tool.ts'
import { type Approval, approvalSubject, earlierApproval, requestApproval, subjectHash } from './approval.ts'
import { boundFiles } from './bound-files.ts'
import { againRef, callKey } from './call-key.ts'
import { beginChange } from './changes/begin.ts'
import { performKept, resumeChange } from './changes/perform.ts'
import { type Cleared, clearToStart } from './clearance/clear-to-start.ts'
import type { Grant } from './grant.ts'
import { resourcesOf } from './locks.ts'
import { perform } from './perform.ts'
import { type Prepared, prepare } from './prepare.ts'
import { recover } from './recover.ts'
import { requestedEvent } from './requested.ts'
import { storedCall } from './results.ts'
import { modeOf, type RunContext } from './run-context.ts'
import { settleByStanding } from './schedules/standing.ts'
import { settleUnknown } from './unknown.ts'

export interface CallPlace {
  readonly attempt: number
  readonly phase: Phase
  /** For people, when they are asked. */
  readonly stepTitle?: string
  /** An answer that was given for several calls together. */
  readonly grant?: Grant
  /** In the sandbox whatever the run's mode, and there unasked: a check of what a model wrote. What is denied stays so. */
  readonly shutIn?: true
}

/**
 * One call, once: validate, find the effects, ask policy, ask a person if policy says so, journal `started`, act,
 * journal `finished`, recover where the system can. What the journal already holds is not done again; a writing call
 * that was under way when the process died is put to the owner.
 */
export async function callTool(run: RunContext, place: CallPlace, request: CallRequest): Promise<CallResult> {
  const key = callKey(place.attempt, place.phase, request.ref)
  const earlier = run.view.calls.get(key)
  const interrupted =
    earlier?.outcome === undefined &&
    earlier?.startedAt !== undefined &&
    earlier.access === 'write' &&
    // It may be made again: what it did, it did in the workspace, like the check that is to come.
    !place.shutIn
  if (earlier?.change?.confirm && (interrupted || earlier.outcome !== undefined))
    return resumeChange(run, earlier, () => prepare(run, { ...request, args: earlier.args }))
  if (earlier && (interrupted || earlier.outcome === 'unknown'))
    return settleUnknown(run, earlier, () => callTool(run, place, { ...request, ref: againRef(request.ref) }))
  if (earlier?.outcome !== undefined) return storedCall(run.deps.blobs, earlier)

  const prepared = prepare(run, request, place.shutIn ? 'sandbox' : undefined)
  if (!prepared.ok) return refuse(run, key, request, prepared.error)

  const requested = requestedEvent(key, request, prepared)
  const isNew = earlier === undefined
  switch (prepared.decision.decision) {
    case 'deny':
      return finish(run, key, isNew ? [requested] : [], denied(prepared, undefined))
    case 'ask':
      if (place.shutIn) return act(run, key, isNew ? [requested] : [], prepared)
      if (isNew) await run.append([requested])
      return callGranted(run, place, request, key, prepared)
    case 'allow':
      // What a person was asked about stays theirs to decide, also where a rule allows it meanwhile.
      if (earlierApproval(run, key)) return callApproved(run, place, request, key, prepared)
      return callScheduled(run, place, key, isNew ? [requested] : [], prepared)
    default:
      return prepared.decision.decision satisfies never
  }
}

/** Where it was answered together with others, nobody is asked again; otherwise by itself. */
function callGranted(
  run: RunContext,
  place: CallPlace,
  request: CallRequest,
  key: string,
  prepared: Prepared,
): Promise<CallResult> {
  const answer = place.grant?.answerTo(request, prepared)
  if (!answer) return callBeforehand(run, place, request, key, prepared)
  if (answer.approved) return act(run, key, [], prepared, { questionId: answer.questionId })
  const no = { approved: false, expired: false, reason: undefined } as const
  return finish(run, key, [], denied(prepared, no))
}

/** An owner may have said yes to exactly this when the schedule was made. A yes that ran out unused is given anew. */
async function callBeforehand(
  run: RunContext,
  place: CallPlace,
  request: CallRequest,
  key: string,
  prepared: Prepared,
): Promise<CallResult> {
  const earlier = earlierApproval(run, key)
  const ranOut =
    earlier?.answer?.option === 'approve' && (earlier.subject?.validUntil ?? 0) < run.deps.clock.now()
  if (!earlier || ranOut)
    await settleByStanding(run, { callKey: key, tool: request.tool, args: request.args }, prepared)
  return callApproved(run, place, request, key, prepared)
}

/** What a schedule changes unasked waits while something holds it back; what only looks does not. */
async function callScheduled(
  run: RunContext,
  place: CallPlace,
  key: string,
  before: readonly RunEventBody[],
  prepared: Prepared,
): Promise<CallResult> {
  const waits = run.view.request?.schedule && prepared.access === 'write' && place.phase !== 'verify'
  if (!waits) return act(run, key, before, prepared)
  const cleared = await clearToStart(run, key, { hurry: false, windows: false, validUntil: Infinity })
  return cleared.clear
    ? act(run, key, before, prepared)
    : finish(run, key, before, notStarted(prepared, cleared))
}

/** The person's answer, then policy once more: what it says at the moment of starting counts. */
async function callApproved(
  run: RunContext,
  place: CallPlace,
  request: CallRequest,
  key: string,
  prepared: Prepared,
): Promise<CallResult> {
  const asked = {
    callKey: key,
    tool: request.tool,
    args: request.args,
    cwd: prepared.cwd,
    effects: prepared.effects,
    decision: prepared.decision,
    stepTitle: place.stepTitle,
  }
  const approval = await requestApproval(run, asked)
  if (!approval.approved) return finish(run, key, [], denied(prepared, approval))
  const { questionId, command } = approval
  const question = run.view.questions.get(questionId)
  const validUntil = question?.subject?.validUntil ?? 0
  const hurry = question?.answer?.option === 'now'
  const cleared: Cleared =
    place.phase === 'verify'
      ? { clear: true }
      : await clearToStart(run, key, { hurry, windows: true, validUntil })
  if (!cleared.clear) return finish(run, key, [], notStarted(prepared, cleared))
  const args = command === undefined ? request.args : { ...request.args, command }
  const again = prepare(run, { ...request, args })
  if (!again.ok) return finish(run, key, [], denied(prepared, undefined))
  if (again.decision.decision === 'deny') return finish(run, key, [], denied(again, undefined))
  const bound = await boundFiles(run.deps, again.effects, modeOf(run))
  const hash = subjectHash(approvalSubject(run, { ...asked, args, ...bound }, validUntil))
  const consume: Consume = { questionId, hash, ...(command === undefined ? {} : { args }) }
  try {
    const result = await act(run, key, [], again, consume)
    return command === undefined ? result : { ...result, ran: command }
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error
    return finish(run, key, [], denied(prepared, { approved: false, expired: false, reason: error.message }))
  }
}

/** The approval that this start uses up, and what runs where a person edited it. Without a hash it was used up before. */
interface Consume {
  readonly questionId: string
  readonly hash?: string
  readonly args?: JsonObject
}

/**
 * A writing call's `started` is durable before anything happens; its `finished` may share a commit with what comes next.
 * A reading call may run again, so it waits for the disk only now and then: the next writing call, model answer or end
 * of a phase is durable together with everything before it, and nobody outside hears of anything that is not.
 */
async function act(
  run: RunContext,
  key: string,
  before: readonly RunEventBody[],
  prepared: Prepared,
  consume?: Consume,
): Promise<CallResult> {
  const writes = prepared.access === 'write'
  const leave = run.gate.enter(writes)
  try {
    return await actInside(run, key, before, prepared, { consume, leave })
  } finally {
    leave()
  }
}

async function actInside(
  run: RunContext,
  key: string,
  before: readonly RunEventBody[],
  prepared: Prepared,
  { consume, leave }: { readonly consume: Consume | undefined; readonly leave: () => void },
): Promise<CallResult> {
  const writes = prepared.access === 'write'
  const release = await run.locks.acquire(writes ? resourcesOf(prepared.effects) : [], run.signal)
  try {
    const change = writes ? await beginChange(run, key, prepared, consume !== undefined) : undefined
    if (change?.ok === false)
      return await finish(run, key, before, { outcome: 'failed', error: change.error })
    const recorded = change ? [...before, change.recorded] : before
    const started: RunEventBody = {
      type: 'tool_call.started',
      callKey: key,
      ...(prepared.mode === 'direct' ? {} : { mode: prepared.mode }),
      ...(consume ? { approval: consume.questionId } : {}),
      ...(consume?.args ? { args: consume.args } : {}),
    }
    const { questionId = '', hash } = consume ?? {}
    if (writes || consume)
      await run.append(
        [...recorded, started],
        hash === undefined ? undefined : { consume: { questionId, hash } },
      )
    else run.appendSoon([...recorded, started])
    if (change?.confirm) return await performKept(run, key, prepared, { change, leave })
    const { result, finished } = await perform(run, key, prepared)
    if (change) await run.deps.changes?.recordAfter({ runId: run.runId, callKey: key })
    if (writes || run.mayRunAhead()) run.appendSoon([finished])
    else await run.append([finished])
    return result.error?.recoverable ? await recover(run, key, prepared, result) : result
  } finally {
    release()
  }
}

async function finish(
  run: RunContext,
  key: string,
  before: readonly RunEventBody[],
  result: CallResult,
): Promise<CallResult> {
  await run.append([
    ...before,
    {
      type: 'tool_call.finished',
      callKey: key,
      outcome: result.outcome,
      durationMs: 0,
      ...(result.error ? { error: result.error } : {}),
    },
  ])
  return result
}

/** A call that cannot even be judged: unknown tool, arguments that do not fit. Journaled like any other. */
function refuse(run: RunContext, key: string, request: CallRequest, error: ToolError): Promise<CallResult> {
  const requested: RunEventBody = {
    type: 'tool_call.requested',
    callKey: key,
    tool: request.tool,
    args: request.args,
    decision: 'deny',
    access: 'read',
    rule: 'call.invalid',
    ...(request.stepId === undefined ? {} : { stepId: request.stepId }),
  }
  return finish(run, key, [requested], { outcome: 'failed', error })
}

/** Its time did not come. */
const notStarted = ({ decision }: Prepared, { reason }: Extract<Cleared, { clear: false }>): CallResult => ({
  outcome: 'denied',
  error: { code: 'E_DENIED', message: reason, recoverable: false, subject: decision.part },
})

function denied({ decision }: Prepared, approval: Approval | undefined): CallResult {
  const byPerson = approval && !approval.approved
  const message = !byPerson
    ? `policy denies this (rule ${decision.rule}): ${decision.part}`
    : approval.expired
      ? 'nobody answered in time'
      : (approval.reason ?? 'denied')
  return {
    outcome: 'denied',
    error: { code: 'E_DENIED', message, recoverable: false, subject: decision.part },
  }
}
