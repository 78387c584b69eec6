import type { Json, JsonObject } from '../../domain/json.ts'
import type { ModelMessage, ModelRequest } from '../../domain/model.ts'
import { grammarSchema } from './json-schema.ts'

/**
 * The body of `/v1/chat/completions`. The schema is not marked `strict`: OpenAI's own service then refuses every optional
 * property, and the local servers make a grammar of it in any case.
 */
export function completionRequest(model: string, temperature: number, request: ModelRequest): JsonObject {
  return {
    model,
    messages: messagesOf(request.messages),
    stream: true,
    stream_options: { include_usage: true },
    temperature: request.temperature ?? temperature,
    ...(request.maxAnswerTokens === undefined ? {} : { max_tokens: request.maxAnswerTokens }),
    ...(request.schema ? { response_format: formatOf(request.schema) } : {}),
    ...(request.tools?.length ? { tools: request.tools.map(toolOf) } : {}),
  }
}

const formatOf = (schema: JsonObject): JsonObject => ({
  type: 'json_schema',
  json_schema: { name: 'answer', schema: grammarSchema(schema) },
})

const toolOf = ({
  name,
  description,
  parameters,
}: NonNullable<ModelRequest['tools']>[number]): JsonObject => ({
  type: 'function',
  function: { name, description, parameters: grammarSchema(parameters) },
})

/** This protocol ties each result to its call by an id; ours follow their calls in order, so ids can be counted out. */
function messagesOf(messages: readonly ModelMessage[]): readonly Json[] {
  const open: string[] = []
  let calls = 0
  return messages.map(({ role, content, toolCalls = [] }): JsonObject => {
    if (role === 'tool') return { role, content, tool_call_id: open.shift() ?? 'call_0' }
    if (toolCalls.length === 0) return { role, content }
    const told = toolCalls.map(({ name, args }): JsonObject => {
      const id = `call_${++calls}`
      open.push(id)
      return { id, type: 'function', function: { name, arguments: JSON.stringify(args) } }
    })
    return { role, content, tool_calls: told }
  })
}
