import { execFileSync } from 'node:child_process'
import { mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../../src/lib/clock.ts'
import { createBackupVerify } from '../../../src/tools/server/backup-verify.ts'
import type { BackupVerify } from '../../../src/tools/server/shapes/backup-verify.ts'
import { tempDir } from '../../helpers/temp-dir.ts'
import { call, realRunner, value } from '../../helpers/tool-bench.ts'

/** Real repositories, made by the real programs. */
describe('backup_verify', () => {
  let home = ''
  const path = (...parts: string[]) => join(home, ...parts)
  const tool = () =>
    createBackupVerify({
      runner: realRunner(),
      files: { resolve: (asked) => resolve(path('workspace'), asked) },
      clock: systemClock,
    })
  const verify = (name: string, more: object = {}) =>
    value<BackupVerify>(tool(), { path: path(name), ...more })
  const run = (program: string, args: readonly string[], env: Record<string, string> = {}) =>
    execFileSync(program, args, { env: { PATH: '/usr/bin:/bin', HOME: home, ...env }, stdio: 'pipe' })

  beforeEach(async () => {
    home = await tempDir()
    await mkdir(path('workspace'))
    await mkdir(path('data'))
    await writeFile(path('data', 'photo.raw'), 'x'.repeat(20_000))
    await writeFile(path('password'), 'correct horse\n', { mode: 0o600 })
  })

  const restic = (...args: string[]) =>
    run('restic', ['-r', path('repo'), '--password-file', path('password'), ...args])
  const borg = (...args: string[]) =>
    run('borg', args, { BORG_PASSPHRASE: 'correct horse', BORG_RELOCATED_REPO_ACCESS_IS_OK: 'yes' })
  const makers = {
    restic() {
      restic('init')
      restic('backup', path('data'))
    },
    borg() {
      borg('init', '--encryption=repokey', path('repo'))
      borg('create', `${path('repo')}::one`, path('data'))
    },
  }

  describe.each(['restic', 'borg'] as const)('%s', (kind) => {
    beforeEach(() => makers[kind]())
    const passwordFile = () => ({ passwordFile: path('password') })

    it('is fresh, readable, and gives back a file that is the original, leaving nothing behind', async () => {
      const found = await verify('repo', passwordFile())
      expect(found).toMatchObject({
        kind,
        fresh: true,
        readable: true,
        restored: { bytes: 20_000, compared: 'original', matches: true },
      })
      expect(found.restored?.path).toBe(path('data', 'photo.raw').slice(1))
      expect(await readdir(path('workspace'))).toEqual([])
    })

    it('compares by size alone where the original has changed, and says so', async () => {
      await writeFile(path('data', 'photo.raw'), 'other')
      const found = await verify('repo', passwordFile())
      expect(found.restored).toMatchObject({ compared: 'size', matches: true, bytes: 20_000 })
    })

    it('sees an original that was changed behind its time: the hash differs', async () => {
      const { mtime } = await import('node:fs/promises').then(({ stat }) => stat(path('data', 'photo.raw')))
      await writeFile(path('data', 'photo.raw'), 'y'.repeat(20_000))
      await utimes(path('data', 'photo.raw'), mtime, mtime)
      expect((await verify('repo', passwordFile())).restored).toMatchObject({
        compared: 'original',
        matches: false,
      })
    })

    it('is not readable once its data are gone', async () => {
      if (kind === 'restic') run('find', [path('repo', 'data'), '-type', 'f', '-delete'])
      else await rm(path('repo', 'data', '0'), { recursive: true })
      const found = await call<BackupVerify>(tool(), { path: path('repo'), ...passwordFile() })
      if (found.ok) expect(found.value).toMatchObject({ readable: false, restoreError: expect.any(String) })
      else expect(found.error).toMatchObject({ code: 'E_EXIT' })
    })

    it('does not open without its password, and says what the program said', async () => {
      expect(await call(tool(), { path: path('repo') })).toMatchObject({
        ok: false,
        error: { code: 'E_EXIT' },
      })
    })
  })

  it('reads an archive to its end and takes a member out', async () => {
    await mkdir(path('backups'))
    run('tar', ['-C', '/', '-czf', path('backups', 'data.tar.gz'), path('data').slice(1)])
    expect(await verify('backups')).toMatchObject({
      kind: 'directory',
      readable: true,
      restored: { compared: 'original', matches: true, bytes: 20_000 },
    })
    const bytes = execFileSync('head', ['-c', '60', path('backups', 'data.tar.gz')])
    await writeFile(path('backups', 'data.tar.gz'), bytes)
    expect(await verify('backups')).toMatchObject({ readable: false, restoreError: expect.any(String) })
  })

  it('takes a plain file as it is, and finds an old one not fresh', async () => {
    await mkdir(path('backups'))
    await writeFile(path('backups', 'dump.sql'), 'create table a')
    const old = new Date(Date.now() - 100 * 3_600_000)
    await utimes(path('backups', 'dump.sql'), old, old)
    expect(await verify('backups')).toMatchObject({
      fresh: false,
      newest: { ageH: 100 },
      restored: { path: 'dump.sql', compared: 'backup', matches: true },
    })
  })

  it('says what is missing', async () => {
    await mkdir(path('none'))
    expect(await call(tool(), { path: path('none') })).toMatchObject({
      ok: false,
      error: { code: 'E_NOT_FOUND' },
    })
    expect(await call(tool(), { path: path('nowhere') })).toMatchObject({
      error: { code: 'E_PATH_NOT_FOUND' },
    })
  })
})
