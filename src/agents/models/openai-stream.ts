import { z } from 'zod'
import type { Json, JsonObject } from '../../domain/json.ts'
import type { ModelAnswer } from '../../domain/model.ts'
import type { AnswerBuilder } from './answer.ts'
import { linesOf } from './body.ts'
import { failureOf } from './classify.ts'
import { ModelFailure, oneLine } from './failure.ts'
import type { HttpBody } from './http.ts'

/**
 * Reads a streamed completion (server-sent events, one JSON object each, `[DONE]` at the end) into an answer. A stream
 * that told why it finished is whole, with or without `[DONE]`.
 *
 * @throws ModelFailure for an error in mid-stream, a malformed event, a tool call whose arguments are no JSON object, and
 * a stream that ends before its answer.
 */
export async function readCompletion(
  body: HttpBody,
  answer: AnswerBuilder,
  maxLineBytes: number,
): Promise<ModelAnswer> {
  const calls = new Map<number, { name: string; args: string[] }>()
  let finish: string | undefined
  let usage: z.infer<typeof usageSchema> | undefined
  for await (const line of linesOf(body, maxLineBytes)) {
    // Comments, blank lines and fields other than `data` say nothing here.
    if (!line.startsWith('data:')) {
      if (line.startsWith('{') || line.startsWith('<')) throw noEvent(line)
      continue
    }
    const data = line.slice('data:'.length).trim()
    if (data === '[DONE]') break
    const chunk = parse(data)
    usage = chunk.usage ?? usage
    const [choice] = chunk.choices
    finish = choice?.finish_reason ?? finish
    const { delta } = choice ?? {}
    answer.aside(delta?.reasoning_content ?? delta?.reasoning ?? '')
    answer.text(delta?.content ?? '')
    for (const { index, function: part } of delta?.tool_calls ?? []) {
      const call = calls.get(index) ?? { name: '', args: [] }
      calls.set(index, call)
      call.name ||= part.name ?? ''
      call.args.push(part.arguments ?? '')
      answer.aside(part.arguments ?? '')
    }
  }
  if (finish === undefined) throw new ModelFailure('cut', 'the answer ended before it was done')
  if (finish === 'error') throw new ModelFailure('server', 'the server broke the answer off')
  const ended = finish === 'length' ? 'length' : 'stop'
  // A call that was cut off by the limit is no call.
  if (ended === 'stop')
    for (const { name, args } of calls.values())
      answer.toolCall({ name, args: argumentsOf(name, args.join('')) })
  return answer.end({
    ended,
    promptTokens: usage?.prompt_tokens ?? undefined,
    answerTokens: usage?.completion_tokens ?? undefined,
  })
}

function parse(data: string): z.infer<typeof chunkSchema> {
  let parsed: unknown
  try {
    parsed = JSON.parse(data)
  } catch {
    throw noEvent(data)
  }
  const failed = errorSchema.safeParse(parsed)
  if (failed.success) {
    const { code } = failed.data.error
    const status = typeof code === 'number' && code >= 400 ? code : 500
    throw failureOf({ status, body: data })
  }
  const chunk = chunkSchema.safeParse(parsed)
  if (chunk.success) return chunk.data
  throw noEvent(data)
}

const noEvent = (text: string) =>
  new ModelFailure('server', `a part of the answer is not what such a server sends: ${oneLine(text, 80)}`)

function argumentsOf(name: string, text: string): JsonObject {
  if (text.trim() === '') return {}
  try {
    const args = JSON.parse(text) as Json
    if (typeof args === 'object' && args !== null && !Array.isArray(args)) return args as JsonObject
  } catch {
    // Said below.
  }
  throw new ModelFailure('server', `the arguments of a call to ${oneLine(name, 40)} are no JSON object`)
}

const errorSchema = z.object({
  error: z.object({ message: z.string().optional(), code: z.union([z.number(), z.string()]).nullish() }),
})

const usageSchema = z.object({
  prompt_tokens: z.number().nullish(),
  completion_tokens: z.number().nullish(),
})

const chunkSchema = z.object({
  choices: z
    .array(
      z.object({
        delta: z
          .object({
            content: z.string().nullish(),
            reasoning_content: z.string().nullish(),
            reasoning: z.string().nullish(),
            tool_calls: z
              .array(
                z.object({
                  index: z.number().default(0),
                  function: z.object({ name: z.string().nullish(), arguments: z.string().nullish() }),
                }),
              )
              .nullish(),
          })
          .nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .default([]),
  usage: usageSchema.nullish(),
})
