import { execFileSync, spawn } from 'node:child_process'
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Samples } from '../../../src/domain/samples.ts'
import { systemClock } from '../../../src/lib/clock.ts'
import { openJournal, type SqliteJournal } from '../../../src/store/journal.ts'
import { openSamples } from '../../../src/store/samples.ts'
import { createCertificateRenewal } from '../../../src/tools/server/certificate-renewal.ts'
import { createDiskForecast } from '../../../src/tools/server/disk-forecast.ts'
import { createNewErrors } from '../../../src/tools/server/new-errors.ts'
import { createRestartNeeded } from '../../../src/tools/server/restart-needed.ts'
import { parseShown } from '../../../src/tools/server/restart-loops.ts'
import { createRunFigures } from '../../../src/tools/server/run-figures.ts'
import { theilSen } from '../../../src/tools/server/slope.ts'
import type {
  CertificateRenewal,
  DiskForecast,
  RunFiguresOutput,
} from '../../../src/tools/server/shapes/over-time.ts'
import type { RestartNeeded } from '../../../src/tools/server/shapes/update.ts'
import { tempDir } from '../../helpers/temp-dir.ts'
import { call, realRunner, value } from '../../helpers/tool-bench.ts'

const DAY = 86_400_000
let home = ''
let journal: SqliteJournal
let samples: Samples
const deps = () => ({
  runner: realRunner(),
  files: { resolve: (path: string) => resolve(home, path) },
  clock: systemClock,
  samples,
})

beforeEach(async () => {
  home = await tempDir()
  journal = openJournal({ directory: home, synchronous: 'NORMAL', clock: systemClock })
  samples = openSamples(journal)
  return () => journal.close()
})

describe('theilSen', () => {
  it('is the slope of a line, and one outlier in five does not move it', () => {
    const line = [0, 1, 2, 3, 4].map((at) => ({ at, value: 10 + 3 * at }))
    expect(theilSen(line)).toBe(3)
    expect(theilSen(line.map((one) => (one.at === 2 ? { at: 2, value: 1_000 } : one)))).toBe(3)
  })
  it('is nothing for less than two points in time', () => {
    expect(theilSen([])).toBeUndefined()
    expect(
      theilSen([
        { at: 1, value: 1 },
        { at: 1, value: 2 },
      ]),
    ).toBeUndefined()
  })
})

describe('samples', () => {
  it('keeps one measurement in ten minutes, a year back, and the first sighting of a kind', () => {
    const now = Date.now()
    samples.add('disk:/', { at: now - 500 * DAY, value: 1 })
    samples.add('disk:/', { at: now - DAY, value: 2 })
    samples.add('disk:/', { at: now, value: 3 })
    samples.add('disk:/', { at: now + 1_000, value: 4 })
    expect(samples.since('disk:/', 0).map(({ value: one }) => one)).toEqual([2, 3])
    samples.see('log', [{ print: 'a', firstAt: now - DAY, lastAt: now - DAY }])
    samples.see('log', [{ print: 'a', firstAt: now, lastAt: now }])
    expect(samples.seen('log')).toEqual([{ print: 'a', firstAt: now - DAY, lastAt: now }])
    samples.see('log', [{ print: 'b', firstAt: now + 100 * DAY, lastAt: now + 100 * DAY }])
    expect(samples.seen('log').map(({ print }) => print)).toEqual(['b'])
  })
})

describe('disk_forecast', () => {
  it('says that one measurement is too few, and forecasts from a week of them', async () => {
    const first = await value<DiskForecast>(createDiskForecast(deps()), {})
    expect(first).toMatchObject({ known: 0 })
    expect(first.filesystems[0]).toMatchObject({ samples: 1, spanDays: 0 })
    const [disk] = first.filesystems
    if (!disk) throw new Error('no disk')
    const series = `disk:${disk.mount}`
    const used = samples.since(series, 0)[0]?.value ?? 0
    const daily = disk.availableBytes / 20
    const now = Date.now()
    // As if each of the last days had been measured; today is there already.
    const insert = journal.database.prepare('INSERT INTO samples (series, at, value) VALUES (?, ?, ?)')
    for (let day = 1; day <= 7; day++) insert.run(series, now - day * DAY, used - day * daily)
    const later = await value<DiskForecast>(createDiskForecast(deps()), {})
    const found = later.filesystems.find(({ mount }) => mount === disk.mount)
    expect(found?.samples).toBe(8)
    expect(found?.fullInDays).toBeCloseTo(20, 0)
    expect(later.soonestDays).toBe(found?.fullInDays)
  })
  it('is passed over where nothing is kept', async () => {
    const { samples: _none, ...without } = deps()
    for (const create of [createDiskForecast, createNewErrors, createRunFigures])
      expect(await call(create(without), {})).toMatchObject({ ok: false, error: { code: 'E_UNAVAILABLE' } })
  })
})

it('run_figures counts nothing in an empty journal', async () => {
  expect(await value<RunFiguresOutput>(createRunFigures(deps()), {})).toMatchObject({
    total: 0,
    incidentCount: 0,
  })
})

it('systemctl show is read block by block', () => {
  const text =
    'Id=ssh.service\nNRestarts=0\nSubState=running\n\nId=web.service\nNRestarts=41\nSubState=auto-restart\n'
  expect(parseShown(text)).toEqual([
    { kind: 'service', name: 'ssh.service', state: 'running', restarts: 0, inLoop: false },
    { kind: 'service', name: 'web.service', state: 'auto-restart', restarts: 41, inLoop: true },
  ])
})

describe('certificate_renewal', () => {
  const make = (name: string, days: number) =>
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:P-256',
        '-nodes',
        '-days',
        String(days),
        '-subj',
        '/CN=example.org',
        '-keyout',
        join(home, 'key.pem'),
        '-out',
        join(home, name),
      ],
      { stdio: 'pipe' },
    )
  const tool = (clock = systemClock) =>
    createCertificateRenewal(
      { ...deps(), clock },
      { etc: join(home, 'etc'), crontabs: join(home, 'crontabs') },
    )

  it('finds the timer or the cron entry that renews, and none where there is none', async () => {
    make('a.pem', 90)
    const bare = await value<CertificateRenewal>(tool(), { path: 'a.pem' })
    expect(bare).toMatchObject({ renewers: [], overdue: [], certificates: [{ ageDays: 0, overdue: false }] })
    await mkdir(join(home, 'etc', 'cron.d'), { recursive: true })
    await mkdir(join(home, 'etc', 'systemd', 'system', 'timers.target.wants'), { recursive: true })
    await writeFile(join(home, 'etc', 'systemd', 'system', 'timers.target.wants', 'certbot.timer'), '')
    await writeFile(
      join(home, 'etc', 'cron.d', 'acme'),
      '# lego renew\n5 4 * * * root "/root/.acme.sh"/acme.sh --cron\n',
    )
    const found = await value<CertificateRenewal>(tool(), { path: 'a.pem' })
    expect(found.renewers.map(({ kind, program }) => [kind, program])).toEqual([
      ['timer', 'certbot'],
      ['cron', 'acme.sh'],
    ])
  })
  it('sees one that should have been renewed', async () => {
    make('b.pem', 90)
    const later = { ...systemClock, now: () => Date.now() + 80 * DAY }
    expect(await value<CertificateRenewal>(tool(later), { path: 'b.pem' })).toMatchObject({
      overdue: [join(home, 'b.pem')],
      expiring: [join(home, 'b.pem')],
    })
  })
})

it('restart_needed finds a program whose file was replaced', async () => {
  await copyFile('/bin/sleep', join(home, 'sleeper'))
  await import('node:fs/promises').then(({ chmod }) => chmod(join(home, 'sleeper'), 0o755))
  const child = spawn(join(home, 'sleeper'), ['60'])
  await new Promise((done) => child.once('spawn', done))
  try {
    await rm(join(home, 'sleeper'))
    const { processes } = await value<RestartNeeded>(createRestartNeeded(), {})
    expect(processes.find(({ pid }) => pid === child.pid)).toMatchObject({
      command: 'sleeper',
      file: join(home, 'sleeper'),
    })
  } finally {
    child.kill()
  }
})
