import { z } from 'zod'
import type { Json, JsonObject } from '../../domain/json.ts'
import type { Locale } from '../../domain/text.ts'
import type { AnyTool } from '../../domain/tool.ts'

/** One line a tool, as short as a model can still use: `read_file(path, offset?: integer) → path, text: Reads a file`. */
export function toolList(tools: readonly AnyTool[], locale: Locale): string {
  return tools.map((tool) => describe(tool, locale)).join('\n')
}

function describe(tool: AnyTool, locale: Locale): string {
  const { properties, required } = tool.inputSchema()
  const needed = Array.isArray(required) ? required : []
  const args = Object.entries(asObject(properties)).map(([name, schema]) => {
    const type = typeOf(asObject(schema))
    const optional = needed.includes(name) ? '' : '?'
    return type === 'string' ? `${name}${optional}` : `${name}${optional}: ${type}`
  })
  const fields = resultFields(tool)
  const result = fields.length === 0 ? '' : ` → ${fields.join(', ')}`
  return `${tool.name}(${args.join(', ')})${result}: ${tool.summary[locale]}`
}

function typeOf(schema: JsonObject): string {
  const { enum: choices, type } = schema
  if (Array.isArray(choices)) return choices.join('|')
  return typeof type === 'string' ? type : 'any'
}

/** The result's own fields, where its schema is of an object: what an expression can name. */
export function resultFields({ output }: AnyTool): readonly string[] {
  if (!(output instanceof z.ZodObject)) return []
  return Object.keys(output.shape)
}

const asObject = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}
