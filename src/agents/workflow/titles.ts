import type { AgentRun } from '../../domain/agent.ts'
import type { JsonObject } from '../../domain/json.ts'
import { bindingsOf } from './bindings.ts'
import { render } from './render.ts'

/** A title, statement or risk with the run's parameters in it. */
export async function fillTitle(template: string, run: AgentRun, params?: JsonObject): Promise<string> {
  if (!template.includes('${')) return template
  const bindings = bindingsOf(run, {})
  const filled = await render(template, params ? { ...bindings, params } : bindings)
  return filled.ok ? filled.text : template
}
