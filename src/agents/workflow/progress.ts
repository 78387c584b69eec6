import type { ActView, CallResult } from '../../domain/agent.ts'
import type { Json } from '../../domain/json.ts'
import type { PlanStep, TaskPlan } from '../../domain/plan.ts'
import { needsFilling } from '../../lib/template.ts'
import { stepValues } from './bindings.ts'

interface Node {
  readonly step: PlanStep
  readonly dependents: Node[]
  /** Neither a condition nor a hole nor a need of root: its call can be made without evaluating anything. */
  readonly fixed: boolean
  /** Steps that it still waits for. */
  missing: number
  /** The step whose failure keeps it from running. */
  blockedBy: PlanStep | undefined
}

/**
 * How far a plan has come, kept up to date by what is new, so that a turn costs the same in a plan of ten steps and of a
 * thousand. `ready` are steps whose turn has come and that were not handed out yet.
 */
export interface Progress {
  readonly plan: TaskPlan
  readonly ready: Node[]
  readonly values: Record<string, Json>
  readonly nodes: ReadonlyMap<string, Node>
  readonly settled: Set<string>
  /** The last turn that was answered from it. */
  turn: number
}

const known = new WeakMap<TaskPlan, Progress>()

/** The progress of this view's plan; built afresh where the loop begins anew, as after a restart. */
export function progressOf(view: ActView): Progress {
  const held = known.get(view.plan)
  if (held && view.turn === held.turn + 1) {
    held.turn = view.turn
    for (const ref of view.news) settle(held, ref, view.results.get(ref))
    return held
  }
  const fresh = build(view)
  known.set(view.plan, fresh)
  return fresh
}

/** Notes that a step has ended (without a result: it was passed over) and moves on what waited for it. */
export function settle(progress: Progress, id: string, result: CallResult | undefined): void {
  const node = progress.nodes.get(id)
  if (!node || progress.settled.has(id)) return
  progress.settled.add(id)
  if (result?.value !== undefined) progress.values[id] = result.value
  const blocks = result?.outcome !== 'succeeded' && !node.step.optional
  for (const dependent of node.dependents) {
    if (blocks) dependent.blockedBy ??= node.step
    if (--dependent.missing === 0) progress.ready.push(dependent)
  }
}

function build(view: ActView): Progress {
  const nodes = new Map<string, Node>()
  for (const step of view.plan.steps)
    nodes.set(step.id, {
      step,
      dependents: [],
      fixed: step.when === undefined && step.root === undefined && !needsFilling(step.args),
      missing: step.dependsOn.length,
      blockedBy: undefined,
    })
  for (const node of nodes.values())
    for (const id of node.step.dependsOn) nodes.get(id)?.dependents.push(node)
  const progress: Progress = {
    plan: view.plan,
    ready: [...nodes.values()].filter(({ missing }) => missing === 0),
    values: stepValues(view.before),
    nodes,
    settled: new Set(),
    turn: view.turn,
  }
  for (const [ref, result] of view.results) settle(progress, ref, result)
  progress.ready.splice(
    0,
    progress.ready.length,
    ...progress.ready.filter(({ step }) => !progress.settled.has(step.id) && !view.inFlight.has(step.id)),
  )
  return progress
}

export type { Node as ProgressNode }
