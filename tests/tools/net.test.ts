import { describe, expect, it } from 'vitest'
import { createFetcher } from '../../src/runtime/fetch/fetcher.ts'
import { createNetTools } from '../../src/tools/net/tools.ts'
import { callTool, effectsOf } from '../helpers/call-tool.ts'
import { httpServer } from '../helpers/http-server.ts'

const tools = createNetTools({ fetcher: createFetcher({ allowHosts: ['127.0.0.1'], maxRedirects: 5 }) })

describe('http_request', () => {
  it('gives status, headers and body', async () => {
    const port = await httpServer((request, response) => {
      response.writeHead(201, { 'x-method': request.method })
      request.pipe(response)
    })
    const url = `http://127.0.0.1:${port}/`
    expect(
      await callTool(tools, 'http_request', { method: 'PUT', url, headers: { 'X-A': 'b' }, body: 'é' }),
    ).toMatchObject({
      ok: true,
      value: { status: 201, headers: { 'x-method': 'PUT' }, body: 'é', truncated: false, url },
    })
  })

  it('takes a 500 for an answer', async () => {
    const port = await httpServer((_, response) => response.writeHead(500).end('broken'))
    expect(
      await callTool(tools, 'http_request', { url: `http://127.0.0.1:${port}/`, maxBytes: 3 }),
    ).toMatchObject({
      ok: true,
      value: { status: 500, body: 'bro', truncated: true },
    })
  })

  it('reaches nothing inside', async () => {
    const url = 'http://169.254.169.254/'
    expect(await callTool(tools, 'http_request', { url })).toMatchObject({
      ok: false,
      error: { code: 'E_ADDRESS', retryable: false, subject: url },
    })
  })

  it('may be tried again after trouble on the way', async () => {
    expect(await callTool(tools, 'http_request', { url: 'http://127.0.0.1:1/' })).toMatchObject({
      ok: false,
      error: { code: 'E_NETWORK', retryable: true },
    })
  })

  it('refuses what is no request', async () => {
    const url = 'http://127.0.0.1/'
    for (const args of [
      { url, method: 'CONNECT' },
      { url, headers: { 'a b': 'c' } },
      { url, headers: { a: 'b\r\nc: d' } },
      { url: '' },
    ])
      expect(await callTool(tools, 'http_request', args)).toMatchObject({ error: { code: 'E_ARGS' } })
  })

  it('tells policy method and address', () => {
    expect(effectsOf(tools, 'http_request', { url: 'http://a.test/x' })).toEqual([
      { kind: 'url', method: 'GET', url: 'http://a.test/x' },
    ])
  })
})
