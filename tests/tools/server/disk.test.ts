import { statfsSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { systemClock } from '../../../src/lib/clock.ts'
import { createDiskUsage } from '../../../src/tools/server/disk-usage.ts'
import { parseDf } from '../../../src/tools/server/parse-df.ts'
import type { DiskUsage } from '../../../src/tools/server/shapes/disk.ts'
import { call, realRunner, value } from '../../helpers/tool-bench.ts'

const files = { resolve: (path: string) => resolve('/', path) }
const deps = { runner: realRunner(), files, clock: systemClock }

test('the filesystem of / has the size that the kernel says', async () => {
  const { filesystems, fullest } = await value<DiskUsage>(createDiskUsage(deps), { path: '/' })
  const kernel = statfsSync('/')
  expect(filesystems).toHaveLength(1)
  expect(filesystems[0]?.mount).toBe('/')
  expect(filesystems[0]?.sizeBytes).toBe(Math.floor((kernel.blocks * kernel.bsize) / 1024) * 1024)
  expect(fullest).toEqual(filesystems[0])
  expect(fullest.usedPercent).toBeGreaterThan(0)
  expect(fullest.usedPercent).toBeLessThanOrEqual(100)
})

test('without a path, filesystems in memory are left out', async () => {
  const { filesystems } = await value<DiskUsage>(createDiskUsage(deps), {})
  expect(filesystems.map((one) => one.mount)).toContain('/')
  expect(filesystems.filter((one) => one.type === 'tmpfs' || one.type === 'devtmpfs')).toEqual([])
})

test('a path that is not there is a recoverable error that names it', async () => {
  const result = await call(createDiskUsage(deps), { path: '/no/such/place' })
  expect(result).toMatchObject({
    ok: false,
    error: { code: 'E_PATH_NOT_FOUND', recoverable: true, subject: '/no/such/place' },
  })
})

test('a machine without df says so', async () => {
  const result = await call(createDiskUsage({ ...deps, runner: realRunner(['/nonexistent']) }), {})
  expect(result).toMatchObject({
    ok: false,
    error: { code: 'E_UNAVAILABLE', message: expect.stringContaining('df') },
  })
})

test('its effects are the two programs it runs', () => {
  const effects = createDiskUsage(deps).effects({ path: '/srv' }, { cwd: '/' })
  expect(effects).toEqual([
    { kind: 'program', argv: ['df', '-P', '-T', '-k', '--', '/srv'], cwd: '/' },
    { kind: 'program', argv: ['df', '-P', '-T', '-i', '--', '/srv'], cwd: '/' },
  ])
})

test('mounts and devices with spaces are read, and missing inode counts left out', () => {
  const blocks = `Filesystem     Type 1024-blocks Used Available Capacity Mounted on
/dev/sda1      ext4 1000 600 200 75% /
//nas/My Share cifs 2000 500 1500 25% /mnt/my share
`
  const inodes = `Filesystem     Type Inodes IUsed IFree IUse% Mounted on
/dev/sda1      ext4 100 25 75 25% /
//nas/My Share cifs 0 0 0 - /mnt/my share
`
  expect(parseDf(blocks, inodes)).toEqual([
    {
      mount: '/',
      device: '/dev/sda1',
      type: 'ext4',
      sizeBytes: 1_024_000,
      usedBytes: 614_400,
      availableBytes: 204_800,
      usedPercent: 75,
      inodesUsedPercent: 25,
    },
    {
      mount: '/mnt/my share',
      device: '//nas/My Share',
      type: 'cifs',
      sizeBytes: 2_048_000,
      usedBytes: 512_000,
      availableBytes: 1_536_000,
      usedPercent: 25,
    },
  ])
})
