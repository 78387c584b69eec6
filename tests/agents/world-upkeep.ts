import type { z } from 'zod'
import type { Json } from '../../src/domain/json.ts'
import { backupVerifyOutput } from '../../src/tools/server/shapes/backup-verify.ts'
import { containerImagesOutput, swappedOutput } from '../../src/tools/server/shapes/container-image.ts'
import {
  certificateRenewalOutput,
  diskForecastOutput,
  newErrorsOutput,
  restartLoopsOutput,
  runFiguresOutput,
} from '../../src/tools/server/shapes/over-time.ts'
import { restartNeededOutput } from '../../src/tools/server/shapes/update.ts'

/** What the tools of regular maintenance answer on a server that is well, and on one that is not. */
export const UPKEEP_SHAPES: Readonly<Record<string, z.ZodType<Json>>> = {
  backup_verify: backupVerifyOutput,
  certificate_renewal: certificateRenewalOutput,
  container_images: containerImagesOutput,
  disk_forecast: diskForecastOutput,
  new_errors: newErrorsOutput,
  restart_loops: restartLoopsOutput,
  restart_needed: restartNeededOutput,
  restore_containers: swappedOutput,
  run_figures: runFiguresOutput,
  update_containers: swappedOutput,
}

const GB = 1e9
const DAY = 86_400_000
const now = Date.now()

const image = (name: string, more: object = {}) => ({
  name,
  image: `${name}:latest`,
  running: true,
  hasHealthCheck: true,
  health: 'healthy',
  runsId: 'sha256:1111',
  nameId: 'sha256:1111',
  outdated: false,
  mustPull: false,
  ...more,
})

const renewal = (daysLeft: number, overdue: boolean) => ({
  source: '/etc/letsencrypt/live/example.org/fullchain.pem',
  subject: 'CN=example.org',
  issuer: "C=US, O=Let's Encrypt, CN=R11",
  notBeforeMs: now - 20 * DAY,
  notAfterMs: now + daysLeft * DAY,
  daysLeft,
  names: ['example.org'],
  ageDays: 20,
  overdue,
})

const disk = { mount: '/', sizeBytes: 40 * GB, availableBytes: 15 * GB, usedPercent: 61.2 }

export const UPKEEP_WELL = {
  backup_verify: {
    kind: 'restic',
    path: '/srv/restic',
    newest: { id: '4f3c1a9d', timeMs: now - 5 * 3_600_000, ageH: 5 },
    maxAgeH: 26,
    fresh: true,
    readable: true,
    restored: {
      path: 'srv/photos/1.raw',
      bytes: 20_000,
      sha256: 'ab'.repeat(32),
      compared: 'original',
      matches: true,
    },
  },
  certificate_renewal: {
    certificates: [renewal(62, false)],
    count: 1,
    daysLeft: 62,
    expiring: [],
    overdue: [],
    renewers: [
      { kind: 'timer', path: '/etc/systemd/system/timers.target.wants/certbot.timer', program: 'certbot' },
    ],
    lastIssuedMs: now - 28 * DAY,
  },
  container_images: {
    containers: [image('web'), image('db')],
    count: 2,
    outdated: [],
    halfDone: [],
    notAsked: [],
  },
  disk_forecast: {
    filesystems: [{ ...disk, samples: 30, spanDays: 29, bytesPerDay: 20_000_000, fullInDays: 750 }],
    known: 1,
    soonestDays: 750,
  },
  new_errors: { fresh: [], count: 0, kinds: 3, knownSinceMs: now - 9 * DAY, truncated: false },
  restart_loops: { looked: [{ kind: 'container', count: 14 }], notLooked: [], loops: [], count: 0 },
  restart_needed: {
    processes: [],
    services: [],
    looked: 200,
    unreadable: 0,
    rebootRequired: false,
    rebootPackages: [],
  },
  restore_containers: { containers: [], updated: [], rolledBack: [], failed: [] },
  run_figures: {
    days: 7,
    total: 41,
    completed: 40,
    failed: 1,
    unproven: 0,
    cancelled: 0,
    unfinished: 0,
    workflows: [{ name: 'server-health', runs: 7, failed: 0 }],
    incidents: [],
    incidentCount: 0,
    severeCount: 0,
  },
  update_containers: { containers: [], updated: [], rolledBack: [], failed: [] },
}

export const UPKEEP_ILL = {
  backup_verify: {
    ...{
      kind: 'borg',
      path: '/srv/borg',
      newest: { id: 'home-1', timeMs: now - 9 * DAY, ageH: 216 },
      maxAgeH: 26,
    },
    ...{ fresh: false, readable: false, readError: 'borg ended with exit code 1: index mismatch' },
    restoreError: 'not tried, because the backup cannot be read',
  },
  certificate_renewal: {
    ...UPKEEP_WELL.certificate_renewal,
    ...{ certificates: [renewal(3, true)], daysLeft: 3, renewers: [] },
    expiring: ['/etc/letsencrypt/live/example.org/fullchain.pem'],
    overdue: ['/etc/letsencrypt/live/example.org/fullchain.pem'],
  },
  container_images: {
    containers: [
      image('web', { outdated: true, nameId: 'sha256:2222' }),
      image('db', { leftAlone: 'compose' }),
      image('cache', { registryError: 'connection refused' }),
    ],
    ...{ count: 3, outdated: ['web'], halfDone: [], notAsked: ['cache'] },
  },
  disk_forecast: {
    filesystems: [
      { ...disk, usedPercent: 98, samples: 30, spanDays: 29, bytesPerDay: 1.5 * GB, fullInDays: 10 },
    ],
    known: 1,
    soonestDays: 10,
  },
  new_errors: {
    fresh: [
      {
        unit: 'nginx.service',
        message: 'upstream 17 gone',
        priority: 'err',
        count: 4,
        firstMs: now - 7_200_000,
        lastMs: now,
      },
    ],
    ...{ count: 1, kinds: 4, knownSinceMs: now - 9 * DAY, truncated: false },
  },
  restart_loops: {
    looked: [{ kind: 'container', count: 14 }],
    notLooked: [{ kind: 'service', why: 'this machine does not run systemd' }],
    loops: [
      { kind: 'container', name: 'web', state: 'restarting', restarts: 44, rose: 40, sinceMs: now - DAY },
    ],
    count: 1,
  },
  restart_needed: {
    processes: [
      { pid: 812, command: 'nginx', unit: 'nginx.service', file: '/usr/lib/x86_64-linux-gnu/libssl.so.3' },
    ],
    services: ['nginx.service'],
    ...{ looked: 200, unreadable: 0, rebootRequired: true, rebootPackages: ['linux-image-amd64'] },
  },
  run_figures: {
    ...UPKEEP_WELL.run_figures,
    ...{ failed: 6, completed: 33, unproven: 1, cancelled: 1 },
    workflows: [{ name: 'disk-cleanup', runs: 7, failed: 5 }],
    incidents: [{ reason: 'repair_without_progress', severity: 'high', count: 5 }],
    ...{ incidentCount: 5, severeCount: 5 },
  },
  update_containers: {
    containers: [
      {
        name: 'web',
        result: 'rolled_back',
        fromId: 'sha256:1111',
        toId: 'sha256:2222',
        found: 'unhealthy',
        said: 'no answer',
      },
    ],
    ...{ updated: [], rolledBack: ['web'], failed: [] },
  },
}
