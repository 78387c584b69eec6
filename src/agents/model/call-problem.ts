import type { JsonObject } from '../../domain/json.ts'
import type { ToolBox } from '../../domain/tool.ts'
import { nearest } from '../../lib/nearest.ts'

/** What is wrong with a call that is only planned: a tool that is not there, arguments that do not fit. */
export function callProblem(tools: ToolBox, name: string, args: JsonObject): string | undefined {
  const tool = tools.get(name)
  if (!tool) {
    const names = tools.list().map((one) => one.name)
    const near = nearest(name, names)
    return `there is no tool "${name}"${near === undefined ? '' : `, did you mean "${near}"?`}`
  }
  const read = tool.input.safeParse(args)
  return read.success ? undefined : `${name}: ${read.error.message.replace(/\s+/g, ' ').trim()}`
}
