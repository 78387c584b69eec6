import type { ReadyCheck } from '../domain/agent.ts'
import { currentSteps } from '../domain/run-view.ts'
import type { Message } from '../domain/text.ts'
import type { Evidence, Verdict } from '../domain/verdict.ts'
import { executeResults } from './execute.ts'
import { type Grant, grantFor } from './grant.ts'
import { inPhase } from './phase.ts'
import { prove, proveShutIn } from './prove.ts'
import { everythingRefused } from './refused.ts'
import { agentRun, type RunContext, together } from './run-context.ts'
import { leftOutOf, mayBeShutIn } from './shut-in.ts'
import { workersOf, writesOf } from './turns.ts'
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
      summary: summaryOf(proven, verdict.criteria.length, skipped),
    }
  })
}

function summaryOf(proven: number, all: number, skipped: number): Message {
  if (skipped === all) return { key: 'phase.verify.nothing' }
  return { key: 'phase.verify', params: { proven, all: all - skipped, ...(skipped > 0 ? { skipped } : {}) } }
}

/**
 * A workflow's checks were written down beforehand and are asked about one by one. A model's run code that a model wrote:
 * in the sandbox unasked where that can be, all others together under one answer.
 */
async function proveAll(
  run: RunContext,
  attempt: number,
  checks: readonly ReadyCheck[],
): Promise<readonly Evidence[]> {
  const proveEach = (some: readonly ReadyCheck[], grant?: Grant) =>
    together(
      run,
      some.map((check) => prove(run, attempt, check, grant)),
    )
  if (run.view.workflow) return proveEach(checks)
  const inside = await together(
    run,
    checks.map(async (check) =>
      (await mayBeShutIn(run, check)) ? proveShutIn(run, attempt, check) : undefined,
    ),
  )
  const others = await Promise.all(
    checks.map(async (check, i) => (inside[i] === undefined ? leftOutOf(run, check) : check)),
  )
  const left = others.filter((_, i) => inside[i] === undefined)
  const outside = await proveEach(left, await grantFor(run, attempt, left))
  return others.map((check, i) => inside[i] ?? (outside[left.indexOf(check)] as Evidence))
}

async function reach(run: RunContext, attempt: number): Promise<Verdict> {
  const spec = run.view.spec
  if (!spec) throw new Error(`run ${run.runId} verifies without a spec`)
  const asked = agentRun(run)
  const writes = writesOf(run)
  const results = await executeResults(run)
  const checks = await run.deps.agent.checks({ run: asked, results, writes }, run.signal)
  const evidence = await proveAll(run, attempt, checks)
  const checked = weigh(spec, evidence, currentSteps(run.view), attempt, everythingRefused(run.view, attempt))
  const opinion =
    checked.result === 'fail'
      ? undefined
      : await run.deps.agent.judge(
          { run: asked, evidence, checked, writes, workers: workersOf(run) },
          run.signal,
        )
  const verdict = withOpinion(checked, opinion)
  await run.append([{ type: 'verdict.reached', verdict }])
  return verdict
}
