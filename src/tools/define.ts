import { z } from 'zod'
import type { Access, Effect } from '../domain/effect.ts'
import type { Json, JsonObject } from '../domain/json.ts'
import type { Localized } from '../domain/text.ts'
import type {
  AnyTool,
  Schema,
  Tool,
  ToolContext,
  ToolErrorCode,
  ToolGroup,
  ToolResult,
} from '../domain/tool.ts'

export interface ToolDefinition<S extends z.ZodObject, O extends z.ZodType<Json>> {
  readonly name: string
  readonly group: ToolGroup
  readonly summary: Localized
  readonly access: Access
  readonly input: S
  readonly output: O
  readonly timeoutMs: number
  readonly errors: readonly ToolErrorCode[]
  readonly runsByMode?: true
  readonly effects: (args: z.output<S>, context: { readonly cwd: string }) => readonly Effect[]
  readonly run: (args: z.output<S>, context: ToolContext) => Promise<ToolResult<z.output<O>>>
}

/** Keeps its types for whoever calls it directly, and fits the registry, which has forgotten them. */
export type DefinedTool<I, O extends Json> = Tool<I, O> & AnyTool

/**
 * A tool from its zod schemas. Objects become strict: a misspelt argument is an error that names it and the known ones,
 * instead of being dropped in silence. What a schema has to say comes as one readable line.
 */
export function defineTool<S extends z.ZodObject, O extends z.ZodType<Json>>(
  definition: ToolDefinition<S, O>,
): DefinedTool<z.output<S>, z.output<O>> {
  const strict = definition.input.strict()
  const known = Object.keys(definition.input.shape)
  let jsonSchema: JsonObject | undefined
  const tool: Tool<z.output<S>, z.output<O>> = {
    ...definition,
    input: readable<z.output<S>>(strict, known),
    output: readable<z.output<O>>(definition.output, []),
    inputSchema: () => (jsonSchema ??= toJsonSchema(strict)),
  }
  // Sound because the registry's callers hand `run` only what `input` of the same tool let through.
  return tool as DefinedTool<z.output<S>, z.output<O>>
}

function readable<T>(schema: z.ZodType, known: readonly string[]): Schema<T> {
  return {
    safeParse(input) {
      const result = schema.safeParse(input)
      if (result.success) return { success: true, data: result.data as T }
      return {
        success: false,
        error: { message: result.error.issues.map((one) => say(one, known)).join('; ') },
      }
    },
  }
}

function say(issue: z.core.$ZodIssue, known: readonly string[]): string {
  const where = issue.path.map(String).join('.')
  if (issue.code !== 'unrecognized_keys') return where === '' ? issue.message : `${where}: ${issue.message}`
  const names = issue.keys.map((key) => `"${key}"`).join(', ')
  if (where !== '') return `${where}: unknown name ${names}`
  return `unknown argument ${names} (known: ${known.length > 0 ? known.join(', ') : 'none'})`
}

/** Without `$schema`: models pay for every token of it. */
function toJsonSchema(schema: z.ZodType): JsonObject {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input' })
  return rest as JsonObject
}
