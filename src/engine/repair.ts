import { isApproving } from '../domain/question.ts'
import type { Verdict } from '../domain/verdict.ts'
import type { Text } from '../domain/text.ts'
import { executeResults, noteExhausted } from './execute.ts'
import { isGrant } from './grant.ts'
import { runLoop } from './loop.ts'
import { inPhase } from './phase.ts'
import { agentRun, type RunContext } from './run-context.ts'
import { everythingRefused } from './refused.ts'
import { phasesBefore } from './turns.ts'
import { fingerprint } from './weigh.ts'

/**
 * Why no further repair is worth trying: undefined where one is. A person's no is not asked around; the same evidence
 * twice means that what is being tried does not help.
 */
export function whyNoRepair(run: RunContext, verdict: Verdict, cycles: number): Text | undefined {
  const { maxRepairCycles } = run.deps.settings
  if (verdict.result !== 'fail') return { key: 'engine.inconclusive' }
  if (deniedIn(run, verdict.attempt) || everythingRefused(run.view, verdict.attempt).length > 0)
    return { key: 'engine.denied_no_repair' }
  if (cycles >= maxRepairCycles) return { key: 'engine.repairs_used_up', params: { max: maxRepairCycles } }
  const failing = verdict.criteria.find(({ result }) => result === 'fail')?.criterionId
  if (cycles > 0 && failing !== undefined && sameAsBefore(run, verdict.attempt))
    return { key: 'engine.repair_without_progress', params: { criterion: statement(run, failing) } }
  return undefined
}

/** REPAIR: steps for what failed, by the same loop. False when there is nothing to try. */
export function repair(
  run: RunContext,
  attempt: number,
  verdict: Verdict | undefined,
  forced: boolean,
): Promise<boolean> {
  if (run.view.ended.has(`${attempt}/repair`)) return Promise.resolve(stepsOf(run, attempt) > 0)
  return inPhase(run, 'repair', attempt, async () => {
    const results = await executeResults(run)
    const tried = await phasesBefore(run, attempt)
    const { evidence } = run.view
    if (!run.view.plans.has(attempt)) {
      const view = { run: agentRun(run), verdict, evidence, results, forced, tried }
      const made = await run.deps.agent.repair(view, run.signal)
      await run.append([{ type: 'plan.set', attempt, phase: 'repair', plan: made }])
    }
    const made = run.view.plans.get(attempt) ?? { steps: [], estimatedDurationS: 0 }
    if (made.steps.length > 0) {
      const past = { tried, evidence, ...(verdict ? { verdict } : {}) }
      const place = { attempt, phase: 'repair', plan: made, before: results, past } as const
      const { exhausted } = await runLoop(run, place)
      if (exhausted) await noteExhausted(run, 'repair')
    }
    const params = { steps: made.steps.length, attempt }
    const key = made.steps.length > 0 ? 'phase.repair' : 'phase.repair.nothing'
    return {
      value: made.steps.length > 0,
      status: made.steps.length > 0 ? 'completed' : 'failed',
      summary: { key, params },
    }
  })
}

const stepsOf = (run: RunContext, attempt: number): number => run.view.plans.get(attempt)?.steps.length ?? 0

/**
 * A step that was denied, or any call of the attempt that a person said no to. Checks refused together are no work that
 * could be done in another way: what failed without them may be mended, and they are not asked about again.
 */
const deniedIn = (run: RunContext, attempt: number): boolean =>
  [...run.view.questions.values()].some(
    ({ kind, status, answer, callKey }) =>
      kind === 'approval' &&
      !isGrant(callKey) &&
      status !== 'open' &&
      (answer === undefined || !isApproving(answer.option)) &&
      callKey?.startsWith(`${attempt}/`),
  ) ||
  [...run.view.steps.values()].some((step) => step.attempt === attempt && step.error?.code === 'E_DENIED')

const sameAsBefore = (run: RunContext, attempt: number): boolean => {
  const of = (n: number) => fingerprint(run.view.evidence.filter((held) => held.attempt === n))
  return of(attempt) === of(attempt - 1)
}

const statement = (run: RunContext, id: string): string =>
  run.view.spec?.acceptance.find((criterion) => criterion.id === id)?.statement ?? id
