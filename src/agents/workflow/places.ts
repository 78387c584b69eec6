import type { z } from 'zod'
import type { Place, workflowSchema, WorkflowStep } from './format.ts'
import { type Order, orderOf } from './order.ts'

/** A workflow whose form is right; whether it makes sense is still to be seen. */
export type Parsed = z.output<typeof workflowSchema>

export interface Problem {
  readonly place: Place
  readonly message: string
}

export interface PlacedStep {
  readonly place: Place
  readonly step: WorkflowStep
  /** The steps of which it may depend: a repair knows its own group only. */
  readonly group: Order
  readonly isRepair: boolean
}

/** Steps with the place where they stand. */
export function* placedSteps({ steps, acceptance }: Parsed): Generator<PlacedStep> {
  const group = orderOf(steps)
  for (const [i, step] of steps.entries()) yield { place: ['steps', i], step, group, isRepair: false }
  for (const [c, { repair }] of acceptance.entries()) {
    const own = orderOf(repair)
    for (const [i, step] of repair.entries())
      yield { place: ['acceptance', c, 'repair', i], step, group: own, isRepair: true }
  }
}
