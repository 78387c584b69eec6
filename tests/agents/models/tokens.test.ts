import { expect, test } from 'vitest'
import {
  estimateConversationTokens,
  estimateMessageTokens,
  estimateTokens,
} from '../../../src/agents/models/tokens.ts'

test('three bytes are about a token', () => {
  expect(estimateTokens('')).toBe(0)
  expect(estimateTokens('Bonjour le monde')).toBe(6)
  expect(estimateTokens('你好')).toBe(2)
})

test('a message costs its markers and its calls too', () => {
  expect(estimateMessageTokens({ role: 'user', content: '' })).toBe(5)
  const call = { name: 'look', args: { path: '/' } }
  expect(estimateMessageTokens({ role: 'assistant', content: 'abc', toolCalls: [call] })).toBe(
    6 + estimateTokens(JSON.stringify(call)),
  )
  const hello = { role: 'user', content: 'hello!' } as const
  expect(estimateConversationTokens([hello, hello])).toBe(14)
})
