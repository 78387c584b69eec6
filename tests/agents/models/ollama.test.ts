import { expect, test } from 'vitest'
import { says } from '../../helpers/model-server.ts'
import { askThrough, NAME, ollama } from './setup.ts'

test('an answer comes in pieces, with its tokens and times', async () => {
  const { model, clock, server } = await ollama([
    says('All is well here.', { loadMs: 1500, promptTokens: 21, answerTokens: 5 }),
  ])
  const { outcome, pieces } = await askThrough(model, clock)
  expect(outcome).toEqual({
    ok: true,
    answer: {
      text: 'All is well here.',
      toolCalls: [],
      ended: 'stop',
      usage: { model: NAME, promptTokens: 21, answerTokens: 5 },
      timing: { loadMs: 1500, firstTokenMs: 0, totalMs: 0 },
    },
  })
  expect(pieces.length).toBeGreaterThan(1)
  expect(pieces.join('')).toBe('All is well here.')
  expect(server.questions()[0]?.body).toEqual({
    model: NAME,
    messages: [{ role: 'user', content: 'How are you?' }],
    stream: true,
    truncate: false,
    shift: false,
    keep_alive: '10m',
    options: { num_ctx: 4096, num_predict: 4096, temperature: 0.2 },
  })
})
