import type { CallResult } from '../../domain/agent.ts'
import type { CallView } from '../../domain/run-view.ts'
import { resourcesOf } from '../locks.ts'
import { perform } from '../perform.ts'
import type { Preparation, Prepared } from '../prepare.ts'
import { storedCall } from '../results.ts'
import type { RunContext } from '../run-context.ts'
import type { Begun } from './begin.ts'
import { settleChange } from './settle.ts'

/**
 * A call whose change takes itself back, from its start to the end of its change. What it works on stays locked until
 * then; a stop of Autohome does not wait for the answer.
 */
export async function performKept(
  run: RunContext,
  key: string,
  prepared: Prepared,
  { change, leave }: { readonly change: Begun; readonly leave: () => void },
): Promise<CallResult> {
  await change.arm()
  const { finished } = await perform(run, key, prepared)
  await run.deps.changes?.recordAfter({ runId: run.runId, callKey: key })
  await run.append([finished])
  leave()
  await settleChange(run, key)
  return resultOf(run, key)
}

/** The process died somewhere between the start of the call and the end of its change: the change is ended now. */
export async function resumeChange(
  run: RunContext,
  call: CallView,
  prepareAgain: () => Preparation,
): Promise<CallResult> {
  if (call.outcome === undefined)
    await run.append([{ type: 'tool_call.finished', callKey: call.key, outcome: 'unknown', durationMs: 0 }])
  if (!call.change?.ended) {
    const prepared = prepareAgain()
    const release = await run.locks.acquire(prepared.ok ? resourcesOf(prepared.effects) : [], run.signal)
    try {
      await settleChange(run, call.key)
    } finally {
      release()
    }
  }
  return resultOf(run, call.key)
}

function resultOf(run: RunContext, key: string): Promise<CallResult> {
  const call = run.view.calls.get(key)
  if (!call) throw new Error(`call ${key} is not in the journal`)
  return storedCall(run.deps.blobs, call)
}
