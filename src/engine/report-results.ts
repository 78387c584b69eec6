import type { CallResult } from '../domain/agent.ts'
import { attemptIn, firstRef, phaseIn } from './call-key.ts'
import { executeResults } from './execute.ts'
import { storedCall } from './results.ts'
import type { RunContext } from './run-context.ts'

/**
 * What a report tells of: EXECUTE and every repair, by ref, a later attempt before an earlier one. Checks are fed with
 * EXECUTE alone, because they compare with how things were. For the same reason a look that a forced repair repeats does
 * not take the place of the first one where something was changed in between.
 */
export async function reportResults(run: RunContext): Promise<Map<string, CallResult>> {
  const results = await executeResults(run)
  const changed = [...run.view.calls.values()].some(
    ({ access, outcome }) => access === 'write' && (outcome === 'succeeded' || outcome === 'unknown'),
  )
  const repairs = [...run.view.calls.values()]
    .filter(({ key, outcome }) => phaseIn(key) === 'repair' && outcome !== undefined)
    .sort((a, b) => attemptIn(a.key) - attemptIn(b.key))
  const first = new Set(results.keys())
  for (const call of repairs) {
    const ref = firstRef(call.key)
    if (changed && first.has(ref)) continue
    results.set(ref, await storedCall(run.deps.blobs, call))
  }
  for (const { step, attempt, status } of run.view.steps.values())
    if (attempt > 1 && status === 'skipped' && !results.has(step.id))
      results.set(step.id, { outcome: 'failed', skipped: true })
  return results
}
