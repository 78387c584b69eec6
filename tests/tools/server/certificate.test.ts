import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer as createTcpServer, type Server } from 'node:net'
import { join, resolve } from 'node:path'
import { createServer } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../../src/lib/clock.ts'
import { createCertificateExpiry, summarise } from '../../../src/tools/server/certificate-expiry.ts'
import { findPems } from '../../../src/tools/server/pem-certificate.ts'
import { fetchCertificate } from '../../../src/tools/server/tls-certificate.ts'
import type { CertificateExpiry } from '../../../src/tools/server/shapes/certificate.ts'
import { manualClock } from '../../helpers/clock.ts'
import { tempDir } from '../../helpers/temp-dir.ts'
import { call, realRunner, value } from '../../helpers/tool-bench.ts'

const DAY_MS = 86_400_000
const deps = {
  runner: realRunner(),
  files: { resolve: (path: string) => resolve('/', path) },
  clock: systemClock,
}

async function selfSigned(days: number): Promise<{ directory: string; cert: string; key: string }> {
  const directory = await tempDir()
  const [cert, key] = [join(directory, 'cert.pem'), join(directory, 'key.pem')]
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
      ...['-keyout', key, '-out', cert, '-days', String(days), '-subj', '/O=Home/CN=box.example'],
      ...['-addext', 'subjectAltName=DNS:box.example,DNS:www.box.example,IP:127.0.0.1'],
    ],
    { stdio: 'ignore' },
  )
  return { directory, cert, key }
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolvePromise = () => {}
  const promise = new Promise<void>((done) => {
    resolvePromise = done
  })
  return { promise, resolve: resolvePromise }
}

test('a PEM file tells its names and the days it has left', async () => {
  const { cert } = await selfSigned(30)
  const found = await value<CertificateExpiry>(createCertificateExpiry(deps), { path: cert })
  expect(found).toMatchObject({ count: 1, daysLeft: 29, expiring: [] })
  expect(found.soonest).toMatchObject({
    source: cert,
    subject: 'O=Home, CN=box.example',
    issuer: 'O=Home, CN=box.example',
    names: ['box.example', 'www.box.example', '127.0.0.1'],
  })
  expect(found.soonest.notAfterMs - found.soonest.notBeforeMs).toBe(30 * DAY_MS)
  const warned = await value<CertificateExpiry>(createCertificateExpiry(deps), { path: cert, warnDays: 30 })
  expect(warned.expiring).toEqual([cert])
})

test('an expired one has negative days', async () => {
  const { cert } = await selfSigned(3)
  const clock = manualClock(systemClock.now() + 10 * DAY_MS)
  expect(await value(createCertificateExpiry({ ...deps, clock }), { path: cert })).toMatchObject({
    daysLeft: -8,
    expiring: [cert],
  })
})

test('a server’s certificate is read although nobody trusts it', async () => {
  const { cert, key } = await selfSigned(90)
  const port = await listening(createServer({ cert: readFileSync(cert), key: readFileSync(key) }))
  const found = await value<CertificateExpiry>(createCertificateExpiry(deps), { host: '127.0.0.1', port })
  expect(found.soonest).toMatchObject({
    source: `127.0.0.1:${port}`,
    daysLeft: 89,
    trusted: false,
    trustError: 'DEPTH_ZERO_SELF_SIGNED_CERT',
  })
})

test('a server that speaks no TLS, and one that is not there', async () => {
  const port = await listening(createTcpServer((socket) => void socket.end('hello\n')))
  const tool = createCertificateExpiry(deps)
  expect(await call(tool, { host: '127.0.0.1', port })).toMatchObject({
    ok: false,
    error: { code: 'E_NETWORK', retryable: true, subject: `127.0.0.1:${port}` },
  })
  const closed = createTcpServer()
  const gone = await listening(closed)
  await new Promise((done) => closed.close(done))
  expect(await call(tool, { host: '127.0.0.1', port: gone })).toMatchObject({ error: { code: 'E_NETWORK' } })
})

test('a server that says nothing is given up after ten seconds', async () => {
  const clock = manualClock()
  // Only once the server has the connection is the clock moved: the wait is then surely under way.
  const { promise: connected, resolve: onConnection } = deferred()
  const port = await listening(createTcpServer(onConnection))
  const fetching = fetchCertificate({ host: '127.0.0.1', port }, clock, new AbortController().signal)
  await connected
  await clock.advance(10_000)
  expect(await fetching).toMatchObject({ ok: false, error: { code: 'E_TIMEOUT', retryable: true } })
})

test('an abort ends the wait for a server', async () => {
  const controller = new AbortController()
  const { promise: connected, resolve: onConnection } = deferred()
  const port = await listening(createTcpServer(onConnection))
  const fetching = fetchCertificate({ host: '127.0.0.1', port }, systemClock, controller.signal)
  await connected
  controller.abort(new Error('enough'))
  await expect(fetching).rejects.toThrow('enough')
})

test('wrong files, and both at once', async () => {
  const { directory, key } = await selfSigned(1)
  const tool = createCertificateExpiry(deps)
  await writeFile(
    join(directory, 'damaged.pem'),
    '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
  )
  expect(await call(tool, { path: key })).toMatchObject({ error: { code: 'E_OUTPUT' } })
  expect(await call(tool, { path: join(directory, 'damaged.pem') })).toMatchObject({
    error: { code: 'E_OUTPUT' },
  })
  expect(await call(tool, { path: directory })).toMatchObject({ error: { code: 'E_NOT_A_FILE' } })
  expect(await call(tool, { path: join(directory, 'gone') })).toMatchObject({
    error: { code: 'E_FILE_NOT_FOUND' },
  })
  expect(await call(tool, { path: key, host: 'box.example' })).toMatchObject({ error: { code: 'E_ARGS' } })
})

test('certbot’s directory is searched; without one there is nothing to check', async () => {
  const live = await tempDir()
  expect(await findPems(live)).toMatchObject({ ok: false, error: { code: 'E_UNAVAILABLE' } })
  await mkdir(join(live, 'b.example'))
  await mkdir(join(live, 'a.example'))
  await writeFile(join(live, 'README'), 'not a certificate')
  expect(await findPems(live)).toEqual({
    ok: true,
    paths: [join(live, 'a.example/fullchain.pem'), join(live, 'b.example/fullchain.pem')],
  })
  expect(summarise([], 21)).toMatchObject({ ok: false, error: { code: 'E_UNAVAILABLE' } })
})

test('its effects name the server or the file', () => {
  const tool = createCertificateExpiry(deps)
  const given = { port: 443, warnDays: 21 }
  expect(tool.effects({ ...given, host: '::1' }, { cwd: '/' })).toEqual([
    { kind: 'url', method: 'HEAD', url: 'https://[::1]:443/' },
  ])
  expect(tool.effects(given, { cwd: '/' })).toEqual([
    { kind: 'path', access: 'read', path: '/etc/letsencrypt/live' },
  ])
})
