import type { Text } from '../domain/text.ts'
import type { Verdict } from '../domain/verdict.ts'
import { complete } from './complete.ts'
import { execute } from './execute.ts'
import { phaseFinished } from './phase.ts'
import { plan } from './plan.ts'
import { repair, whyNoRepair } from './repair.ts'
import type { RunContext } from './run-context.ts'
import { checkAlone } from './schedules/check-alone.ts'
import { agentRun } from './run-context.ts'
import { specify } from './specify.ts'
import { verify } from './verify.ts'

/**
 * A run from its request to its end. It is safe to call again after a crash at any instant: everything that the journal
 * holds is taken from there, and the same prose goes on where it stopped.
 */
export async function runWorkflow(run: RunContext): Promise<void> {
  const { reason, attempt = 1 } = run.view.entry
  switch (reason) {
    case 'submitted':
    case 'continue':
      await specify(run)
      if (agentRun(run).request.schedule?.noticed) return checkAlone(run, attempt)
      await plan(run)
      await execute(run)
      return provedOrRepaired(run, attempt)
    case 'reverify':
      return complete(run, attempt, await verify(run, attempt), undefined)
    case 'repair':
      await repair(run, attempt, run.view.verdicts.get(attempt - 1) ?? run.view.verdict, true)
      return provedOrRepaired(run, attempt)
    default:
      reason satisfies never
  }
}

/** VERIFY, and while it fails and repairs are left: repair, verify. */
async function provedOrRepaired(run: RunContext, first: number): Promise<void> {
  if (!verifyWanted(run)) {
    if (!run.view.ended.has(`${first}/verify`)) await run.append([phaseFinished('verify', first, 'skipped')])
    return complete(run, first, undefined, undefined)
  }
  let attempt = first
  let verdict = await verify(run, attempt)
  let diagnosis = verdict.result === 'pass' ? undefined : whyNoRepair(run, verdict, 0)
  for (let cycles = 1; verdict.result !== 'pass' && diagnosis === undefined; cycles++) {
    attempt++
    const tried = await repair(run, attempt, verdict, false)
    if (!tried) break
    verdict = await verify(run, attempt)
    diagnosis = verdict.result === 'pass' ? undefined : whyNoRepair(run, verdict, cycles)
  }
  await noteDiagnosis(run, verdict, diagnosis)
  return complete(run, attempt, verdict, diagnosis)
}

const verifyWanted = (run: RunContext): boolean =>
  agentRun(run).request.verify ?? run.deps.settings.verifyRequired

/** Giving up although repairs were tried is something the owner should know. */
async function noteDiagnosis(run: RunContext, verdict: Verdict, diagnosis: Text | undefined): Promise<void> {
  if (
    verdict.result !== 'fail' ||
    diagnosis === undefined ||
    typeof diagnosis === 'string' ||
    !('key' in diagnosis)
  )
    return
  const reason = diagnosis.key.replace(/^engine\./, '')
  if (run.view.incidents.some((incident) => incident.reason === reason && incident.value === verdict.attempt))
    return
  await run.append([
    {
      type: 'incident.opened',
      incident: {
        reason,
        component: 'engine',
        operation: 'repair',
        severity: 'medium',
        limit: run.deps.settings.maxRepairCycles,
        value: verdict.attempt,
        evidence: verdict.criteria
          .filter(({ result }) => result === 'fail')
          .flatMap(({ evidence }) => evidence),
        text: diagnosis,
      },
    },
  ])
}
