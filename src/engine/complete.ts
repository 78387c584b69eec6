import type { ReportView } from '../domain/agent.ts'
import type { FailureCode, RunEventBody } from '../domain/event.ts'
import { currentSteps } from '../domain/run-view.ts'
import type { Text } from '../domain/text.ts'
import type { Verdict } from '../domain/verdict.ts'
import { phaseFinished } from './phase.ts'
import { everythingRefused } from './refused.ts'
import { reportResults } from './report-results.ts'
import { agentRun, type RunContext } from './run-context.ts'
import { phasesBefore, writesOf } from './turns.ts'
import { weigh } from './weigh.ts'

/** COMPLETE: the report, and the one event that ends the run. Without a verdict a good end is marked as unproven. */
export async function complete(
  run: RunContext,
  attempt: number,
  verdict: Verdict | undefined,
  diagnosis: Text | undefined,
): Promise<void> {
  const report = await run.deps.agent.report(await reportView(run, verdict), run.signal)
  const ending: RunEventBody[] = []
  if (run.view.phases.repair === 'pending') ending.push(phaseFinished('repair', attempt, 'skipped'))
  ending.push({ type: 'phase.started', phase: 'complete', attempt })
  ending.push(phaseFinished('complete', attempt, 'completed'))
  ending.push(endOf(run, attempt, { verdict, diagnosis, report }))
  await run.append(ending)
}

/** What there is to tell, at the end or before it. */
export async function reportView(run: RunContext, verdict: Verdict | undefined): Promise<ReportView> {
  return {
    run: agentRun(run),
    results: await reportResults(run),
    evidence: run.view.evidence,
    verdict,
    tried: await phasesBefore(run, Infinity),
    writes: writesOf(run),
  }
}

interface Ending {
  readonly verdict: Verdict | undefined
  readonly diagnosis: Text | undefined
  readonly report: string
}

function endOf(run: RunContext, attempt: number, { verdict, diagnosis, report }: Ending): RunEventBody {
  const denied = [...run.view.steps.values()].some(({ error }) => error?.code === 'E_DENIED')
  if (verdict?.result === 'pass') return { type: 'run.completed', unproven: false, report }
  if (!verdict) {
    const trouble = weigh(
      { objective: '', assumptions: [], acceptance: [], risks: [], outOfScope: [] },
      [],
      currentSteps(run.view),
      attempt,
      everythingRefused(run.view, attempt),
    )
    const [reason] = trouble.result === 'fail' ? trouble.reasons : []
    return reason === undefined
      ? { type: 'run.completed', unproven: true, report }
      : { type: 'run.failed', code: denied ? 'denied' : 'not_passed', reason, report }
  }
  const code: FailureCode =
    verdict.result === 'inconclusive' ? 'inconclusive' : denied ? 'denied' : 'not_passed'
  return {
    type: 'run.failed',
    code,
    reason: diagnosis ?? verdict.reasons[0] ?? failedCriteria(run, verdict),
    report,
  }
}

function failedCriteria(run: RunContext, verdict: Verdict): Text {
  const failed = verdict.criteria
    .filter(({ result }) => result === 'fail' || result === 'inconclusive')
    .map(
      ({ criterionId }) =>
        run.view.spec?.acceptance.find(({ id }) => id === criterionId)?.statement ?? criterionId,
    )
  const key = verdict.result === 'inconclusive' ? 'engine.inconclusive' : 'engine.not_passed'
  return { key, params: { failed: failed.join('; ') } }
}
