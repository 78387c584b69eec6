import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { askStructured, type StructuredRequest } from '../../../src/agents/models/structured.ts'
import { Cancelled } from '../../../src/lib/abort.ts'
import {
  callsTool,
  neverAnswers,
  refuses,
  type Reply,
  says,
  saysJson,
  type Script,
} from '../../helpers/model-server.ts'
import { NAME, never, ollama } from './setup.ts'

const plan = z.strictObject({
  steps: z.array(z.strictObject({ id: z.string(), tool: z.enum(['look', 'write']) })),
})
const GOOD = { steps: [{ id: 'a', tool: 'look' }] }

async function asked(script: Script, more: Partial<StructuredRequest<z.infer<typeof plan>>> = {}) {
  const { model, server, clock } = await ollama(script)
  const messages = [{ role: 'user', content: 'Plan it.' }] as const
  const retried: string[] = []
  const result = await askStructured(model, { messages, schema: plan, name: 'plan', ...more }, never(), {
    onRetry({ error, delayMs }) {
      retried.push(error.code)
      void clock.advance(delayMs)
    },
  })
  return { result, server, retried, body: (n: number) => server.questions()[n - 1]?.body }
}

test('the schema is the format, and stands in the system message', async () => {
  const { result, body } = await asked([saysJson(GOOD, { promptTokens: 30, answerTokens: 9 })])
  expect(result).toEqual({
    ok: true,
    value: GOOD,
    tries: 1,
    usage: { model: NAME, promptTokens: 30, answerTokens: 9 },
  })
  expect(body(1)?.format).toMatchObject({ type: 'object', required: ['steps'] })
  expect(body(1)?.tools).toBeUndefined()
  expect(body(1)?.messages?.map(({ role }) => role)).toEqual(['system', 'user'])
  expect(body(1)?.messages?.[0]?.content).toMatch(/fits this JSON Schema.*\n\{"type":"object"/)
})

test('a system message that is there is kept, and what is said about the form is in its language', async () => {
  const messages = [
    { role: 'system', content: 'Tu es prudent.' },
    { role: 'user', content: 'Va.' },
  ] as const
  const { body } = await asked([says('bof'), saysJson(GOOD)], { messages, locale: 'fr' })
  expect(body(1)?.messages?.[0]?.content).toMatch(/^Tu es prudent\.\n\nRéponds par une seule valeur JSON/)
  expect(body(2)?.messages?.at(-1)?.content).toMatch(
    /^Cette réponse est inutilisable : elle ne contenait pas/,
  )
})

describe('at the first try', () => {
  test.each<[string, Reply]>([
    ['fenced', says(`\`\`\`json\n${JSON.stringify(GOOD, null, 2)}\n\`\`\``)],
    ['doubled', says(JSON.stringify(GOOD) + JSON.stringify(GOOD))],
    ['in prose', says(`Here is the plan: ${JSON.stringify(GOOD)} I hope it helps.`)],
    ['with slips', says("{'steps': [{'id': 'a', 'tool': 'look',},],}")],
    ['after thinking', saysJson(GOOD, { thinking: '{"steps":[]}' })],
    ['whole, and cut in the blanks after it', says(`${JSON.stringify(GOOD)}\n\n\n`, { end: 'length' })],
  ])('%s is good enough', async (_, reply) => {
    const { result } = await asked([reply])
    expect(result).toMatchObject({ ok: true, value: GOOD, tries: 1 })
  })
})

describe('at the second try', () => {
  test.each<[string, Reply, RegExp]>([
    ['empty', says(''), /it was empty/],
    ['prose', says('I would rather not.'), /no JSON in it/],
    ['broken', says('{"steps":::"x"}}'), /not well formed/],
    ['without its end', says('{"steps":[{"id":"a","tool":"look"}'), /began but did not end/],
    [
      'cut by the limit',
      says('{"steps":[{"id":"a","tool":"look"}]', { end: 'length' }),
      /limit of its length/,
    ],
    ['mendable but cut by the limit', says("{'steps':[]}", { end: 'length' }), /limit of its length/],
    ['of another shape', saysJson({ plan: [] }), /steps: Invalid input/],
    [
      'with an unknown tool',
      saysJson({ steps: [{ id: 'a', tool: 'rm' }] }),
      /steps\.0\.tool: Invalid option/,
    ],
    ['with a wrong type', saysJson({ steps: [{ id: 7, tool: 'look' }] }), /steps\.0\.id: .*expected string/],
    ['with something more', saysJson({ ...GOOD, approve: true }), /the value: Unrecognized key: "approve"/],
    ['a tool call instead', callsTool('look', {}), /it was empty/],
    ['a call inside the thinking', { thinking: JSON.stringify(GOOD) }, /it was empty/],
  ])('an answer that is %s is corrected', async (_, reply, why) => {
    const { result, body } = await asked([reply, saysJson(GOOD)])
    expect(result).toMatchObject({
      ok: true,
      value: GOOD,
      tries: 2,
      usage: { promptTokens: 22, answerTokens: 14 },
    })
    const [, , echo, told, ...rest] = body(2)?.messages ?? []
    expect(echo?.role).toBe('assistant')
    expect(echo?.content).not.toBe('')
    expect(told?.role).toBe('user')
    expect(told?.content).toMatch(why)
    expect(rest).toEqual([])
  })
})

test('after two corrections it is a failure that says why, what was said and what it cost', async () => {
  const { result, server, body } = await asked([says('no'), says('never'), saysJson({ steps: 'all' })])
  expect(result).toEqual({
    ok: false,
    why: 'no usable plan: steps: Invalid input: expected array, received string',
    tries: 3,
    usage: { model: NAME, promptTokens: 33, answerTokens: 21 },
    lastText: '{"steps":"all"}',
    raw: { steps: 'all' },
  })
  expect(server.questions()).toHaveLength(3)
  expect(body(3)?.messages?.map(({ content }) => content)).not.toContain('no')
})

test('the number of corrections can be another', async () => {
  const { result } = await asked([says('no')], { maxRepairs: 0 })
  expect(result).toMatchObject({ ok: false, tries: 1, lastText: 'no' })
})

test('a long answer goes back shortened', async () => {
  const { body } = await asked([says(`begin ${'x'.repeat(50_000)} end`, { chunk: 5000 }), saysJson(GOOD)])
  const echo = body(2)?.messages?.[2]?.content ?? ''
  expect(echo).toMatch(/^begin x+\n…\nx+ end$/)
  expect(echo.length).toBeLessThan(4100)
})

test('many mistakes are told in part', async () => {
  const wrong = { steps: Array.from({ length: 50 }, () => ({ id: 1, tool: 'look' })) }
  const { result } = await asked([saysJson(wrong)], { maxRepairs: 0 })
  expect(result.ok || result.why).toMatch(/; and 45 more$/)
})

test('no answer at all is told as the error that it is', async () => {
  const { result } = await asked([refuses(404, `model '${NAME}' not found`)])
  expect(result).toEqual({
    ok: false,
    why: `the server answers 404: model '${NAME}' not found`,
    error: expect.objectContaining({ code: 'missing' }),
    tries: 0,
  })
})

test('a server that goes away between two tries leaves what it said', async () => {
  const { result } = await asked([says('no'), refuses(401, 'locked')])
  expect(result).toMatchObject({ ok: false, error: { code: 'refused' }, tries: 1, lastText: 'no' })
})

test('a passing fault is no try', async () => {
  const { result, retried } = await asked([refuses(500, 'oops'), saysJson(GOOD)])
  expect(result).toMatchObject({ ok: true, tries: 1 })
  expect(retried).toEqual(['server'])
})

test('a server that cannot make a grammar of the schema is asked without one', async () => {
  const { result, body, retried } = await asked([
    refuses(500, 'failed to parse grammar'),
    says('hm'),
    saysJson(GOOD),
  ])
  expect(result).toMatchObject({ ok: true, tries: 2 })
  expect(retried).toEqual(['unsupported'])
  expect([1, 2, 3].map((n) => body(n)?.format !== undefined)).toEqual([true, false, false])
})

test('limits of the request reach the server', async () => {
  const { body } = await asked([saysJson(GOOD)], { temperature: 0, maxAnswerTokens: 55 })
  expect(body(1)?.options).toMatchObject({ temperature: 0, num_predict: 55 })
})

test('an abort ends it', async () => {
  const { model, server } = await ollama([says('no'), neverAnswers()])
  const stop = new AbortController()
  const reason = new Cancelled('enough')
  const request = { messages: [{ role: 'user', content: 'Plan it.' }] as const, schema: plan, name: 'plan' }
  const result = askStructured(model, request, stop.signal)
  await server.question(2)
  stop.abort(reason)
  await expect(result).rejects.toBe(reason)
})

test('a choice of shapes, and a list', async () => {
  const act = z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('act'), action: z.string() }),
    z.object({ kind: z.literal('final'), final: z.string() }),
  ])
  const { model } = await ollama([
    says('See [1]. {"kind":"final","final":"done"}'),
    says('Use {these}: ["a","b"]'),
  ])
  const messages = [{ role: 'user', content: 'Go.' }] as const
  expect(await askStructured(model, { messages, schema: act, name: 'turn' }, never())).toMatchObject({
    value: { kind: 'final', final: 'done' },
  })
  const names = z.array(z.string())
  expect(await askStructured(model, { messages, schema: names, name: 'list' }, never())).toMatchObject({
    value: ['a', 'b'],
  })
})
