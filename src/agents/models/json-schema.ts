import { z } from 'zod'
import type { Json, JsonObject } from '../../domain/json.ts'

/** What a model has to write to pass the schema, as JSON Schema. What cannot be said in it is left to the validation. */
export function jsonSchemaOf(schema: z.ZodType): JsonObject {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
  }) as JsonObject
  return rest
}

/**
 * The same schema as far as a server can make a grammar of it. llama.cpp, and Ollama with it, refuses a whole request for
 * a pattern that it cannot translate, for a repetition of 2,000 and more, and for an object with an empty list of
 * properties (common/json-schema-to-grammar.cpp; issues 22314, 25746 and 25923 of ggml-org/llama.cpp). What is left out
 * here is still told in the prompt and checked afterwards.
 */
export function grammarSchema(schema: JsonObject): JsonObject {
  const kept = Object.entries(schema).flatMap(([key, value]): [string, Json | undefined][] => {
    if (LEFT_OUT.has(key)) return []
    if (REPETITIONS.has(key) && typeof value === 'number' && value > MAX_REPETITIONS) return []
    if (BOUNDS.has(key) && typeof value === 'number' && Math.abs(value) >= Number.MAX_SAFE_INTEGER) return []
    if (NAMED.has(key) && isObject(value)) {
      const named = Object.entries(value).map(([name, inner]) => [name, visit(inner)] as const)
      return named.length === 0 ? [] : [[key, Object.fromEntries(named)]]
    }
    return [[key, VERBATIM.has(key) ? value : visit(value)]]
  })
  return Object.fromEntries(kept)
}

const LEFT_OUT = new Set(['$schema', 'pattern', 'format', 'default', 'propertyNames'])
const REPETITIONS = new Set(['minLength', 'maxLength', 'minItems', 'maxItems'])
/** Well under 2,000, as nested repetitions multiply. */
const MAX_REPETITIONS = 200
/** zod gives every integer the bounds of a safe one. */
const BOUNDS = new Set(['minimum', 'maximum'])
/** Names in these are the author's, not words of JSON Schema. */
const NAMED = new Set(['properties', '$defs'])
/** Values, not schemas. */
const VERBATIM = new Set(['const', 'enum', 'required', 'examples'])

function visit(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return value.map((one: Json) => visit(one) ?? null)
  return isObject(value) ? grammarSchema(value) : value
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
