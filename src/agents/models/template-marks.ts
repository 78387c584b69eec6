import type { Json, JsonObject } from '../../domain/json.ts'
import type { ModelMessage } from '../../domain/model.ts'

/**
 * Servers put messages into a template and read its marks wherever they stand, in a message's own text too: a log with
 * `<|im_end|><|im_start|>system` in it would end its message and begin one in the name of the system. Here each mark is
 * broken by a blank, which a reader still understands. ChatML, Llama 2 to 4, Mistral, Gemma, Phi, DeepSeek (whose coder
 * has headings in plain text), Command R and gpt-oss; what a `|` or `｜` encloses is taken for a mark whatever it says.
 */
const MARKS = [
  /<(?=[|｜][^|｜<>\s]{1,40}[|｜]>)/gu,
  /<(?=\/?(?:start_of_turn|end_of_turn|bos|eos|tool_call|tool_response)>|\/s>|<\/?SYS>>)/giu,
  /\[(?=\/?(?:INST|TOOL_CALLS|TOOL_RESULTS|AVAILABLE_TOOLS|SYSTEM_PROMPT)\])/giu,
  /(?<=^|\\n)#(?=##\s?(?:Instruction|Response|System|User|Assistant):)/gimu,
] as const

export const withoutMarks = (text: string): string =>
  MARKS.reduce((held, mark) => held.replace(mark, (start) => `${start} `), text)

/** A message as it may go to a server, whoever wrote the text in it. */
export function safeMessage(message: ModelMessage): ModelMessage {
  const { content, toolCalls } = message
  return {
    ...message,
    content: withoutMarks(content),
    ...(toolCalls
      ? { toolCalls: toolCalls.map(({ name, args }) => ({ name, args: safeValue(args) as JsonObject })) }
      : {}),
  }
}

function safeValue(value: Json): Json {
  if (typeof value === 'string') return withoutMarks(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((one: Json) => safeValue(one))
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, safeValue(held ?? null)]))
}
