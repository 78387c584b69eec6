import { expect, test } from 'vitest'
import { withFallbacks } from '../../../src/agents/models/fallback.ts'
import { callsTool, refuses, says, type Script } from '../../helpers/model-server.ts'
import { askThrough, never, ollama, question } from './setup.ts'

const TOOLS = [{ name: 'look', description: 'Looks.', parameters: { type: 'object' } }]

async function family(script: Script, capable: readonly string[] = []) {
  const models = ['big', 'small', 'tiny'].map((name) => ({
    name,
    capabilities: capable.includes(name) ? ['completion', 'tools'] : ['completion'],
  }))
  const { host, ...rest } = await ollama(script, { server: { models } })
  const [big, small, tiny] = [
    host.model('big', { contextTokens: 8192 }),
    host.model('small', { contextTokens: 2048 }),
    host.model('tiny', { contextTokens: 4096 }),
  ]
  return { ...rest, model: withFallbacks(big, [small, tiny]), big }
}

test('alone, a model stays itself', async () => {
  const { big } = await family([])
  expect(withFallbacks(big, [])).toBe(big)
})

test('a prompt has to fit all of them', async () => {
  const { model } = await family([])
  expect(model).toMatchObject({ name: 'big', contextTokens: 2048 })
})

test('the next one answers where the first is missing, and is named', async () => {
  const { model, clock } = await family([refuses(404, "model 'big' not found"), says('here')])
  const { outcome, retries } = await askThrough(model, clock)
  expect(outcome.ok && outcome.answer.usage.model).toBe('small')
  expect(retries).toEqual([{ code: 'missing', delayMs: 0, next: 'small' }])
})

test('each has retries of its own', async () => {
  const { model, clock, server } = await family((request) =>
    request.body.model === 'tiny' ? says('at last') : refuses(500, 'no'),
  )
  const { outcome, retries } = await askThrough(model, clock)
  expect(outcome.ok && outcome.answer.text).toBe('at last')
  expect(retries.map(({ next }) => next)).toEqual([
    'big',
    'big',
    'big',
    'small',
    'small',
    'small',
    'small',
    'tiny',
  ])
  expect(server.questions()).toHaveLength(9)
})

test('when all fail, the error is of the configured one and tells of the others', async () => {
  const { model, clock } = await family((request) => refuses(404, `model '${request.body.model}' not found`))
  const { outcome } = await askThrough(model, clock)
  expect(outcome.ok || outcome.error).toMatchObject({
    code: 'missing',
    model: 'big',
    message:
      "the server answers 404: model 'big' not found; small: the server answers 404: model 'small' not found" +
      "; tiny: the server answers 404: model 'tiny' not found",
  })
})

test('tools are offered only to those who can use them', async () => {
  const { model, clock, server } = await family(
    ({ body }) => {
      if (body.model === 'big') return refuses(404, "model 'big' not found")
      return body.messages?.[0]?.content === 'go' ? callsTool('look', {}) : probeAnswer()
    },
    ['tiny'],
  )
  const { outcome } = await askThrough(model, clock, question('go', { tools: TOOLS }))
  expect(outcome.ok && outcome.answer.usage.model).toBe('tiny')
  expect(server.questions().map(({ body }) => body.model)).toEqual(['big', 'tiny', 'tiny'])
})

test('whether tools work is a question to the first', async () => {
  const { model } = await family(() => probeAnswer(), ['big'])
  expect(await model.toolsWork(never())).toBe(true)
})

const probeAnswer = () =>
  callsTool('save_note', { text: 'print("a \\"quoted\\" word")\npath = \'C:\\temp\'' })
