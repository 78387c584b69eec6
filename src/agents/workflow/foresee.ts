import type { AgentRun, ForeseenCall } from '../../domain/agent.ts'
import type { JsonObject } from '../../domain/json.ts'
import { fillTemplate } from '../../lib/template.ts'
import { bindingsOf } from './bindings.ts'
import { allSteps, type Workflow, type WorkflowStep } from './format.ts'
import { QUOTE_KEYS } from './quote-keys.ts'
import { fillTitle } from './titles.ts'

/**
 * The calls of a workflow as they will be made, filled in with its parameters alone. What is filled in differently when
 * the time comes is another call: nothing that was said of this one holds for it.
 */
export async function foresee(workflow: Workflow, run: AgentRun): Promise<readonly ForeseenCall[]> {
  const bindings = bindingsOf(run, {})
  return Promise.all(
    allSteps(workflow).map(async (step) => {
      const filled = await fillTemplate(step.args, bindings, { quoteKeys: QUOTE_KEYS })
      return {
        title: await fillTitle(step.title[run.request.locale], run),
        tool: step.tool,
        forms: filled.ok ? formsOf(step, filled.value) : [],
      }
    }),
  )
}

/** As `withRights` would make it. */
function formsOf({ root }: WorkflowStep, args: JsonObject): readonly JsonObject[] {
  const { command } = args
  if (root === undefined || typeof command !== 'string') return [args]
  return [args, { ...args, command: `sudo -n ${command.trim()}` }]
}
