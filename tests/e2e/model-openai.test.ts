import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { autohome } from '../helpers/autohome.ts'
import { allMet, answersProbe, isProbe } from '../helpers/model-house.ts'
import { type Answering, callsTool, type ModelServerRequest, refuses, says } from '../helpers/model-server.ts'
import { startOpenAi } from '../helpers/openai-server.ts'
import { contains, ends, plans, specs, writes } from '../helpers/thoughts.ts'

/** Whole runs of the compiled program with a server that speaks OpenAI's protocol, and no other in reach. */

const KEY = 'sk-test-0123456789abcdef'
const file = (content: string) => ({ path: 'hello.txt', content, mode: 'overwrite' })
const SPEC = specs({ greets: contains('hello.txt', 'hi') })
const PLAN = plans(['write', 'write_file', file('no\n')])
const MEND = plans(['mend', 'write_file', file('hi\n')])

/** The verifier is offered its evidence in `response_format` here. */
const judged = (request: ModelServerRequest) => {
  const { json_schema: wrapped } = (request.body.response_format ?? {}) as {
    readonly json_schema?: { readonly schema?: ModelServerRequest['body']['format'] }
  }
  return allMet({ ...request, body: { ...request.body, ...(wrapped?.schema && { format: wrapped.schema }) } })
}

async function wholeRun(answers: readonly Answering[], own: boolean) {
  const left = [...answers]
  const server = await startOpenAi(
    (request) => {
      if (isProbe(request)) return own ? answersProbe() : says('I would call save_note.')
      if (request.body.model === 'judge:1b') return judged(request)
      const next = left.shift() ?? refuses(400, 'the script has ended')
      return typeof next === 'function' ? next(request) : next
    },
    { apiKey: KEY },
  )
  onTestFinished(() => server.close())
  const program = autohome({
    EXECUTOR_MODEL: 'worker:1b',
    VERIFIER_MODEL: 'judge:1b',
    OPENAI_BASE_URL: `${server.address}/v1`,
    OPENAI_API_KEY: KEY,
  })
  const { code, out } = await program.spawn(['run', 'create hello.txt containing hi'])
  expect(left, out).toEqual([])
  const text = await readFile(join(program.directory, 'workspace', 'hello.txt'), 'utf8')
  return { code, out, text, asked: server.questions().map(({ body }) => body) }
}

it('specifies, fails, mends and passes by schemas, though one answer is cut and nobody counts tokens', async () => {
  const uncounted = { uncounted: true }
  const { code, out, text, asked } = await wholeRun(
    [
      { ...SPEC, ...uncounted },
      { ...PLAN, end: 'cut' },
      { ...PLAN, ...uncounted },
      writes('hello.txt', 'no\n'),
      ends('It is there.'),
      MEND,
      writes('hello.txt', 'hi\n'),
      ends('Now it is.'),
    ],
    false,
  )
  expect(code, out).toBe(0)
  expect(text).toBe('hi\n')
  expect(out).toContain('1 of 1 criterion proven. Judged by judge:1b.')
  expect(out).not.toContain(KEY)
  const worked = asked.filter((body) => body.model === 'worker:1b' && body.tools === undefined)
  expect(worked.every((body) => body.response_format !== undefined)).toBe(true)
})

it('does the same by calls of the model, and asks by a schema where one of them is cut', async () => {
  const { code, out, text, asked } = await wholeRun(
    [
      SPEC,
      PLAN,
      callsTool('write_file', { ...file('no\n'), step: 'write' }),
      callsTool('finish', { final: 'It is there.' }),
      MEND,
      callsTool('write_file', file('hi\n'), { end: 'cut' }),
      writes('hello.txt', 'hi\n'),
      callsTool('finish', { final: 'Now it is.' }),
    ],
    true,
  )
  expect(code, out).toBe(0)
  expect(text).toBe('hi\n')
  expect(asked.some((body) => body.tools && body.response_format)).toBe(false)
  expect(asked.filter((body) => body.tools).length).toBe(5)
})
