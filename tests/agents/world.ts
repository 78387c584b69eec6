import type { z } from 'zod'
import type { CallResult } from '../../src/domain/agent.ts'
import type { Json, JsonObject } from '../../src/domain/json.ts'
import type { ToolError } from '../../src/domain/tool.ts'
import { backupStatusOutput } from '../../src/tools/server/shapes/backup.ts'
import { certificateExpiryOutput } from '../../src/tools/server/shapes/certificate.ts'
import {
  containerLogsOutput,
  containerStatusOutput,
  dockerDiskUsageOutput,
  listContainersOutput,
} from '../../src/tools/server/shapes/container.ts'
import { diskUsageOutput, largestDirectoriesOutput } from '../../src/tools/server/shapes/disk.ts'
import { hostHealthOutput } from '../../src/tools/server/shapes/health.ts'
import { systemLogOutput } from '../../src/tools/server/shapes/log.ts'
import { memoryUsageOutput } from '../../src/tools/server/shapes/memory.ts'
import { listeningPortsOutput } from '../../src/tools/server/shapes/port.ts'
import { topProcessesOutput } from '../../src/tools/server/shapes/process.ts'
import { listServicesOutput, serviceStatusOutput } from '../../src/tools/server/shapes/service.ts'
import { pendingUpdatesOutput } from '../../src/tools/server/shapes/update.ts'
import type { Call } from './drive.ts'
import { UPKEEP_ILL, UPKEEP_SHAPES, UPKEEP_WELL } from './world-upkeep.ts'

/** What each server tool promises to answer: a world that says anything else is no test of a workflow. */
const SHAPES: Readonly<Record<string, z.ZodType<Json>>> = {
  ...UPKEEP_SHAPES,
  backup_status: backupStatusOutput,
  certificate_expiry: certificateExpiryOutput,
  container_logs: containerLogsOutput,
  container_status: containerStatusOutput,
  disk_usage: diskUsageOutput,
  docker_disk_usage: dockerDiskUsageOutput,
  host_health: hostHealthOutput,
  largest_directories: largestDirectoriesOutput,
  list_containers: listContainersOutput,
  list_services: listServicesOutput,
  listening_ports: listeningPortsOutput,
  memory_usage: memoryUsageOutput,
  pending_updates: pendingUpdatesOutput,
  service_status: serviceStatusOutput,
  system_log: systemLogOutput,
  top_processes: topProcessesOutput,
}

/** What a tool answers here: a value, an error, or either of them by arguments. */
export type Answers = Readonly<
  Record<string, Json | { readonly error: ToolError } | ((args: JsonObject) => Json)>
>

/** Answers calls like a server in the given state; commands are noted and end well unless said otherwise. */
export function callsInto(answers: Answers, commands: string[] = []): Call {
  return ({ tool, args }): CallResult => {
    const { command } = args
    if (tool === 'execute_command') {
      commands.push(String(command))
      const answer = answers[`$ ${String(command)}`]
      if (isError(answer)) return failing(answer.error)
      const stdout = typeof answer === 'string' ? answer : ''
      return { outcome: 'succeeded', exitCode: 0, value: { exitCode: 0, stdout, stderr: '' } }
    }
    const answer = answers[tool]
    if (answer === undefined) throw new Error(`this world has no answer for ${tool}`)
    if (isError(answer)) return failing(answer.error)
    const value = typeof answer === 'function' ? answer(args) : answer
    return { outcome: 'succeeded', value: SHAPES[tool]?.parse(value) ?? value }
  }
}

const isError = (answer: Answers[string] | undefined): answer is { readonly error: ToolError } =>
  typeof answer === 'object' && answer !== null && 'error' in answer

const failing = (error: ToolError): CallResult => ({
  outcome: error.code === 'E_DENIED' ? 'denied' : 'failed',
  error,
})

export const unavailable = (message: string): { readonly error: ToolError } => ({
  error: { code: 'E_UNAVAILABLE', message, recoverable: false },
})
export const denied: { readonly error: ToolError } = {
  error: { code: 'E_DENIED', message: 'refused by @alice', recoverable: false },
}

const GB = 1e9
const now = Date.now()
const HOUR = 3_600_000

export const filesystem = (mount: string, sizeGb: number, usedPercent: number) => ({
  mount,
  device: '/dev/sda1',
  type: 'ext4',
  sizeBytes: sizeGb * GB,
  usedBytes: (sizeGb * GB * usedPercent) / 100,
  availableBytes: (sizeGb * GB * (100 - usedPercent)) / 100,
  usedPercent,
  inodesUsedPercent: 12,
})

export const disks = (...filesystems: ReturnType<typeof filesystem>[]) => {
  const [fullest] = [...filesystems].sort((a, b) => b.usedPercent - a.usedPercent)
  if (!fullest) throw new Error('a server has a disk')
  return { filesystems, fullest, fewestInodes: fullest }
}

export const container = (name: string, more: JsonObject = {}) => ({
  id: '0123456789ab',
  name,
  image: `${name}:1`,
  state: 'running',
  status: 'Up 2 hours',
  running: true,
  restartCount: 0,
  restartPolicy: 'always',
  startedAtMs: now - 2 * HOUR,
  oomKilled: false,
  ports: [],
  ...more,
})

const kind = (count: number, active: number, gb: number, freeGb: number) => ({
  count,
  active,
  bytes: gb * GB,
  reclaimableBytes: freeGb * GB,
})

export const dockerUsage = (unusedGb: number) => ({
  images: kind(45, 14, 20 + unusedGb, unusedGb),
  containers: kind(15, 14, 0.4, 0),
  volumes: kind(12, 9, 38, 4.2),
  buildCache: kind(80, 0, 1.2, 1.2),
  totalBytes: (59.6 + unusedGb) * GB,
  reclaimableBytes: (5.4 + unusedGb) * GB,
})

export const service = (more: JsonObject = {}) => ({
  name: 'nginx.service',
  description: 'A high performance web server and a reverse proxy server',
  active: true,
  state: 'active',
  sub: 'running',
  result: 'success',
  since: new Date(now - 48 * HOUR).toISOString(),
  sinceEpochMs: now - 48 * HOUR,
  restarts: 0,
  enabled: 'enabled',
  ...more,
})

const certificate = (source: string, daysLeft: number, more: JsonObject = {}) => ({
  source,
  subject: `CN=${source}`,
  issuer: "C=US, O=Let's Encrypt, CN=R11",
  notBeforeMs: now - 60 * 24 * HOUR,
  notAfterMs: now + (daysLeft * 24 + 1) * HOUR,
  daysLeft,
  names: [source],
  trusted: true,
  ...more,
})

export const certificates = (...list: (readonly [source: string, daysLeft: number, more?: JsonObject])[]) => {
  const all = list.map(([source, daysLeft, more]) => certificate(source, daysLeft, more))
  const [soonest] = all
  if (!soonest) throw new Error('at least one')
  return {
    certificates: all,
    count: all.length,
    daysLeft: soonest.daysLeft,
    soonest,
    expiring: all.filter(({ daysLeft }) => daysLeft < 21).map(({ source }) => source),
  }
}

const group = (unit: string, message: string, count: number) => ({
  unit,
  message,
  priority: 'err' as const,
  count,
  firstMs: now - 20 * HOUR,
  lastMs: now - HOUR,
})

/** A server on which all is well. */
export const WELL: Answers = {
  ...UPKEEP_WELL,
  backup_status: {
    path: '/var/backups',
    count: 14,
    totalBytes: 30 * GB,
    newest: {
      path: '/var/backups/db-2026-11-20.sql.gz',
      bytes: 2.1 * GB,
      modifiedAtMs: now - 5 * HOUR,
      ageH: 5,
    },
    fresh: true,
    readable: true,
    maxAgeH: 26,
    percentOfPrevious: 101,
    truncated: false,
  },
  certificate_expiry: certificates(['example.org:443', 62]),
  container_logs: {
    name: 'web',
    lines: 2,
    text: '2026-11-20T10:00:00Z ready\n2026-11-20T10:00:01Z listening\n',
    truncated: false,
  },
  container_status: container('web'),
  disk_usage: disks(filesystem('/', 40, 61.2), filesystem('/srv', 2_000, 48)),
  docker_disk_usage: dockerUsage(0.3),
  host_health: {
    hostname: 'maison',
    os: 'Debian GNU/Linux 12 (bookworm)',
    kernel: '6.1.0-28-amd64',
    uptimeS: 1_742_400,
    cpuCount: 4,
    load: { one: 0.5, five: 0.42, fifteen: 0.3 },
    loadPerCpu: 0.1,
    temperatures: [{ zone: 'x86_pkg_temp', celsius: 54.2 }],
    hottestCelsius: 54.2,
    oomKills: 0,
    processes: 210,
    zombies: 0,
    timeSynchronized: true,
    rebootRequired: false,
  },
  largest_directories: {
    path: '/',
    entries: [
      { path: '/var', bytes: 18 * GB },
      { path: '/var/lib/docker', bytes: 16.2 * GB },
    ],
    totalBytes: 24 * GB,
    unreadable: 0,
    complete: true,
  },
  list_containers: {
    containers: [container('web', { ports: ['0.0.0.0:8080->80/tcp'] }), container('db')],
    count: 2,
    running: 2,
    unhealthy: [],
    restarting: [],
    failed: [],
  },
  list_services: ({ state }) =>
    state === 'failed'
      ? { state: 'failed', services: [], count: 0 }
      : { state: 'running', services: [], count: 23 },
  listening_ports: {
    source: 'ss',
    ports: [
      { protocol: 'tcp', address: '0.0.0.0', port: 22, process: 'sshd', pid: 812, exposed: true },
      { protocol: 'tcp', address: '127.0.0.1', port: 5432, process: 'postgres', pid: 901, exposed: false },
    ],
    count: 2,
    exposedCount: 1,
    processesKnown: true,
  },
  memory_usage: {
    totalBytes: 8.2 * GB,
    usedBytes: 3 * GB,
    availableBytes: 5.2 * GB,
    cachedBytes: 2 * GB,
    usedPercent: 36.6,
    availablePercent: 63.4,
    swapTotalBytes: 2 * GB,
    swapUsedBytes: 0.1 * GB,
    swapUsedPercent: 5,
    pressure: { some: { avg10: 0, avg60: 0.2, avg300: 0.1 }, full: { avg10: 0, avg60: 0, avg300: 0 } },
    oomKills: 0,
  },
  pending_updates: {
    manager: 'apt',
    updates: [],
    count: 0,
    securityCount: 0,
    lastUpdatedMs: now - 5 * HOUR,
    listsAgeH: 5,
    rebootRequired: false,
    rebootPackages: [],
  },
  service_status: service(),
  system_log: { source: 'journal', entries: [], count: 0, truncated: false, byUnit: [], groups: [] },
  top_processes: {
    by: 'memory',
    processes: [
      {
        pid: 4211,
        parentPid: 1,
        user: 'media',
        command: 'jellyfin',
        commandLine: '/usr/bin/jellyfin',
        cpuPercent: 84.2,
        memoryBytes: 1.4 * GB,
        memoryPercent: 17.1,
        state: 'S',
        ageS: 86_400,
      },
    ],
    total: 210,
    zombies: 0,
  },
  '$ id -u; id -un; id -Gn; sudo -n -l; echo "docker=$DOCKER_HOST"':
    '1000\nautohome\nautohome docker\n    (root) NOPASSWD: ALL\n',
  '$ command -v apt-get; ls -d /var/log/journal; true': '/usr/bin/apt-get\n/var/log/journal\n',
}

const entry = (message: string, priority: 'crit' | 'err') => ({
  time: new Date(now - HOUR).toISOString(),
  timeMs: now - HOUR,
  unit: 'nginx.service',
  priority,
  message,
})

/** A server on which hardly anything is. */
export const ILL: Answers = {
  ...WELL,
  ...UPKEEP_ILL,
  backup_status: {
    path: '/var/backups',
    count: 14,
    totalBytes: 30 * GB,
    newest: {
      path: '/var/backups/db-2026-11-12.sql.gz',
      bytes: 0,
      modifiedAtMs: now - 200 * HOUR,
      ageH: 200,
    },
    fresh: false,
    readable: false,
    maxAgeH: 26,
    percentOfPrevious: 12,
    truncated: false,
  },
  certificate_expiry: certificates(
    ['example.org:443', -2, { trusted: false, trustError: 'CERT_HAS_EXPIRED' }],
    ['mail.example.org:443', 9],
  ),
  disk_usage: disks(filesystem('/', 40, 93.4), filesystem('/srv', 2_000, 96)),
  docker_disk_usage: dockerUsage(16.2),
  host_health: {
    ...(WELL['host_health'] as JsonObject),
    oomKills: 2,
    loadPerCpu: 2.5,
    load: { one: 11, five: 10, fifteen: 9 },
    rebootRequired: true,
  },
  list_containers: {
    containers: [
      container('web'),
      container('immich', { health: 'unhealthy', status: 'Up 2 hours (unhealthy)' }),
      container('paperless', {
        running: false,
        state: 'exited',
        status: 'Exited (1) 3 hours ago',
        exitCode: 1,
        finishedAtMs: now - 3 * HOUR,
      }),
    ],
    count: 3,
    running: 2,
    unhealthy: ['immich'],
    restarting: [],
    failed: ['paperless'],
  },
  container_logs: {
    name: 'paperless',
    lines: 2,
    text: '2026-11-20T10:00:00Z starting\n2026-11-20T10:00:01Z OSError: no space left on device\n',
    truncated: false,
  },
  container_status: container('web', { health: 'unhealthy' }),
  list_services: ({ state }) =>
    state === 'failed'
      ? {
          state: 'failed',
          services: [
            {
              name: 'nginx.service',
              active: 'failed',
              sub: 'failed',
              load: 'loaded',
              description: 'A high performance web server and a reverse proxy server',
            },
          ],
          count: 1,
        }
      : { state: 'running', services: [], count: 22 },
  listening_ports: {
    source: 'ss',
    ports: [
      { protocol: 'tcp', address: '0.0.0.0', port: 22, process: 'sshd', pid: 812, exposed: true },
      { protocol: 'tcp', address: '0.0.0.0', port: 6379, process: 'redis-server', pid: 933, exposed: true },
      { protocol: 'udp', address: '127.0.0.1', port: 323, exposed: false },
    ],
    count: 3,
    exposedCount: 2,
    processesKnown: false,
  },
  memory_usage: {
    ...(WELL['memory_usage'] as JsonObject),
    availableBytes: 0.2 * GB,
    usedPercent: 97.6,
    availablePercent: 2.4,
    oomKills: 2,
    pressure: { some: { avg10: 40, avg60: 38, avg300: 20 }, full: { avg10: 20, avg60: 18, avg300: 9 } },
  },
  pending_updates: {
    manager: 'apt',
    updates: [
      { name: 'openssl', current: '3.0.14-1', candidate: '3.0.15-1', security: true },
      { name: 'linux-image-amd64', current: '6.1.112', candidate: '6.1.115', security: true },
      { name: 'vim', current: '9.0.1', candidate: '9.0.2', security: false },
    ],
    count: 3,
    securityCount: 2,
    lastUpdatedMs: now - 100 * HOUR,
    listsAgeH: 100,
    rebootRequired: true,
    rebootPackages: ['linux-image-6.1.0-28-amd64'],
  },
  service_status: service({
    active: false,
    state: 'failed',
    sub: 'failed',
    result: 'exit-code',
    restarts: 5,
  }),
  system_log: {
    source: 'journal',
    entries: [
      entry('bind() to 0.0.0.0:80 failed (98: Address already in use)', 'err'),
      entry('kernel: EXT4-fs error', 'crit'),
    ],
    count: 131,
    truncated: false,
    byUnit: [
      { unit: 'sshd', count: 100 },
      { unit: 'nginx.service', count: 31 },
    ],
    groups: [
      group('sshd', 'error: kex_exchange_identification: Connection closed by remote host', 100),
      group('nginx.service', 'bind() to 0.0.0.0:80 failed (98: Address already in use)', 31),
    ],
  },
}
