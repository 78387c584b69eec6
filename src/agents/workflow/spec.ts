import type { AgentRun } from '../../domain/agent.ts'
import type { JsonObject } from '../../domain/json.ts'
import type { PlanStep, TaskPlan } from '../../domain/plan.ts'
import type { Criterion, TaskSpec } from '../../domain/spec.ts'
import type { Workflow, WorkflowCriterion, WorkflowStep } from './format.ts'
import { fillTitle } from './titles.ts'

/** What a workflow promises, in the requester's language. */
export async function specOf(workflow: Workflow, params: JsonObject, run: AgentRun): Promise<TaskSpec> {
  const { locale } = run.request
  const say = (text: { readonly en: string; readonly fr: string }) => fillTitle(text[locale], run, params)
  return {
    objective: await say(workflow.objective ?? workflow.title),
    assumptions: [],
    acceptance: await Promise.all(
      workflow.acceptance.map(async (one) => criterion(one, await say(one.statement), run)),
    ),
    risks: await Promise.all(workflow.risks.map(say)),
    outOfScope: await Promise.all(workflow.outOfScope.map(say)),
  }
}

function criterion({ id, check }: WorkflowCriterion, statement: string, run: AgentRun): Criterion {
  const figure = typeof check.figure === 'object' ? check.figure[run.request.locale] : check.figure
  return {
    id,
    statement,
    check: {
      tool: check.tool,
      args: check.args,
      ...(check.expect === undefined ? {} : { expect: check.expect }),
      ...(figure === undefined ? {} : { figure }),
    },
  }
}

/** The steps as a plan, titles in the requester's language; `repairs` names the criterion that they mend. */
export async function planOf(
  steps: readonly { readonly step: WorkflowStep; readonly repairs?: string }[],
  run: AgentRun,
  estimatedDurationS: number,
): Promise<TaskPlan> {
  const planned = steps.map(
    async ({ step, repairs }): Promise<PlanStep> => ({
      id: step.id,
      title: await fillTitle(step.title[run.request.locale], run),
      tool: step.tool,
      args: step.args,
      dependsOn: step.dependsOn,
      ...(step.when === undefined ? {} : { when: step.when }),
      ...(step.root === undefined
        ? {}
        : { root: step.root.group === undefined ? {} : { group: step.root.group } }),
      ...(step.optional ? { optional: true } : {}),
      ...(step.role === undefined ? {} : { role: step.role }),
      ...(repairs === undefined ? {} : { repairs }),
    }),
  )
  return { steps: await Promise.all(planned), estimatedDurationS }
}
