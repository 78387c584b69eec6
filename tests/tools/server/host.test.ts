import { mkdir, symlink, utimes, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { cpus, freemem, hostname, totalmem, uptime } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { sha256 } from '../../../src/lib/canonical.ts'
import { systemClock } from '../../../src/lib/clock.ts'
import { createBackupStatus } from '../../../src/tools/server/backup-status.ts'
import { createHostHealth } from '../../../src/tools/server/host-health.ts'
import { createLargestDirectories } from '../../../src/tools/server/largest-directories.ts'
import { createListeningPorts } from '../../../src/tools/server/listening-ports.ts'
import { createMemoryUsage } from '../../../src/tools/server/memory-usage.ts'
import { createPendingUpdates } from '../../../src/tools/server/pending-updates.ts'
import type { BackupStatus } from '../../../src/tools/server/shapes/backup.ts'
import type { LargestDirectories } from '../../../src/tools/server/shapes/disk.ts'
import type { HostHealth } from '../../../src/tools/server/shapes/health.ts'
import type { MemoryUsage } from '../../../src/tools/server/shapes/memory.ts'
import type { ListeningPorts } from '../../../src/tools/server/shapes/port.ts'
import type { TopProcesses } from '../../../src/tools/server/shapes/process.ts'
import type { PendingUpdates } from '../../../src/tools/server/shapes/update.ts'
import { readTemperatures } from '../../../src/tools/server/temperatures.ts'
import { createTopProcesses } from '../../../src/tools/server/top-processes.ts'
import { manualClock } from '../../helpers/clock.ts'
import { tempDir } from '../../helpers/temp-dir.ts'
import { call, context, realRunner, value } from '../../helpers/tool-bench.ts'

const files = { resolve: (path: string) => resolve('/', path) }
const deps = { runner: realRunner(), files, clock: systemClock }
const bare = { ...deps, runner: realRunner(['/nonexistent']) }

test('memory is what the kernel says', async () => {
  const memory = await value<MemoryUsage>(createMemoryUsage(), {})
  expect(memory.totalBytes).toBe(totalmem())
  expect(memory.usedBytes + memory.availableBytes).toBe(memory.totalBytes)
  expect(memory.availableBytes).toBeGreaterThan(freemem() / 4)
})

test('this very process is among those that use memory', async () => {
  const top = await value<TopProcesses>(createTopProcesses(deps), { by: 'memory', limit: 100 })
  const own = top.processes.find((one) => one.pid === process.pid)
  expect(own).toMatchObject({ parentPid: process.ppid, user: expect.stringMatching(/\w/) })
  expect(own?.memoryBytes).toBeGreaterThan(20_000_000)
  const sizes = top.processes.slice(0, 3).map((one) => one.memoryBytes)
  expect(sizes).toEqual([...sizes].sort((a, b) => b - a))
  expect(top.total).toBeGreaterThanOrEqual(top.processes.length)
})

test('looking for CPU use ends when the call is cancelled', async () => {
  const controller = new AbortController()
  const tool = createTopProcesses({ ...deps, clock: manualClock() })
  const running = tool.run({ by: 'cpu', limit: 1 }, { ...context(), signal: controller.signal })
  controller.abort(new Error('enough'))
  await expect(running).rejects.toThrow('enough')
})

test('the host’s health', async () => {
  const health = await value<HostHealth>(createHostHealth(deps), {})
  expect(health).toMatchObject({ hostname: hostname(), cpuCount: cpus().length })
  expect(Math.abs(health.uptimeS - uptime())).toBeLessThan(60)
  expect(health.processes).toBeGreaterThan(1)
  expect(health.loadPerCpu).toBeCloseTo(health.load.five / health.cpuCount, 1)
})

test('temperatures are read in thousandths of a degree, absent sensors left out', async () => {
  const root = await tempDir()
  for (const [zone, type, temp] of [
    ['thermal_zone0', 'x86_pkg_temp', '47500'],
    ['thermal_zone1', 'acpitz', '-273200'],
  ] as const) {
    await mkdir(join(root, zone))
    await writeFile(join(root, zone, 'type'), `${type}\n`)
    await writeFile(join(root, zone, 'temp'), `${temp}\n`)
  }
  expect(await readTemperatures(root)).toEqual([{ zone: 'x86_pkg_temp', celsius: 47.5 }])
})

test.each([
  ['with ss', deps, 'ss'],
  ['without ss', bare, 'proc'],
] as const)('a listening port is found %s, with its process', async (_how, where, source) => {
  const loopback = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void loopback.close())
  await new Promise((listening) => loopback.once('listening', listening))
  const address = loopback.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const found = await value<ListeningPorts>(createListeningPorts(where), {})
  expect(found.source).toBe(source)
  expect(found.ports.find((one) => one.port === address.port)).toMatchObject({
    protocol: 'tcp',
    address: '127.0.0.1',
    pid: process.pid,
    exposed: false,
  })
  expect(found.count).toBe(found.ports.length)
})

test('the largest directories come first, and small ones not at all', async () => {
  const root = await tempDir()
  for (const [name, kibibytes] of [
    ['small', 4],
    ['large', 400],
    ['middle', 200],
  ] as const) {
    await mkdir(join(root, name))
    await writeFile(join(root, name, 'file'), Buffer.alloc(kibibytes * 1024, 1))
  }
  const found = await value<LargestDirectories>(createLargestDirectories(deps), {
    path: root,
    minBytes: 100_000,
  })
  expect(found.entries.map((one) => one.path)).toEqual([join(root, 'large'), join(root, 'middle')])
  expect(found).toMatchObject({ path: root, unreadable: 0, complete: true })
  expect(found.totalBytes).toBeGreaterThan(600 * 1024)
  expect(await call(createLargestDirectories(deps), { path: join(root, 'gone') })).toMatchObject({
    ok: false,
    error: { code: 'E_DIR_NOT_FOUND', recoverable: true },
  })
})

test('pending updates come from apt as it is; other machines are told apart', async () => {
  const pending = await value<PendingUpdates>(createPendingUpdates(deps), {})
  expect(pending.manager).toBe('apt')
  expect(pending.count).toBe(pending.updates.length)
  expect(pending.securityCount).toBe(pending.updates.filter((one) => one.security).length)
  expect(await call(createPendingUpdates(bare), {})).toMatchObject({
    ok: false,
    error: { code: 'E_UNAVAILABLE', message: 'this machine has no apt to ask for updates' },
  })
  const bin = await tempDir()
  await symlink('/bin/true', join(bin, 'dnf'))
  expect(await call(createPendingUpdates({ ...deps, runner: realRunner([bin]) }), {})).toMatchObject({
    ok: false,
    error: { code: 'E_UNAVAILABLE', message: expect.stringContaining('dnf') },
  })
})

const NOW = Date.parse('2026-11-20T12:00:00Z')

async function backups(entries: Record<string, { ageH: number; text: string }>): Promise<string> {
  const root = await tempDir()
  for (const [name, { ageH, text }] of Object.entries(entries)) {
    const path = join(root, name)
    await mkdir(resolve(path, '..'), { recursive: true })
    await writeFile(path, text)
    const at = new Date(NOW - ageH * 3_600_000)
    await utimes(path, at, at)
  }
  return root
}

test('the newest backup is fresh, readable and compared with the one before', async () => {
  const path = await backups({
    'db/monday.gz': { ageH: 50, text: 'x'.repeat(200) },
    'db/tuesday.gz': { ageH: 2.5, text: 'y'.repeat(100) },
    'db/wednesday.gz.part': { ageH: 0.1, text: 'half' },
    '.hidden': { ageH: 0.1, text: 'no' },
  })
  const status = await value<BackupStatus>(createBackupStatus({ ...deps, clock: manualClock(NOW) }), { path })
  expect(status).toEqual({
    path,
    count: 2,
    totalBytes: 300,
    newest: {
      path: join(path, 'db/tuesday.gz'),
      bytes: 100,
      modifiedAtMs: NOW - 2.5 * 3_600_000,
      ageH: 2.5,
      sampleSha256: sha256('y'.repeat(100)),
    },
    fresh: true,
    readable: true,
    maxAgeH: 26,
    percentOfPrevious: 50,
    truncated: false,
  })
})

test('an old or an empty backup is told apart from a good one', async () => {
  const clock = manualClock(NOW)
  const old = await backups({ 'a.tar': { ageH: 30, text: 'x' } })
  expect(await value(createBackupStatus({ ...deps, clock }), { path: join(old, 'a.tar') })).toMatchObject({
    fresh: false,
    readable: true,
    count: 1,
  })
  const empty = await backups({ 'a.tar': { ageH: 1, text: '' } })
  expect(await value(createBackupStatus({ ...deps, clock }), { path: empty })).toMatchObject({
    fresh: true,
    readable: false,
  })
  const none = await backups({})
  expect(await call(createBackupStatus({ ...deps, clock }), { path: none })).toMatchObject({
    error: { code: 'E_NOT_FOUND' },
  })
  expect(await call(createBackupStatus({ ...deps, clock }), { path: join(none, 'gone') })).toMatchObject({
    error: { code: 'E_PATH_NOT_FOUND', recoverable: true },
  })
})
