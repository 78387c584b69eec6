import type { Changes, MadeCheck, RestoreReason } from '../../domain/change.ts'
import type { RunEventBody } from '../../domain/event.ts'
import type { Question } from '../../domain/question.ts'
import type { Actor } from '../../domain/run.ts'
import type { CallView, ChangeView } from '../../domain/run-view.ts'
import { StorageError } from '../../domain/errors.ts'
import { ShuttingDown } from '../../lib/abort.ts'
import { canonicalJson } from '../../lib/canonical.ts'
import { shortId } from '../../lib/ids.ts'
import { ask } from '../ask.ts'
import { agentRun, type RunContext } from '../run-context.ts'
import { hold, makeChecks } from './checks.ts'
import { restoredEvents } from './restored.ts'
import { keepTitle, keepWhy } from './words.ts'

/** A change of a run, with everything needed to end it. */
interface Open {
  readonly run: RunContext
  readonly changes: Changes
  readonly call: CallView
  readonly change: ChangeView
  readonly ref: { readonly runId: string; readonly callKey: string }
}

/**
 * Ends a change one way or the other: kept, where the call went well, its checks hold and somebody says so in time;
 * taken back in every other case. Safe to do again after a crash: what the disk says was decided stands.
 */
export async function settleChange(run: RunContext, key: string): Promise<void> {
  const { changes } = run.deps
  const call = run.view.calls.get(key)
  if (!changes || !call?.change?.confirm || call.change.ended) return
  const open: Open = { run, changes, call, change: call.change, ref: { runId: run.runId, callKey: key } }
  try {
    await settle(open)
  } catch (error) {
    const reason: unknown = run.signal.aborted ? run.signal.reason : error
    // The next start goes on with it; until then the watchdog has the deadline.
    if (reason instanceof ShuttingDown || reason instanceof StorageError) throw error
    await takeBack(open, 'cancelled', [])
    throw error
  }
}

async function settle(open: Open): Promise<void> {
  const { run, changes, call, change, ref } = open
  const before = await changes.decided(ref)
  if (before === 'kept') return kept(open, undefined, [])
  if (call.outcome !== 'succeeded')
    return takeBack(open, call.outcome === 'unknown' ? 'interrupted' : 'call_failed', [])
  if (before === 'taken_back') return takeBack(open, 'expired', [])
  const earlier = earlierQuestion(run, call.key)
  if (!earlier) {
    await changes.arm(ref, change.keepMs)
    const checks = await makeChecks(run, change.checks)
    if (!hold(checks)) return takeBack(open, 'check_failed', checks)
  }
  const question = await ask(run, earlier ?? (await newQuestion(open)))
  if (question.status === 'expired') return takeBack(open, 'expired', [])
  if (question.answer?.option !== 'keep') return takeBack(open, 'denied', [])
  const again = await makeChecks(run, change.checks)
  if (!hold(again)) return takeBack(open, 'check_failed', again)
  if (!(await changes.keep(ref))) return takeBack(open, 'too_late', again)
  return kept(open, question.answer.by, again)
}

async function kept(
  { run, changes, ref }: Open,
  by: Actor | undefined,
  checks: readonly MadeCheck[],
): Promise<void> {
  const { callKey } = ref
  await run.append([{ type: 'change.kept', callKey, ...(by ? { by } : {}), checks }])
  await changes.settled(ref)
}

/** Also where the run has been broken off: that takes nothing from the need to put it back. */
async function takeBack(open: Open, reason: RestoreReason, checks: readonly MadeCheck[]): Promise<void> {
  const { run, changes, change, ref } = open
  const restored = await changes.restore(ref, new AbortController().signal)
  if (!restored) return kept(open, undefined, checks)
  const events: readonly RunEventBody[] = restoredEvents(ref.callKey, change, restored, { reason, checks })
  await run.append(events)
  await changes.settled(ref)
}

async function newQuestion({ run, changes, call, change, ref }: Open): Promise<Question> {
  const askedAt = run.deps.clock.now()
  const command = call.args['command']
  return {
    id: shortId(),
    runId: run.runId,
    thread: agentRun(run).request.thread,
    kind: 'keep',
    status: 'open',
    title: keepTitle(change),
    body: typeof command === 'string' ? command : `${call.tool} ${canonicalJson(call.args)}`,
    why: keepWhy(change),
    options: [
      { id: 'keep', label: { key: 'option.keep' } },
      { id: 'take_back', label: { key: 'option.take_back' } },
    ],
    askedAt,
    expiresAt: askedAt + ((await changes.left(ref)) ?? 0),
    callKey: call.key,
  }
}

const earlierQuestion = (run: RunContext, key: string): Question | undefined =>
  [...run.view.questions.values()].findLast(({ kind, callKey }) => kind === 'keep' && callKey === key)
