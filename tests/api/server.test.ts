import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ROUTES } from '../../src/api/routes/table.ts'
import { RUN, story } from '../helpers/story.ts'
import { toldEngine } from '../helpers/told-engine.ts'
import { ask, serve } from './serve.ts'

const BY = { surface: 'console', id: 'alice' }
const REQUEST = { text: 'look', locale: 'en', actor: BY, thread: 'console:1' }

async function served() {
  const told = toldEngine()
  told.tell(RUN, ...story().events)
  told.onSubmit(() => RUN)
  return { told, ...(await serve(told.engine)) }
}

describe('answers', () => {
  it('as JSON', async () => {
    const { socketPath, told } = await served()
    const answer = await ask(socketPath, 'POST', '/runs', JSON.stringify(REQUEST))
    expect(answer).toMatchObject({ status: 201, type: 'application/json' })
    expect(answer.json()).toEqual({ runId: RUN })
    expect(told.calls).toEqual([['submit', REQUEST]])
  })

  it('by a unique prefix, with what the path encodes', async () => {
    const { socketPath } = await served()
    const answer = await ask(socketPath, 'GET', `/runs/${RUN.slice(0, 8)}`)
    expect(answer.json()).toMatchObject({
      run: { id: RUN },
      events: [{ type: 'run.submitted' }, { type: 'run.queued' }],
    })
    expect((await ask(socketPath, 'GET', '/runs/%2e%2e%2fetc')).status).toBe(404)
  })

  it('filters from the query', async () => {
    const { socketPath } = await served()
    expect((await ask(socketPath, 'GET', '/runs?status=queued,running&limit=5')).json()).toMatchObject([
      { id: RUN },
    ])
    expect((await ask(socketPath, 'GET', '/runs?status=failed')).json()).toEqual([])
  })
})

describe('problems', () => {
  it.each([
    ['GET', '/nothing', undefined, 404, 'not_found', 'Nothing is served at /nothing.'],
    ['GET', '/runs/x/y/z', undefined, 404, 'not_found', 'Nothing is served'],
    ['DELETE', '/runs', undefined, 405, 'bad_input', '/runs takes POST, GET, not DELETE.'],
    ['GET', '/runs/0ZZZ', undefined, 404, 'not_found', 'No run 0ZZZ.'],
    ['GET', '/runs/0ZZZ/events', undefined, 404, 'not_found', 'No run 0ZZZ.'],
    ['GET', '/runs?status=odd', undefined, 400, 'bad_input', 'query.status.0'],
    ['GET', '/runs?limit=-1', undefined, 400, 'bad_input', 'query.limit'],
    ['GET', '/runs?more=1', undefined, 400, 'bad_input', 'more'],
    ['GET', '/runs/%E0%A4%A', undefined, 404, 'not_found', 'Nothing is served'],
    ['GET', '/blobs/..%2f..%2fetc', undefined, 400, 'bad_input', 'path.sha256'],
    ['POST', '/runs', '{"text": ', 400, 'bad_input', 'body: not JSON'],
    ['POST', '/runs', '[]', 400, 'bad_input', 'body'],
    ['POST', '/runs', '', 400, 'bad_input', 'body.text'],
    ['POST', '/runs', '{"text":"x","locale":"de","actor":{},"thread":"t"}', 400, 'bad_input', 'body.locale'],
    ['POST', `/runs/${RUN}/pack`, '{"directory":"relative"}', 400, 'bad_input', 'body.directory'],
    [
      'POST',
      '/questions/zz/answer',
      `{"option":"approve","by":{"surface":"slack","id":"U0BOB"}}`,
      400,
      'bad_input',
      'of surface "console"',
    ],
    [
      'POST',
      '/questions/zz/answer',
      `{"option":"approve","by":{"surface":"console","id":"b"}}`,
      404,
      'not_found',
      'No question',
    ],
  ])('%s %s %s', async (method, path, body, status, code, words) => {
    const { socketPath } = await served()
    const answer = await ask(socketPath, method, path, body)
    expect(answer).toMatchObject({ status, type: 'application/problem+json' })
    const problem: { detail: string } = answer.json()
    expect(problem).toMatchObject({ status, code, type: `urn:autohome:problem:${code}`, exitCode: 2 })
    expect(problem.detail).toContain(words)
  })

  it('a body that is not UTF-8, or too long', async () => {
    const { socketPath } = await served()
    expect((await ask(socketPath, 'POST', '/runs', Uint8Array.from([0x22, 0xff, 0x22]))).status).toBe(400)
    const long = await ask(socketPath, 'POST', '/runs', ' '.repeat(1024 * 1024 + 1))
    expect(long.status).toBe(413)
    expect((await ask(socketPath, 'GET', '/status')).status).toBe(200)
  })

  it('keeps the words of a bug to its log', async () => {
    const told = toldEngine()
    const { socketPath, logged } = await serve({
      ...told.engine,
      status: async () => {
        throw new TypeError('private detail')
      },
    })
    const answer = await ask(socketPath, 'GET', '/status')
    expect(answer.status).toBe(500)
    expect(answer.text).not.toContain('private detail')
    expect(logged).toEqual(['a request failed: TypeError: private detail'])
  })

  it('no input whatever makes a bug', async () => {
    const { socketPath, logged } = await served()
    const path = fc.oneof(
      fc.webPath(),
      fc.constantFrom(...ROUTES.map((route) => route.path.replace(/:\w+/, RUN.slice(0, 5)))),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('GET', 'POST', 'PUT'),
        // What is followed without end is no answer to wait for.
        path.filter((text) => text.startsWith('/') && !text.startsWith('//') && !/events|feed/.test(text)),
        fc.webQueryParameters(),
        fc.oneof(fc.json(), fc.string(), fc.constant(JSON.stringify({ by: BY, text: 'x', option: 'y' }))),
        async (method, where, query, body) => {
          const answer = await ask(
            socketPath,
            method,
            `${where}?${query}`,
            method === 'GET' ? undefined : body,
          )
          expect(answer.status).toBeLessThan(500)
        },
      ),
      { numRuns: 300 },
    )
    expect(logged).toEqual([])
  })
})
