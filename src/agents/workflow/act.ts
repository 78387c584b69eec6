import type { ActView, CallRequest, Turn } from '../../domain/agent.ts'
import type { Localized } from '../../domain/text.ts'
import { evaluate } from '../../lib/expression.ts'
import { fillTemplate } from '../../lib/template.ts'
import { bindingsOf } from './bindings.ts'
import { incompleteArgs } from './incomplete.ts'
import { QUOTE_KEYS } from './quote-keys.ts'
import { withRights } from './rights.ts'
import { type Progress, type ProgressNode, progressOf, settle } from './progress.ts'

type Skip = { readonly stepId: string; readonly why: Localized }
type Handed = { readonly calls: CallRequest[]; readonly skips: Skip[] }

/**
 * The calls whose turn has come, and the steps that are passed over. Steps without conditions and references are handed
 * out at once; only the others wait for an evaluation.
 */
export function act(view: ActView): Turn | Promise<Turn> {
  const progress = progressOf(view)
  const handed: Handed = { calls: [], skips: [] }
  for (let node = progress.ready.shift(); node; node = progress.ready.shift()) {
    if (!node.blockedBy && !node.fixed) return finishWaiting(view, progress, handed, node)
    handOut(progress, handed, node)
  }
  return turnOf(view, progress, handed)
}

async function finishWaiting(
  view: ActView,
  progress: Progress,
  handed: Handed,
  first: ProgressNode,
): Promise<Turn> {
  for (let node: ProgressNode | undefined = first; node; node = progress.ready.shift()) {
    if (node.blockedBy || node.fixed) handOut(progress, handed, node)
    else await weigh(view, progress, handed, node)
  }
  return turnOf(view, progress, handed)
}

function handOut(progress: Progress, { calls, skips }: Handed, { step, blockedBy }: ProgressNode): void {
  if (!blockedBy) {
    calls.push({ ref: step.id, tool: step.tool, args: step.args, stepId: step.id })
    return
  }
  const { title } = blockedBy
  skips.push({ stepId: step.id, why: { en: `needs "${title}" first`, fr: `demande d'abord « ${title} »` } })
  settle(progress, step.id, undefined)
}

/** Decides a step that has a condition or references. What cannot be filled in is passed over and says why. */
async function weigh(view: ActView, progress: Progress, { calls, skips }: Handed, node: ProgressNode) {
  const { step } = node
  const bindings = bindingsOf(view.run, progress.values)
  const pass = (why: Localized) => {
    skips.push({ stepId: step.id, why })
    settle(progress, step.id, undefined)
  }
  if (step.when !== undefined) {
    const holds = await evaluate(step.when, null, bindings)
    if (!holds.ok)
      return pass({
        en: `its condition cannot be read: ${holds.message}`,
        fr: `sa condition est illisible : ${holds.message}`,
      })
    if (holds.value !== true) return pass(NOT_NEEDED)
  }
  const args = await fillTemplate(step.args, bindings, { quoteKeys: QUOTE_KEYS })
  if (!args.ok) return pass(incompleteArgs(args.message))
  const allowed = withRights(step.root, args.value, progress.values)
  if ('why' in allowed) return pass(allowed.why)
  calls.push({ ref: step.id, tool: step.tool, args: allowed.args, stepId: step.id })
}

const NOT_NEEDED: Localized = { en: 'not needed here', fr: 'pas nécessaire ici' }

function turnOf(view: ActView, progress: Progress, { calls, skips }: Handed): Turn {
  const done = calls.length === 0 && view.inFlight.size === 0
  return {
    calls,
    wait: 'any',
    ...(skips.length > 0 ? { skips } : {}),
    ...(done ? { final: `${progress.settled.size}/${progress.plan.steps.length}` } : {}),
  }
}
