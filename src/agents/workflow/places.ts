import type { z } from 'zod'
import type { Place, workflowSchema, WorkflowStep } from './format.ts'

/** A workflow whose form is right; whether it makes sense is still to be seen. */
export type Parsed = z.output<typeof workflowSchema>

export interface Problem {
  readonly place: Place
  readonly message: string
}

/** Steps with the place where they stand, and the steps of which they may depend. */
export function* placedSteps(
  workflow: Parsed,
): Generator<readonly [Place, WorkflowStep, readonly WorkflowStep[]]> {
  for (const [i, step] of workflow.steps.entries()) yield [['steps', i], step, workflow.steps]
  for (const [c, { repair }] of workflow.acceptance.entries())
    for (const [i, step] of repair.entries()) yield [['acceptance', c, 'repair', i], step, repair]
}

/** Ids of all steps that are done with when this one starts. */
export function stepsBefore(step: WorkflowStep, group: readonly WorkflowStep[]): Set<string> {
  const found = new Set<string>()
  const todo = [...step.dependsOn]
  for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
    if (found.has(id)) continue
    found.add(id)
    todo.push(...(group.find((one) => one.id === id)?.dependsOn ?? []))
  }
  return found
}
