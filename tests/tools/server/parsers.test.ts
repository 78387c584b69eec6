import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { fitting, mergeByTime } from '../../../src/tools/server/container-logs.ts'
import { parseSize, parseSystemDf } from '../../../src/tools/server/docker-disk-usage.ts'
import { countByUnit, groupMessages } from '../../../src/tools/server/group-messages.ts'
import { prettyName } from '../../../src/tools/server/host-health.ts'
import { parseJournal } from '../../../src/tools/server/journal.ts'
import { parseDu } from '../../../src/tools/server/largest-directories.ts'
import { hasFailed } from '../../../src/tools/server/list-containers.ts'
import { parseUnits } from '../../../src/tools/server/list-services.ts'
import { looksUrgent, parseSyslog } from '../../../src/tools/server/log-file.ts'
import { maskSecrets } from '../../../src/tools/server/mask-secrets.ts'
import { parseUpgradable } from '../../../src/tools/server/parse-apt.ts'
import { parseInspected, parseListed, toContainer } from '../../../src/tools/server/parse-container.ts'
import { parseMeminfo, parseOomKills, parsePressure } from '../../../src/tools/server/parse-meminfo.ts'
import { parseSs } from '../../../src/tools/server/parse-ss.ts'
import { parseStat } from '../../../src/tools/server/process-table.ts'
import { parseAddress, parseSocketTable } from '../../../src/tools/server/proc-net.ts'
import { sudoersLine } from '../../../src/tools/sudo.ts'
import { parseProperties, parseSystemdTime, toStatus } from '../../../src/tools/server/service-status.ts'
import { cpuPercent } from '../../../src/tools/server/top-processes.ts'

const fixture = (name: string): string =>
  readFileSync(new URL(`../../fixtures/server/${name}`, import.meta.url), 'utf8')

test('systemctl list-units', () => {
  const units = parseUnits(fixture('systemctl-list-units.txt'))
  expect(units).toHaveLength(6)
  expect(units[0]).toEqual({
    name: 'backup.service',
    load: 'loaded',
    active: 'failed',
    sub: 'failed',
    description: 'Nightly backup',
  })
  expect(units[4]).toMatchObject({ name: 'plymouth-quit.service', load: 'not-found', active: 'inactive' })
  expect(units[5]?.name).toBe(String.raw`systemd-fsck@dev-disk-by\x2duuid-3f1c.service`)
  expect(parseUnits(fixture('systemctl-list-units-marked.txt'))[0]?.name).toBe('backup.service')
})

test('systemctl show of a running, a failed and a never started service', () => {
  const status = (name: string) => toStatus(parseProperties(fixture(name)), 'asked')
  expect(status('systemctl-show-running.txt')).toEqual({
    name: 'ssh.service',
    description: 'OpenBSD Secure Shell server',
    active: true,
    state: 'active',
    sub: 'running',
    result: 'success',
    since: '2026-11-20T21:42:03.000Z',
    sinceEpochMs: Date.UTC(2026, 10, 20, 21, 42, 3),
    mainPid: 812,
    restarts: 2,
    enabled: 'enabled',
    memoryBytes: 5_234_688,
  })
  const failed = status('systemctl-show-failed.txt')
  expect(failed).toMatchObject({
    active: false,
    result: 'exit-code',
    description: 'Nightly backup = everything',
  })
  expect(failed).not.toHaveProperty('mainPid')
  expect(failed).not.toHaveProperty('memoryBytes')
  const never = status('systemctl-show-never-started.txt')
  expect(never).not.toHaveProperty('since')
  expect(never).not.toHaveProperty('memoryBytes')
  expect(parseSystemdTime('n/a')).toBeUndefined()
})

test('journalctl -o json, with bytes that are no UTF-8, a message too long, and a cut line', () => {
  const entries = parseJournal(fixture('journal.jsonl'))
  expect(entries.map((one) => one.unit)).toEqual([
    'kernel',
    'sshd',
    'sshd',
    'backup.service',
    'latin.service',
    'dumper',
  ])
  expect(entries[1]).toEqual({
    time: '2026-11-20T22:49:17.839Z',
    timeMs: 1_795_214_957_839,
    unit: 'sshd',
    priority: 'warning',
    message: 'Failed password for root from 10.0.0.1 port 41',
  })
  expect(entries[4]?.message).toBe('caf\ufffd broken')
  expect(entries[5]).toMatchObject({ priority: 'crit', message: '' })
})

test('messages that differ in numbers only are counted together', () => {
  const entries = parseJournal(fixture('journal.jsonl'))
  const [first] = groupMessages(entries)
  expect(first).toEqual({
    unit: 'sshd',
    message: 'Failed password for root from 10.0.0.2 port 42',
    priority: 'warning',
    count: 2,
    firstMs: 1_795_214_957_839,
    lastMs: 1_795_214_957_844,
  })
  expect(countByUnit(entries)[0]).toEqual({ unit: 'sshd', count: 2 })
})

test('plain syslog in both formats; a date in the future is of last year', () => {
  const now = Date.parse('2026-11-21T00:00:00Z')
  const entries = parseSyslog(fixture('syslog.txt'), now)
  expect(entries.map((one) => [one.unit, looksUrgent(one)])).toEqual([
    ['sshd', true],
    ['CRON', false],
    ['kernel', true],
    ['smartd', true],
  ])
  expect(entries[0]?.time).toBe('2026-11-20T21:42:03.123Z')
  expect(new Date(entries[3]?.timeMs ?? 0).getFullYear()).toBe(2025)
})

test('apt list --upgradable', () => {
  expect(parseUpgradable(fixture('apt-upgradable.txt'))).toEqual([
    { name: 'apt', current: '2.6.1', candidate: '2.6.2', security: true },
    { name: 'base-files', current: '12.4+deb12u11', candidate: '12.4+deb12u15', security: false },
    { name: 'openssl', current: '3.0.2-0ubuntu1.18', candidate: '3.0.2-0ubuntu1.19', security: true },
  ])
})

test('ss', () => {
  expect(parseSs(fixture('ss-listening.txt'))).toEqual([
    { protocol: 'tcp', address: '0.0.0.0', port: 22, process: 'sshd', pid: 812, exposed: true },
    {
      protocol: 'udp',
      address: '127.0.0.53',
      port: 53,
      process: 'systemd-resolve',
      pid: 612,
      exposed: false,
    },
    { protocol: 'tcp', address: '0.0.0.0', port: 80, process: 'nginx', pid: 1002, exposed: true },
    { protocol: 'tcp', address: '::1', port: 631, exposed: false },
    { protocol: 'udp', address: '::', port: 5353, process: 'avahi-daemon', pid: 700, exposed: true },
    { protocol: 'tcp', address: '127.0.0.1', port: 5432, process: 'postgres', pid: 900, exposed: false },
    { protocol: 'tcp', address: '::', port: 9100, exposed: true },
  ])
})

test('/proc/net tables and their addresses', () => {
  expect(parseAddress('0100007F')).toBe('127.0.0.1')
  expect(parseAddress('00000000000000000000000001000000')).toBe('::1')
  const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1538 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12345 1
   1: 0100007F:1538 0100007F:9999 01 00000000:00000000 00:00000000 00000000     0        0 12346 1`
  expect(parseSocketTable(table, { protocol: 'tcp', state: '0A' })).toEqual([
    { protocol: 'tcp', address: '127.0.0.1', port: 5432, inode: '12345' },
  ])
})

test('docker system df', () => {
  const usage = parseSystemDf(fixture('docker-system-df.jsonl'))
  expect(usage?.images).toEqual({
    count: 5,
    active: 2,
    bytes: 2_003_000_000,
    reclaimableBytes: 1_200_000_000,
  })
  expect(usage?.buildCache).toEqual({
    count: 31,
    active: 0,
    bytes: 700_000_000,
    reclaimableBytes: 350_000_000,
  })
  expect(usage?.reclaimableBytes).toBe(1_598_300_000)
  expect(parseSystemDf('nothing of the kind')).toBeUndefined()
  expect(parseSize('1.5e+03kB')).toBe(1_500_000)
})

test('a container with everything', () => {
  const [line] = parseListed(
    '{"ID":"0123456789abcdef","Names":"web","Image":"nginx","State":"running","Status":"Up 2 hours (unhealthy)","Ports":"0.0.0.0:80->80/tcp, :::80->80/tcp","Labels":"a=b"}',
  )
  const [details] = parseInspected(
    '{"Id":"0123456789abcdef","Restarts":7,"Policy":"always","Running":true,"Exit":0,"Oom":false,"Started":"2026-11-20T22:47:31.466526778Z","Finished":"0001-01-01T00:00:00Z","Health":"unhealthy"}\nwarning: odd',
  )
  if (!line || !details) throw new Error('not parsed')
  const web = toContainer(line, details)
  expect(web).toEqual({
    id: '0123456789ab',
    name: 'web',
    image: 'nginx',
    state: 'running',
    status: 'Up 2 hours (unhealthy)',
    running: true,
    health: 'unhealthy',
    restartCount: 7,
    restartPolicy: 'always',
    startedAtMs: Date.UTC(2026, 10, 20, 22, 47, 31, 466),
    oomKilled: false,
    ports: ['0.0.0.0:80->80/tcp', ':::80->80/tcp'],
  })
  const ended = { ...web, running: false, state: 'exited' }
  expect(hasFailed({ ...ended, exitCode: 1 })).toBe(true)
  expect(hasFailed({ ...ended, exitCode: 137, oomKilled: true })).toBe(true)
  expect(hasFailed({ ...ended, exitCode: 143 })).toBe(false)
  expect(hasFailed({ ...ended, exitCode: 1, restartPolicy: 'no' })).toBe(false)
})

test('log lines of two streams, and how many of them fit', () => {
  expect(mergeByTime('2026-01-01T00:00:01Z a\n2026-01-01T00:00:03Z c\n', '2026-01-01T00:00:02Z b\n')).toEqual(
    ['2026-01-01T00:00:01Z a', '2026-01-01T00:00:02Z b', '2026-01-01T00:00:03Z c'],
  )
  expect(fitting(['aaaa', 'bbbb', 'cccc'], 10)).toEqual(['bbbb', 'cccc'])
  expect(fitting(['x'.repeat(50)], 10)).toEqual(['x'.repeat(10)])
})

test('/proc/meminfo, pressure and kills', () => {
  const memory = parseMeminfo(
    'MemTotal: 1000 kB\nMemFree: 100 kB\nMemAvailable: 250 kB\nBuffers: 10 kB\nCached: 200 kB\nSReclaimable: 40 kB\nSwapTotal: 400 kB\nSwapFree: 100 kB\n',
  )
  expect(memory).toEqual({
    totalBytes: 1_024_000,
    usedBytes: 768_000,
    availableBytes: 256_000,
    cachedBytes: 256_000,
    usedPercent: 75,
    availablePercent: 25,
    swapTotalBytes: 409_600,
    swapUsedBytes: 307_200,
    swapUsedPercent: 75,
  })
  expect(parseMeminfo('MemTotal: 1000 kB\n')).toBeUndefined()
  expect(parsePressure('some avg10=1.50 avg60=0.25 avg300=0.00 total=7\n')).toEqual({
    some: { avg10: 1.5, avg60: 0.25, avg300: 0 },
  })
  expect(parseOomKills('pgfault 1\noom_kill 3\n')).toBe(3)
  expect(parseOomKills('pgfault 1\n')).toBeUndefined()
})

test('a process whose name holds parentheses and blanks', () => {
  const fields = ['S', '1', ...Array.from({ length: 50 }, (_, index) => String(index))]
  const stat = parseStat(`42 (a) (b c) ${fields.join(' ')}`)
  expect(stat).toMatchObject({ pid: 42, command: 'a) (b c', state: 'S', parentPid: 1 })
  expect(parseStat('nonsense')).toBeUndefined()
})

test('CPU use is what was added since the first look, unless the number was given to another', () => {
  const one = { pid: 1, command: 'x', state: 'R', parentPid: 0, residentPages: 1 }
  const before = { ...one, cpuTicks: 100, startTicks: 5 }
  expect(cpuPercent(before, { ...one, cpuTicks: 150, startTicks: 5 }, 0.5)).toBe(100)
  expect(cpuPercent(before, { ...one, cpuTicks: 10, startTicks: 9 }, 0.5)).toBe(20)
  expect(cpuPercent(undefined, { ...one, cpuTicks: 10, startTicks: 9 }, 0)).toBe(0)
})

test('du, os-release', () => {
  expect(parseDu('4\t/srv/a b\n12\t/srv\n')).toEqual([
    { path: '/srv/a b', bytes: 4096 },
    { path: '/srv', bytes: 12_288 },
  ])
  expect(prettyName('ID=debian\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n')).toBe(
    'Debian GNU/Linux 12 (bookworm)',
  )
  expect(prettyName('')).toBe('Linux')
})

test.each([
  ['mysqld --password=geheim --port 3306', 'mysqld --password=[secret] --port 3306'],
  ['tool --api-key geheim run', 'tool --api-key [secret] run'],
  ['env PGPASSWORD=geheim psql', 'env PGPASSWORD=[secret] psql'],
  ['x --env {"DB_TOKEN": "geheim", "A": "b"}', 'x --env {"DB_TOKEN": [secret], "A": "b"}'],
  ['curl https://me:geheim@example.org/', 'curl https://me:[secret]@example.org/'],
  ['node server.js --port 80', 'node server.js --port 80'],
])('secrets in %s are not shown', (commandLine, shown) => {
  expect(maskSecrets(commandLine)).toBe(shown)
})

test('the line for sudoers escapes what sudoers would read otherwise', () => {
  expect(
    sudoersLine('ada', [
      ['/usr/bin/journalctl', '--output=json', '*'],
      ['/usr/bin/x', 'a,b'],
    ]),
  ).toBe(String.raw`ada ALL=(root) NOPASSWD: /usr/bin/journalctl --output\=json *, /usr/bin/x a\,b`)
})
