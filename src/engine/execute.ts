import type { CallResult } from '../domain/agent.ts'
import { isSkip } from '../domain/tool.ts'
import { approvePlan } from './approve-plan.ts'
import { firstRef } from './call-key.ts'
import { runLoop } from './loop.ts'
import { inPhase } from './phase.ts'
import { storedCall } from './results.ts'
import type { RunContext } from './run-context.ts'

/** EXECUTE: the plan's steps, by the loop. What came of it is for VERIFY to say. */
export async function execute(run: RunContext): Promise<void> {
  if (run.view.ended.has('1/execute')) return
  await inPhase(run, 'execute', 1, async () => {
    await approvePlan(run)
    const made = run.view.plans.get(1) ?? { steps: [], estimatedDurationS: 0 }
    const { results, exhausted } = await runLoop(run, {
      attempt: 1,
      phase: 'execute',
      plan: made,
      before: new Map(),
      past: { tried: [], evidence: [] },
    })
    if (exhausted) await noteExhausted(run, 'execute')
    const { denied, ...tally } = tallyOf(results.values())
    const nothingDone = tally.done === 0 && tally.failed + denied > 0
    const params = denied > 0 ? { ...tally, denied } : tally
    return {
      value: undefined,
      status: exhausted || nothingDone ? 'failed' : 'completed',
      summary: { key: 'phase.execute', params },
    }
  })
}

/** Results of the calls of EXECUTE, by ref, from the journal: what criteria, repairs and reports build on. */
export async function executeResults(run: RunContext): Promise<Map<string, CallResult>> {
  const results = new Map<string, CallResult>()
  for (const call of run.view.calls.values())
    if (call.key.startsWith('1/execute/') && call.outcome !== undefined)
      results.set(firstRef(call.key), await storedCall(run.deps.blobs, call))
  for (const { step, attempt, status } of run.view.steps.values())
    if (attempt === 1 && status === 'skipped' && !results.has(step.id))
      results.set(step.id, { outcome: 'failed', skipped: true })
  return results
}

type Kind = 'done' | 'failed' | 'denied' | 'skipped'

function tallyOf(results: Iterable<CallResult>): Record<Kind, number> {
  const tally = { done: 0, failed: 0, denied: 0, skipped: 0 }
  for (const result of results) tally[kindOf(result)]++
  return tally
}

function kindOf({ outcome, skipped, error }: CallResult): Kind {
  if (outcome === 'succeeded') return 'done'
  if (outcome === 'denied') return 'denied'
  return skipped || (error && isSkip(error.code)) ? 'skipped' : 'failed'
}

/** The loop was ended by its limit instead of by the agent. */
export const noteExhausted = (run: RunContext, operation: 'execute' | 'repair') =>
  run.append([
    {
      type: 'incident.opened',
      incident: {
        reason: 'max_turns_reached',
        component: 'engine',
        operation,
        severity: 'medium',
        limit: run.deps.settings.maxTurns,
        value: run.deps.settings.maxTurns,
        text: { key: 'engine.max_turns', params: { max: run.deps.settings.maxTurns } },
      },
    },
  ])
