import { currentSteps } from '../domain/run-view.ts'
import type { Evidence, Verdict } from '../domain/verdict.ts'
import { executeResults } from './execute.ts'
import { grantFor } from './grant.ts'
import { inPhase } from './phase.ts'
import { prove } from './prove.ts'
import { everythingRefused } from './refused.ts'
import { agentRun, type RunContext, together } from './run-context.ts'
import { writesOf } from './turns.ts'
import { weigh, withOpinion } from './weigh.ts'

/** VERIFY: every check made by the system itself, side by side; then, where nothing failed, a second opinion. */
export function verify(run: RunContext, attempt: number): Promise<Verdict> {
  const known = run.view.verdicts.get(attempt)
  if (known && run.view.ended.has(`${attempt}/verify`)) return Promise.resolve(known)
  return inPhase(run, 'verify', attempt, async () => {
    const verdict = known ?? (await reach(run, attempt))
    const proven = verdict.criteria.filter(({ result }) => result === 'pass').length
    const skipped = verdict.criteria.filter(({ result }) => result === 'skipped').length
    return {
      value: verdict,
      status: verdict.result === 'pass' ? 'completed' : 'failed',
      summary: { key: 'phase.verify', params: { proven, skipped, all: verdict.criteria.length - skipped } },
    }
  })
}

async function reach(run: RunContext, attempt: number): Promise<Verdict> {
  const spec = run.view.spec
  if (!spec) throw new Error(`run ${run.runId} verifies without a spec`)
  const asked = agentRun(run)
  const writes = writesOf(run)
  const results = await executeResults(run)
  const checks = await run.deps.agent.checks({ run: asked, results, writes }, run.signal)
  // A workflow's checks were written down beforehand and are asked about one by one; a model's are many and its own.
  const grant = run.view.workflow ? undefined : await grantFor(run, attempt, checks)
  const evidence: Evidence[] = await together(
    run,
    checks.map((check) => prove(run, attempt, check, grant)),
  )
  const checked = weigh(spec, evidence, currentSteps(run.view), attempt, everythingRefused(run.view, attempt))
  const opinion =
    checked.result === 'fail'
      ? undefined
      : await run.deps.agent.judge({ run: asked, evidence, checked, writes }, run.signal)
  const verdict = withOpinion(checked, opinion)
  await run.append([{ type: 'verdict.reached', verdict }])
  return verdict
}
