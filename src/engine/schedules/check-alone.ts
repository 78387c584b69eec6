import type { RunEventBody } from '../../domain/event.ts'
import { complete } from '../complete.ts'
import { phaseFinished } from '../phase.ts'
import { agentRun, type RunContext } from '../run-context.ts'
import { verify } from '../verify.ts'

/**
 * What a heartbeat's run does: it says what changed, and VERIFY shows how things are now. Nothing is done about it; the
 * owner may ask for a repair.
 */
export async function checkAlone(run: RunContext, attempt: number): Promise<void> {
  const open: RunEventBody[] = []
  for (const phase of ['plan', 'execute'] as const)
    if (!run.view.ended.has(`${attempt}/${phase}`)) open.push(phaseFinished(phase, attempt, 'skipped'))
  if (open.length > 0) await run.append([...open, ...incidents(run)])
  return complete(run, attempt, await verify(run, attempt), undefined)
}

function incidents(run: RunContext): RunEventBody[] {
  const { noticed } = agentRun(run).request.schedule ?? {}
  const { failed = [], recovered = [] } = noticed ?? {}
  const incident = (reason: 'heartbeat_failed' | 'heartbeat_recovered', criterion: string): RunEventBody => ({
    type: 'incident.opened',
    incident: {
      reason,
      component: run.view.workflow?.name ?? 'schedule',
      operation: 'heartbeat',
      severity: reason === 'heartbeat_failed' ? 'high' : 'low',
      text: { key: `engine.${reason}`, params: { criterion } },
    },
  })
  return [
    ...failed.map((criterion) => incident('heartbeat_failed', criterion)),
    ...recovered.map((criterion) => incident('heartbeat_recovered', criterion)),
  ]
}
