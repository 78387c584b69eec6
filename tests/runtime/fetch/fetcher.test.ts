import type { RequestListener } from 'node:http'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { FetchRequest } from '../../../src/domain/fetcher.ts'
import { TimedOut } from '../../../src/lib/abort.ts'
import { createFetcher, type FetcherOptions } from '../../../src/runtime/fetch/fetcher.ts'
import { httpServer } from '../../helpers/http-server.ts'

const NAMES: Readonly<Record<string, readonly string[]>> = {
  'inner.test': ['127.0.0.1'],
  'lan.test': ['192.168.0.10'],
  'metadata.test': ['169.254.169.254'],
  'mixed.test': ['8.8.8.8', '10.0.0.1'],
  'mixed6.test': ['2606:4700::1111', '::1'],
  'mapped.test': ['::ffff:127.0.0.1'],
  'nat64.test': ['64:ff9b::a00:1'],
  localhost: ['127.0.0.1', '::1'],
  'sub.localhost': ['127.0.0.1'],
  'none.test': [],
}

function setUp(options: Partial<FetcherOptions> = {}) {
  const resolved: string[] = []
  const resolver = async (hostname: string) => {
    resolved.push(hostname)
    const addresses = NAMES[hostname]
    if (!addresses) throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: 'ENOTFOUND' })
    return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
  }
  const fetcher = createFetcher({ allowHosts: [], maxRedirects: 3, resolver, ...options })
  const fetch = async (
    url: string,
    more: Partial<FetchRequest> = {},
    signal = new AbortController().signal,
  ) => {
    const outcome = await fetcher.fetch({ method: 'GET', url, headers: {}, maxBytes: 1e6, ...more }, signal)
    return outcome.ok ? { ...outcome, body: Buffer.from(outcome.body).toString() } : outcome
  }
  return { fetch, resolved }
}

/** Answers with what it was asked. */
const echo: RequestListener = (request, response) => {
  const chunks: Uint8Array[] = []
  request.on('data', (chunk: Uint8Array) => chunks.push(chunk))
  request.on('end', () => {
    const { method, url, headers } = request
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ method, url, headers, body: Buffer.concat(chunks).toString() }))
  })
}

describe('hostile addresses', () => {
  it.each([
    // this machine, spelt in many ways
    'http://127.0.0.1/',
    'http://127.1/',
    'http://127.0.1/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0x7f.0.0.1/',
    'http://0177.0.0.1/',
    'http://017700000001/',
    'http://0x7f.1/',
    'http://127.0.0.1./',
    'http://127.255.255.254:8080/x',
    'http://①②⑦.⓪.⓪.①/',
    'http://127。0。0。1/',
    'http://%31%32%37.0.0.1/',
    'http://0/',
    'http://0.0.0.0/',
    'http://0x0/',
    'http://[::]/',
    'http://[::1]/',
    'http://[0:0:0:0:0:0:0:1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[::127.0.0.1]/',
    'http://[::ffff:0:127.0.0.1]/',
    'https://127.0.0.1/',
    'HTTP://LOCALHOST/',
    'http://localhost:1/',
    'http://localhost./',
    'http://sub.localhost/',
    // the network around it
    'http://10.0.0.1/',
    'http://172.16.0.1/',
    'http://192.168.1.1/',
    'http://3232235777/',
    'http://0xc0a80101/',
    'http://100.64.0.1/',
    'http://169.254.1.1/',
    'http://[fe80::1]/',
    'http://[fc00::1]/',
    'http://[fd12:3456::1]/',
    'http://[fec0::1]/',
    'http://224.0.0.251/',
    'http://239.255.255.250:1900/',
    'http://[ff02::1]/',
    'http://255.255.255.255/',
    'http://240.0.0.1/',
    // metadata of clouds
    'http://169.254.169.254/latest/meta-data/',
    'http://2852039166/',
    'http://0xa9fea9fe/',
    'http://0251.0376.0251.0376/',
    'http://[::ffff:169.254.169.254]/',
    'http://[fd00:ec2::254]/',
    'http://100.100.100.200/',
    'http://192.0.0.192/',
    'http://168.63.129.16/',
    'http://metadata.test/',
    // tunnels and translations
    'http://[64:ff9b::7f00:1]/',
    'http://[64:ff9b:1::a00:1]/',
    'http://[2002:7f00:1::]/',
    'http://[2002:c0a8:101::1]/',
    'http://[2001:0:7f00:1::]/',
    'http://[2606:4700::5efe:a00:1]/',
    'http://nat64.test/',
    'http://mapped.test/',
    // names, mixed answers, and what lies in documentation only
    'http://inner.test/',
    'http://lan.test/',
    'http://mixed.test/',
    'http://mixed6.test/',
    'http://192.0.2.1/',
    'http://198.18.0.1/',
    'http://[2001:db8::1]/',
    // no place on the web at all
    'file:///etc/passwd',
    'ftp://example.org/',
    'gopher://127.0.0.1:6379/_INFO',
    'data:text/plain,x',
    'javascript:1',
    'unix:/run/docker.sock',
    'http+unix://%2Frun%2Fdocker.sock/info',
    'ws://127.0.0.1/',
    'blob:http://127.0.0.1/x',
    'about:blank',
    '//127.0.0.1/',
    '/etc/passwd',
    'http://',
    'http:///',
    'http://[::1',
    'http://[fe80::1%25eth0]/',
    'http://1.2.3.4.5.6.7:99999/',
    'http://exa mple.org/',
    '',
    // credentials, and hosts that hide behind them
    'http://user@8.8.8.8/',
    'http://user:secret@8.8.8.8/',
    'http://:secret@8.8.8.8/',
    'http://8.8.8.8@127.0.0.1/',
    'http://8.8.8.8:80@127.0.0.1/',
    'http://127.0.0.1#@8.8.8.8/',
    'http://127.0.0.1\\@8.8.8.8/',
    'http:\\\\127.0.0.1\\',
    'http:127.0.0.1/',
    '\thttp://127.0.0.1/',
    'http://127.0.0.1%00.example.org/',
    'http://8.8.8.8%40127.0.0.1/',
    'http://[::1%25lo]/',
    'http://[::1%lo]/',
    'http://[fe80::1%eth0]/',
    // digits, dots and letters of other alphabets, and characters that are not seen
    'http://１２７.０.０.１/',
    'http://127．0．0．1/',
    'http://127｡0｡0｡1/',
    'http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/',
    'http://ＬＯＣＡＬＨＯＳＴ/',
    'http://local\u00adhost/',
    'http://local\u200bhost/',
    'http://𝟣𝟤𝟩.𝟢.𝟢.𝟣/',
    'http://127.0.\t0.1/',
    // more ways to write a number
    'http://0x7F.0x0.0x0.0x1/',
    'http://0x7f.0.0x0.01/',
    'http://0000000000000000177.1/',
    'http://[0:0:0:0:0:ffff:127.0.0.1]/',
    'http://[0000::ffff:7f00:0001]/',
    'http://[64:ff9b::127.0.0.1]/',
    'http://[64:ff9b::169.254.169.254]/',
    'http://[2002:a9fe:a9fe::1]/',
    'http://[2001:0:a9fe:a9fe::1]/',
    'http://[100::1]/',
    'http://[3fff::1]/',
    'http://192.88.99.1/',
    'http://0.1.2.3/',
    'ht\ntp://127.0.0.1/',
  ])('%j is refused without a connection', async (url) => {
    expect(await setUp().fetch(url)).toMatchObject({ ok: false, code: 'E_ADDRESS' })
  })
})

describe('a server of this machine', () => {
  /** Ways to write where it listens. */
  const forms = (port: number) =>
    [
      ...[
        '127.0.0.1',
        '127.1',
        '2130706433',
        '0x7f000001',
        '0x7f.1',
        '0177.0.0.1',
        '0',
        '0.0.0.0',
        '１２７.0.0.1',
      ],
      ...[
        '[::ffff:127.0.0.1]',
        '[::ffff:7f00:1]',
        '[::]',
        '[64:ff9b::7f00:1]',
        '[2002:7f00:1::]',
        '[::127.0.0.1]',
      ],
      ...[
        'localhost',
        'LOCALHOST.',
        'ⓛⓞⓒⓐⓛⓗⓞⓢⓣ',
        'inner.test',
        'mapped.test',
        'nat64.test',
        'mixed.test',
        'mixed6.test',
      ],
      ...['8.8.8.8@127.0.0.1', 'user:secret@127.0.0.1', '127.0.0.1.', 'sub.localhost', '127。0。0。1'],
    ].map((host) => `http://${host}:${port}/`)

  /** Counts who connects, whether or not a request follows. */
  async function counting() {
    let connections = 0
    const server = createServer((socket) => void (connections++, socket.destroy()))
    await new Promise<void>((resolve) => server.listen(0, resolve))
    onTestFinished(() => void server.close())
    return { port: (server.address() as AddressInfo).port, connections: () => connections }
  }

  it('is connected to in no way of writing its address, nor by a redirect to it', async () => {
    const { port, connections } = await counting()
    let location = ''
    const start = await httpServer((_, response) => response.writeHead(302, { location }).end())
    const { fetch } = setUp({ allowHosts: [`127.0.0.1:${start}`] })
    for (const url of forms(port)) {
      expect(await fetch(url), url).toMatchObject({ ok: false, code: 'E_ADDRESS' })
      location = url.replaceAll(/[^ -~]/gu, encodeURIComponent)
      expect(await fetch(`http://127.0.0.1:${start}/`), url).toMatchObject({ ok: false, code: 'E_ADDRESS' })
    }
    expect(connections()).toBe(0)
    // The same server is there for whoever may reach it.
    await setUp({ allowHosts: ['127.0.0.1'] }).fetch(`http://127.0.0.1:${port}/`)
    expect(connections()).toBe(1)
  })

  it('is not connected to by a name that means another address each time it is asked for', async () => {
    const { port, connections } = await counting()
    const start = await httpServer((_, response) =>
      response.writeHead(302, { location: `http://rebind.test:${port}/` }).end(),
    )
    // In every order: what is checked is what is connected to, and each hop is checked anew.
    const meanings = ['10.0.0.1', '127.0.0.1', '::1', '::ffff:127.0.0.1']
    let asked = 0
    const resolver = async () => {
      const address = meanings[asked++ % meanings.length] ?? ''
      return [{ address, family: address.includes(':') ? 6 : 4 }]
    }
    const { fetch } = setUp({ allowHosts: [`127.0.0.1:${start}`], resolver })
    for (let round = 0; round < 2 * meanings.length; round++) {
      expect(await fetch(`http://rebind.test:${port}/`)).toMatchObject({ ok: false, code: 'E_ADDRESS' })
      expect(await fetch(`http://127.0.0.1:${start}/`)).toMatchObject({ ok: false, code: 'E_ADDRESS' })
    }
    expect(asked).toBe(4 * meanings.length)
    expect(connections()).toBe(0)
  })
})

describe('a request', () => {
  it('reaches a listed host and gives its answer', async () => {
    const port = await httpServer(echo)
    const { fetch, resolved } = setUp({ allowHosts: [`INNER.test:${port}`] })
    const answer = await fetch(`http://inner.test:${port}/a?b=c#d`, {
      method: 'post',
      headers: { 'X-One': '1', Host: 'other', 'Transfer-Encoding': 'chunked', 'Proxy-Authorization': 'x' },
      body: 'text',
    })
    if (!answer.ok) throw new Error(answer.message)
    expect(answer).toMatchObject({
      status: 200,
      truncated: false,
      headers: { 'content-type': 'application/json' },
    })
    const seen = JSON.parse(answer.body)
    expect(seen).toMatchObject({ method: 'POST', url: '/a?b=c', body: 'text' })
    expect(seen.headers).toEqual({
      host: `inner.test:${port}`,
      connection: 'close',
      'x-one': '1',
      'user-agent': 'autohome',
      accept: '*/*',
      'accept-encoding': 'identity',
      'content-length': '4',
    })
    expect(resolved).toEqual(['inner.test'])
  })

  it('may name a listed host with any port or as an address', async () => {
    const port = await httpServer(echo)
    expect(await setUp({ allowHosts: ['inner.test'] }).fetch(`http://inner.test:${port}/`)).toMatchObject({
      status: 200,
    })
    expect(await setUp({ allowHosts: ['127.0.0.1'] }).fetch(`http://2130706433:${port}/`)).toMatchObject({
      status: 200,
    })
    expect(
      await setUp({ allowHosts: [`127.0.0.1:${port + 1}`] }).fetch(`http://127.0.0.1:${port}/`),
    ).toMatchObject({ code: 'E_ADDRESS' })
    // What a foreign name resolves to does not make it the listed one.
    expect(await setUp({ allowHosts: ['127.0.0.1'] }).fetch(`http://inner.test:${port}/`)).toMatchObject({
      code: 'E_ADDRESS',
    })
  })

  it('connects to the address that was checked, whatever the name means a moment later', async () => {
    const port = await httpServer(echo)
    let asked = 0
    const resolver = async () => [{ address: asked++ === 0 ? '127.0.0.1' : '192.0.2.1', family: 4 }]
    const { fetch } = setUp({ allowHosts: [`rebind.test:${port}`], resolver })
    expect(await fetch(`http://rebind.test:${port}/`)).toMatchObject({ ok: true, status: 200 })
    expect(asked).toBe(1)
  })

  it('takes a failing status for an answer', async () => {
    const port = await httpServer((_, response) =>
      response.writeHead(503, { 'set-cookie': ['a=1', 'b=2'] }).end('down'),
    )
    const answer = await setUp({ allowHosts: ['127.0.0.1'] }).fetch(`http://127.0.0.1:${port}/`)
    expect(answer).toMatchObject({
      ok: true,
      status: 503,
      body: 'down',
      headers: { 'set-cookie': 'a=1, b=2' },
    })
  })

  it('stops reading at the cap, to the byte', async () => {
    const port = await httpServer((_, response) => {
      const more = () => {
        while (response.write('x'.repeat(10_000)));
        response.once('drain', more)
      }
      more()
    })
    const answer = await setUp({ allowHosts: ['127.0.0.1'] }).fetch(`http://127.0.0.1:${port}/`, {
      maxBytes: 25_001,
    })
    expect(answer).toMatchObject({ ok: true, truncated: true, body: 'x'.repeat(25_001) })
    const exact = await httpServer((_, response) => response.end('12345'))
    expect(
      await setUp({ allowHosts: ['127.0.0.1'] }).fetch(`http://127.0.0.1:${exact}/`, { maxBytes: 5 }),
    ).toMatchObject({
      body: '12345',
      truncated: false,
    })
  })
})

describe('a redirect', () => {
  const to =
    (location: string, status = 302): RequestListener =>
    (_, response) =>
      response.writeHead(status, { location }).end()
  const local = (port: number) => `http://127.0.0.1:${port}`

  it('is followed, and the last address told', async () => {
    const end = await httpServer(echo)
    const start = await httpServer(to(`${local(end)}/there`))
    const answer = await setUp({ allowHosts: ['127.0.0.1'] }).fetch(local(start))
    expect(answer).toMatchObject({ ok: true, status: 200, url: `${local(end)}/there` })
  })

  it.each([
    'http://localhost/',
    'http://169.254.169.254/',
    'file:///etc/passwd',
    'http://u:p@8.8.8.8/',
    '//[::1]/',
  ])('to %s is refused', async (location) => {
    const start = await httpServer(to(location))
    expect(await setUp({ allowHosts: [`127.0.0.1:${start}`] }).fetch(local(start))).toMatchObject({
      ok: false,
      code: 'E_ADDRESS',
    })
  })

  it('takes no secrets to another origin, and keeps them on the same one', async () => {
    const end = await httpServer(echo)
    const start = await httpServer((request, response) => {
      if (request.url === '/same') return echo(request, response)
      to(request.url === '/go' ? '/same' : `${local(end)}/`)(request, response)
    })
    const headers = {
      Authorization: 'Bearer secret',
      Cookie: 'a=b',
      'X-Api-Key': 'secret',
      Accept: 'text/plain',
    }
    const { fetch } = setUp({ allowHosts: ['127.0.0.1'] })
    const other = await fetch(`${local(start)}/away`, { headers })
    const same = await fetch(`${local(start)}/go`, { headers })
    if (!other.ok || !same.ok) throw new Error('no answer')
    expect(other.body).not.toMatch(/secret|cookie/)
    expect(JSON.parse(other.body).headers).toMatchObject({ accept: 'text/plain' })
    expect(JSON.parse(same.body).headers).toMatchObject({
      authorization: 'Bearer secret',
      'x-api-key': 'secret',
    })
  })

  it.each([
    [301, 'POST', 'GET', ''],
    [302, 'POST', 'GET', ''],
    [303, 'PUT', 'GET', ''],
    [302, 'PUT', 'PUT', 'text'],
    [307, 'POST', 'POST', 'text'],
    [308, 'POST', 'POST', 'text'],
  ])('%i turns %s into %s', async (status, method, expected, body) => {
    const port = await httpServer((request, response) =>
      request.url === '/end' ? echo(request, response) : to('/end', status)(request, response),
    )
    const headers = { 'content-type': 'text/plain' }
    const answer = await setUp({ allowHosts: ['127.0.0.1'] }).fetch(local(port), {
      method,
      body: 'text',
      headers,
    })
    if (!answer.ok) throw new Error(answer.message)
    const seen = JSON.parse(answer.body)
    expect(seen).toMatchObject({ method: expected, body })
    expect(seen.headers['content-type']).toBe(body === '' ? undefined : 'text/plain')
  })

  it('does not take a request that changes something to another origin', async () => {
    let asked = 0
    const end = await httpServer((_, response) => response.end(String(asked++)))
    const start = await httpServer(to(local(end), 307))
    const answer = await setUp({ allowHosts: ['127.0.0.1'] }).fetch(local(start), {
      method: 'POST',
      body: 'secret',
    })
    expect(answer).toMatchObject({ ok: true, status: 307, headers: { location: local(end) } })
    expect(asked).toBe(0)
  })

  it('is the answer where it may not be followed or leads nowhere', async () => {
    const start = await httpServer(to('/next'))
    const mayFollow = ({ method, url }: { method: string; url: string }) =>
      !(method === 'GET' && url === `${local(start)}/next`)
    expect(await setUp({ allowHosts: ['127.0.0.1'], mayFollow }).fetch(local(start))).toMatchObject({
      status: 302,
    })
    const broken = await httpServer(to('http://['))
    expect(await setUp({ allowHosts: ['127.0.0.1'] }).fetch(local(broken))).toMatchObject({
      ok: true,
      status: 302,
    })
    const without = await httpServer((_, response) => response.writeHead(302).end())
    expect(await setUp({ allowHosts: ['127.0.0.1'] }).fetch(local(without))).toMatchObject({
      ok: true,
      status: 302,
    })
  })

  it('ends after so many', async () => {
    let asked = 0
    const port = await httpServer((_, response) => response.writeHead(302, { location: `/${asked++}` }).end())
    const answer = await setUp({ allowHosts: ['127.0.0.1'], maxRedirects: 3 }).fetch(local(port))
    expect(answer).toEqual({ ok: false, code: 'E_NETWORK', message: 'more than 3 redirects' })
    expect(asked).toBe(4)
  })
})

describe('trouble', () => {
  it('with the name is a failure as data', async () => {
    expect(await setUp().fetch('http://unknown.test/')).toMatchObject({ ok: false, code: 'E_NETWORK' })
    expect(await setUp().fetch('http://none.test/')).toMatchObject({ ok: false, code: 'E_NETWORK' })
    expect(await setUp({ resolver: undefined as never }).fetch('http://name.invalid/')).toMatchObject({
      code: 'E_NETWORK',
    })
  })

  it('with the connection too', async () => {
    const server = createServer(
      (socket) =>
        void socket
          .on('error', () => undefined)
          .resume()
          .end('nonsense\r\n\r\n'),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const { fetch } = setUp({ allowHosts: ['127.0.0.1', 'localhost'] })
    expect(await fetch(`http://127.0.0.1:${port}/`)).toMatchObject({ ok: false, code: 'E_NETWORK' })
    expect(await fetch(`https://127.0.0.1:${port}/`)).toMatchObject({ ok: false, code: 'E_NETWORK' })
    await new Promise((resolve) => server.close(resolve))
    expect(await fetch(`http://127.0.0.1:${port}/`)).toMatchObject({ ok: false, code: 'E_NETWORK' })
    expect(await fetch(`http://localhost:${port}/`)).toMatchObject({ ok: false, code: 'E_NETWORK' })
  })

  it('with time is a failure as data, a cancellation is thrown', async () => {
    const late = new AbortController()
    const cancelled = new AbortController()
    const port = await httpServer((request, response) => {
      response.write('beginning')
      const [controller, reason] =
        request.url === '/late' ? [late, new TimedOut(5)] : [cancelled, new Error('cancelled')]
      controller.abort(reason)
    })
    const { fetch } = setUp({ allowHosts: ['127.0.0.1'] })
    expect(await fetch(`http://127.0.0.1:${port}/late`, {}, late.signal)).toMatchObject({
      ok: false,
      code: 'E_TIMEOUT',
    })
    await expect(fetch(`http://127.0.0.1:${port}/cancelled`, {}, cancelled.signal)).rejects.toThrow(
      'cancelled',
    )
    await expect(fetch('http://127.0.0.1/', {}, AbortSignal.abort(new Error('before')))).rejects.toThrow(
      'before',
    )
  })

  it('with a name server that never answers ends with the time limit', async () => {
    const controller = new AbortController()
    const resolver = () => {
      controller.abort(new TimedOut(5))
      return new Promise<never>(() => undefined)
    }
    expect(await setUp({ resolver }).fetch('http://slow.test/', {}, controller.signal)).toMatchObject({
      code: 'E_TIMEOUT',
    })
  })
})
