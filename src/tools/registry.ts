import type { AnyTool, ToolBox } from '../domain/tool.ts'

/**
 * Every tool by its name, in the order given.
 *
 * @throws Error when two tools share a name: which one policy judged would be a matter of luck.
 */
export function createToolBox(tools: readonly AnyTool[]): ToolBox {
  const byName = new Map<string, AnyTool>()
  for (const tool of tools) {
    if (byName.has(tool.name)) throw new Error(`two tools are called "${tool.name}"`)
    byName.set(tool.name, tool)
  }
  const all = [...byName.values()]
  return { get: (name) => byName.get(name), list: () => all }
}
