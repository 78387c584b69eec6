import { RunFailed } from './failure.ts'
import { inPhase } from './phase.ts'
import { agentRun, type RunContext } from './run-context.ts'

/** PLAN: the steps that should make the spec true. */
export function plan(run: RunContext): Promise<void> {
  if (run.view.plans.has(1)) return Promise.resolve()
  return inPhase(run, 'plan', 1, async () => {
    const made = await run.deps.agent.plan(agentRun(run), run.signal)
    const cycle = findCycle(made.steps)
    if (cycle)
      throw new RunFailed('bad_request', { key: 'engine.plan_cycle', params: { steps: cycle.join(' → ') } })
    await run.append([{ type: 'plan.set', attempt: 1, phase: 'plan', plan: made }])
    const params = { steps: made.steps.length, seconds: made.estimatedDurationS }
    return { value: undefined, status: 'completed', summary: { key: 'phase.plan', params } }
  })
}

/** Steps that wait for each other in a ring, or for a step that is not there; undefined when the plan is a proper graph. */
export function findCycle(
  steps: readonly { readonly id: string; readonly dependsOn: readonly string[] }[],
): string[] | undefined {
  const byId = new Map(steps.map((step) => [step.id, step]))
  const done = new Set<string>()
  for (const start of steps) {
    const path: string[] = []
    const stack = [{ id: start.id, next: 0 }]
    path.push(start.id)
    while (stack.length > 0) {
      const top = stack.at(-1)
      if (!top) break
      const needs = byId.get(top.id)?.dependsOn ?? []
      const need = done.has(top.id) ? undefined : needs[top.next++]
      if (need === undefined) {
        done.add(top.id)
        stack.pop()
        path.pop()
      } else if (!byId.has(need) || path.includes(need)) {
        return [...path, need]
      } else {
        stack.push({ id: need, next: 0 })
        path.push(need)
      }
    }
  }
  return undefined
}
