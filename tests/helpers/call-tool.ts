import type { Json, JsonObject } from '../../src/domain/json.ts'
import type { AnyTool, ToolContext, ToolResult } from '../../src/domain/tool.ts'

/** Calls a tool as the engine does: arguments through its schema first, the result through its own afterwards. */
export async function callTool(
  tools: readonly AnyTool[],
  name: string,
  args: JsonObject,
  context: Partial<ToolContext> = {},
): Promise<ToolResult> {
  const tool = toolNamed(tools, name)
  const parsed = tool.input.safeParse(args)
  if (!parsed.success)
    return { ok: false, error: { code: 'E_ARGS', message: parsed.error.message, recoverable: false } }
  const signal = new AbortController().signal
  const result = await tool.run(parsed.data, { signal, cwd: '/', mode: 'direct', ...context })
  if (result.value !== undefined) mustFit(tool, result.value)
  if (!result.ok && !tool.errors.includes(result.error.code))
    throw new Error(`${name} answered ${result.error.code}, which it does not list: ${result.error.message}`)
  return result
}

/** What the call would do, as policy sees it. */
export function effectsOf(tools: readonly AnyTool[], name: string, args: JsonObject, cwd = '/') {
  const tool = toolNamed(tools, name)
  const parsed = tool.input.safeParse(args)
  if (!parsed.success) throw new Error(parsed.error.message)
  return tool.effects(parsed.data, { cwd })
}

function toolNamed(tools: readonly AnyTool[], name: string): AnyTool {
  const tool = tools.find((one) => one.name === name)
  if (!tool) throw new Error(`no tool ${name}`)
  return tool
}

function mustFit(tool: AnyTool, value: Json): void {
  const checked = tool.output.safeParse(value)
  if (!checked.success) throw new Error(`${tool.name} broke its own output schema: ${checked.error.message}`)
}
