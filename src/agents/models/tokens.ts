import type { ModelMessage } from '../../domain/model.ts'

/**
 * How many tokens a text is, rather too many than too few: one for every three bytes of UTF-8. English prose has about
 * four characters a token (OpenAI, "What are tokens and how to count them?"); code, JSON and French have fewer, and a
 * Chinese character (three bytes) is about one.
 */
export const estimateTokens = (text: string): number => Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN)

const BYTES_PER_TOKEN = 3

/** What the markers around a message cost (ChatML: `<|im_start|>role\n … <|im_end|>\n`). */
const TOKENS_PER_MESSAGE = 5

export const estimateMessageTokens = ({ content, toolCalls = [] }: ModelMessage): number =>
  TOKENS_PER_MESSAGE +
  estimateTokens(content) +
  toolCalls.reduce((sum, call) => sum + estimateTokens(JSON.stringify(call)), 0)

export const estimateConversationTokens = (messages: readonly ModelMessage[]): number =>
  messages.reduce((sum, message) => sum + estimateMessageTokens(message), 0)
