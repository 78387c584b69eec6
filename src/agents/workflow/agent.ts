import type { Agent, AgentRun, ChecksView, ReadyCheck, RepairView } from '../../domain/agent.ts'
import type { Access } from '../../domain/effect.ts'
import type { TaskPlan } from '../../domain/plan.ts'
import { fillTemplate } from '../../lib/template.ts'
import { act } from './act.ts'
import { foresee } from './foresee.ts'
import { bindingsOf, stepValues } from './bindings.ts'
import { QUOTE_KEYS } from './quote-keys.ts'
import { allSteps, type Workflow, type WorkflowStep } from './format.ts'
import { incompleteArgs } from './incomplete.ts'
import { report } from './report.ts'
import { RIGHTS_STEP, rightsStep } from './rights.ts'
import { planOf } from './spec.ts'

export interface WorkflowAgentDeps {
  /** The workflow as the run has pinned it. */
  readonly workflowOf: (run: AgentRun) => Promise<Workflow>
  /** Whether a tool only looks. */
  readonly access: (tool: string) => Access | undefined
}

/** Follows a workflow file to the letter, and needs no model. SPEC is the house agent's: it is what chooses the file. */
export function createWorkflowAgent({ workflowOf, access }: WorkflowAgentDeps): Omit<Agent, 'specify'> {
  return {
    async plan(run) {
      const workflow = await workflowOf(run)
      return planOf(
        stepsWithRights(workflow).map((step) => ({ step })),
        run,
        workflow.estimatedDurationS,
      )
    },
    act,
    async repair(view) {
      return repairPlan(await workflowOf(view.run), view, access)
    },
    checks,
    judge: () => Promise.resolve(undefined),
    foresee: async (run) => foresee(await workflowOf(run), run),
    async report(view) {
      return report(await workflowOf(view.run), view)
    },
  }
}

/** The steps of EXECUTE, with a look at the rights before them where any step, of a repair too, needs root. */
function stepsWithRights(workflow: Workflow): readonly WorkflowStep[] {
  if (!allSteps(workflow).some(({ root }) => root)) return workflow.steps
  const waiting = workflow.steps.map((step) =>
    step.root ? { ...step, dependsOn: [RIGHTS_STEP, ...step.dependsOn] } : step,
  )
  return [rightsStep, ...waiting]
}

/** A check that cannot be filled in says why: it proves nothing, and is never met. */
async function checks({ run, results }: ChecksView): Promise<readonly ReadyCheck[]> {
  const bindings = bindingsOf(run, stepValues(results))
  const ready: ReadyCheck[] = []
  for (const { id, check } of run.spec?.acceptance ?? []) {
    if (!check) continue
    const args = await fillTemplate(check.args, bindings, { quoteKeys: QUOTE_KEYS })
    ready.push(
      args.ok
        ? { criterionId: id, check: { ...check, args: args.value }, bindings }
        : { criterionId: id, check, bindings, unready: incompleteArgs(args.message) },
    )
  }
  return ready
}

async function repairPlan(
  workflow: Workflow,
  { run, verdict, forced }: RepairView,
  access: WorkflowAgentDeps['access'],
): Promise<TaskPlan> {
  const failed = new Set(
    verdict?.criteria.filter(({ result }) => result === 'fail').map(({ criterionId }) => criterionId),
  )
  const nothingFailed = forced && failed.size === 0
  const repairs = workflow.acceptance
    .filter(({ id }) => nothingFailed || failed.has(id))
    .flatMap(({ id, repair }) => repair.map((step) => ({ step, repairs: id })))
  const steps =
    repairs.length > 0 || !forced ? repairs : readingSteps(workflow, access).map((step) => ({ step }))
  return planOf(steps, run, steps.length === 0 ? 0 : workflow.estimatedDurationS)
}

/** The steps that only look, for measuring again where a person insists and there is nothing to mend. */
function readingSteps({ steps }: Workflow, access: WorkflowAgentDeps['access']): readonly WorkflowStep[] {
  const reading = steps.filter(({ tool }) => access(tool) === 'read')
  const ids = new Set(reading.map(({ id }) => id))
  return reading.map((step) => ({ ...step, dependsOn: step.dependsOn.filter((id) => ids.has(id)) }))
}
