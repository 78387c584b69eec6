import type { ChatRequest, Message, Tool } from 'ollama'
import { z } from 'zod'
import type { Clock } from '../../domain/clock.ts'
import type { JsonObject } from '../../domain/json.ts'
import type { ModelMessage, ModelRequest } from '../../domain/model.ts'
import { answerBuilder } from './answer.ts'
import type { Attempt } from './ask.ts'
import { ModelFailure } from './failure.ts'
import { grammarSchema } from './json-schema.ts'
import type { OllamaClients } from './ollama-client.ts'

export interface OllamaChat {
  readonly model: string
  readonly clients: OllamaClients
  readonly clock: Clock
  readonly contextTokens: number
  readonly keepAlive: string | number
  readonly temperature: number
  readonly maxAnswerBytes: number
}

/** One `/api/chat`, streamed. */
export function ollamaAttempt(chat: OllamaChat): Attempt {
  return async (request, signal, onText) => {
    const limits = { clock: chat.clock, maxBytes: chat.maxAnswerBytes }
    const answer = answerBuilder(chat.model, request, limits, onText)
    const client = await chat.clients('stream', signal)
    for await (const raw of await client.chat(chatRequest(chat, request))) {
      const read = chunkSchema.safeParse(raw)
      if (!read.success) throw new ModelFailure('server', 'a line of the answer is not what Ollama sends')
      const { message, ...chunk } = read.data
      answer.aside(message?.thinking ?? '')
      answer.text(message?.content ?? '')
      for (const { function: call } of message?.tool_calls ?? []) {
        answer.aside(JSON.stringify(call))
        answer.toolCall({ name: call.name, args: call.arguments })
      }
      if (!chunk.done) continue
      return answer.end({
        ended: chunk.done_reason === 'length' ? 'length' : 'stop',
        promptTokens: chunk.prompt_eval_count,
        answerTokens: chunk.eval_count,
        loadMs: chunk.load_duration === undefined ? undefined : chunk.load_duration / NS_PER_MS,
      })
    }
    throw new ModelFailure('cut', 'the answer ended before it was done')
  }
}

const NS_PER_MS = 1e6

const chunkSchema = z.object({
  message: z
    .object({
      content: z.string().nullish(),
      thinking: z.string().nullish(),
      tool_calls: z
        .array(
          z.object({
            function: z.object({
              name: z.string(),
              arguments: z
                .record(z.string(), z.json())
                .nullish()
                .transform((args): JsonObject => args ?? {}),
            }),
          }),
        )
        .nullish(),
    })
    .optional(),
  done: z.boolean().default(false),
  done_reason: z.string().optional(),
  load_duration: z.number().optional(),
  prompt_eval_count: z.number().optional(),
  eval_count: z.number().optional(),
})

type StreamedChat = ChatRequest & { stream: true; truncate: boolean; shift: boolean }

/**
 * The context size is always the same, as another one makes the server load the model again. `truncate` and `shift`
 * (server/routes.go; newer than the package's types) ask for an error where a prompt would be cut in the middle in
 * silence, and for an end where the beginning would be forgotten to make room; older servers do not know them.
 */
function chatRequest(chat: OllamaChat, request: ModelRequest): StreamedChat {
  return {
    model: chat.model,
    messages: request.messages.map(messageOf),
    stream: true,
    truncate: false,
    shift: false,
    keep_alive: chat.keepAlive,
    options: {
      num_ctx: chat.contextTokens,
      num_predict: request.maxAnswerTokens ?? chat.contextTokens,
      temperature: request.temperature ?? chat.temperature,
    },
    ...(request.schema ? { format: grammarSchema(request.schema) } : {}),
    ...(request.tools?.length ? { tools: request.tools.map(toolOf) } : {}),
  }
}

/** Never with images: the package would read a path from them, and the text may be anyone's. */
function messageOf({ role, content, toolCalls, toolName }: ModelMessage): Message {
  return {
    role,
    content,
    ...(toolCalls?.length
      ? { tool_calls: toolCalls.map(({ name, args }) => ({ function: { name, arguments: args } })) }
      : {}),
    ...(toolName === undefined ? {} : { tool_name: toolName }),
  }
}

const toolOf = ({ name, description, parameters }: NonNullable<ModelRequest['tools']>[number]): Tool => ({
  type: 'function',
  function: {
    name,
    description,
    parameters: grammarSchema(parameters),
  },
})
