import { mkdtempSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { BlobWriter } from '../../../src/domain/blobs.ts'
import type { CommandResult, CommandSpec } from '../../../src/domain/command-runner.ts'
import { StorageError } from '../../../src/domain/errors.ts'
import { sha256 } from '../../../src/lib/canonical.ts'
import { systemClock } from '../../../src/lib/clock.ts'
import { createHostRunner, type HostRunnerOptions } from '../../../src/runtime/host/runner.ts'
import { openBlobs } from '../../../src/store/blobs.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

const TRUSTED = ['/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin']

const store = mkdtempSync(join(tmpdir(), 'autohome-test-'))
afterAll(() => rm(store, { recursive: true, force: true }))
const blobs = openBlobs(store, { maxBytes: 200 * 1024 * 1024 })

function setUp(changed: Partial<HostRunnerOptions> = {}) {
  const runner = createHostRunner({
    blobs,
    trustedPath: TRUSTED,
    baseEnv: { ...process.env, HOME: '/tmp' },
    maxOutputBytes: 200 * 1024 * 1024,
    clock: systemClock,
    graceMs: 300,
    ...changed,
  })
  const run = async (
    text: string,
    more: Partial<CommandSpec> = {},
    signal = new AbortController().signal,
  ) => {
    const result = await runner.run({ command: { text }, cwd: '/tmp', timeoutMs: 60_000, ...more }, signal)
    if ('code' in result) throw new Error(`${result.code}: ${result.message}`)
    return result
  }
  return { blobs, runner, run }
}

/** Whether the process is there and not merely waiting to be buried. */
async function isAlive(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '')
  return stat !== '' && !stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z')
}

const pidIn = (result: Pick<CommandResult, 'stdout'>) => Number(result.stdout.text.trim().split('\n').at(-1))

describe('a command text', () => {
  it('gives exit code, both streams, and the whole output as a blob', async () => {
    const { run, blobs } = setUp()
    const result = await run('echo out; echo err >&2; exit 3')
    expect(result).toMatchObject({ exitCode: 3, signal: null, timedOut: false })
    expect(result.stdout).toEqual({ text: 'out\n', bytes: 4, truncated: false })
    expect(result.stderr).toEqual({ text: 'err\n', bytes: 4, truncated: false })
    const whole = Buffer.from(await blobs.read(result.output.sha256)).toString()
    expect(['out\nerr\n', 'err\nout\n']).toContain(whole)
    expect(result.durationMs).toBeGreaterThanOrEqual(0)
  })

  it('runs in bash, in the directory asked for, with an empty stdin', async () => {
    const cwd = await tempDir()
    const result = await setUp().run('[[ -n $BASH_VERSION ]] && pwd && cat && echo "stdin at its end"', {
      cwd,
    })
    expect(result.stdout.text).toBe(`${cwd}\nstdin at its end\n`)
  })

  it('takes a text that looks like an option for a text', async () => {
    expect((await setUp().run('-i')).exitCode).toBe(127)
  })

  it('reads no start-up file', async () => {
    const home = await tempDir()
    await writeFile(join(home, '.bashrc'), 'echo sourced\n')
    await writeFile(join(home, '.bash_profile'), 'echo sourced\n')
    await writeFile(join(home, 'env.sh'), 'echo sourced\n')
    const { run } = setUp({
      baseEnv: { HOME: home, BASH_ENV: join(home, 'env.sh'), ENV: join(home, 'env.sh'), SSH_CLIENT: 'x' },
    })
    expect((await run('echo ran')).stdout.text).toBe('ran\n')
  })

  it('names the signal that ended it', async () => {
    expect(await setUp().run('kill -KILL $$')).toMatchObject({
      exitCode: null,
      signal: 'SIGKILL',
      timedOut: false,
    })
  })
})

describe('the environment', () => {
  it('holds no secrets and nothing that changes what a program means', async () => {
    const hostile = {
      HOME: '/home/me',
      AUTOHOME_TOKEN: 'secret',
      SLACK_BOT_TOKEN: 'secret',
      LD_PRELOAD: '/evil.so',
      NODE_OPTIONS: '--require /evil.js',
      'BASH_FUNC_ls%%': '() { echo evil; }',
      PATH: '/evil',
      GIT_SSH_COMMAND: 'evil',
      LANG: 'fr_FR.UTF-8',
    }
    const { run } = setUp({ baseEnv: hostile })
    const { stdout } = await run('env')
    const names = stdout.text
      .trim()
      .split('\n')
      .map((line) => line.split('=')[0] ?? '')
      .toSorted((a, b) => (a < b ? -1 : 1))
    expect(names).toEqual(['AUTOHOME_COMMAND', 'HOME', 'LANG', 'LC_ALL', 'PATH', 'PWD', 'SHLVL', 'TERM', '_'])
    expect(stdout.text).toContain(`PATH=${TRUSTED.join(':')}\n`)
    expect(stdout.text).toContain('LANG=C.UTF-8\n')
  })

  it('leads docker to the engine that the owner named', async () => {
    const { run } = setUp({ baseEnv: { DOCKER_HOST: 'unix:///run/user/1000/docker.sock' } })
    expect((await run('printenv DOCKER_HOST')).stdout.text).toBe('unix:///run/user/1000/docker.sock\n')
  })

  it('takes additions, but none that a loader or a shell obeys', async () => {
    const { run, runner } = setUp()
    expect((await run('echo $CI', { env: { CI: '1' } })).stdout.text).toBe('1\n')
    for (const name of [
      'PATH',
      'BASH_ENV',
      'LD_LIBRARY_PATH',
      'BASH_FUNC_ls%%',
      'GIT_PAGER',
      'AUTOHOME_COMMAND',
      'a b',
    ]) {
      const spec = { command: { text: 'true' }, cwd: '/', timeoutMs: 1000, env: { [name]: 'x' } }
      const result = await runner.run(spec, new AbortController().signal)
      expect(result, name).toMatchObject({ code: 'E_SPAWN', message: expect.stringContaining(name) })
    }
  })
})

describe('a program without a shell', () => {
  it('is found on the trusted path only and gets its arguments as they are', async () => {
    const { run } = setUp()
    const result = await run('', { command: { argv: ['printf', '%s|', '$HOME', 'a b', ';id'] } })
    expect(result.stdout.text).toBe('$HOME|a b|;id|')
  })

  it('may be named by an absolute path, not by a relative one', async () => {
    const cwd = await tempDir()
    await writeFile(join(cwd, 'tool'), '#!/bin/sh\necho mine\n', { mode: 0o755 })
    await writeFile(join(cwd, 'data'), 'no program')
    const { run, runner } = setUp()
    expect((await run('', { command: { argv: [join(cwd, 'tool')] } })).stdout.text).toBe('mine\n')
    const attempt = (argv: string[]) =>
      runner.run({ command: { argv }, cwd, timeoutMs: 1000 }, new AbortController().signal)
    expect(await attempt(['./tool'])).toMatchObject({ code: 'E_SPAWN' })
    expect(await attempt(['tool'])).toMatchObject({
      code: 'E_UNAVAILABLE',
      message: expect.stringContaining('tool is not installed'),
    })
    expect(await attempt([join(cwd, 'data')])).toMatchObject({ code: 'E_UNAVAILABLE' })
    expect(await attempt([])).toMatchObject({ code: 'E_SPAWN' })
  })

  it('is found by which, where it is a bare name', async () => {
    const { runner } = setUp({ trustedPath: ['relative', '/usr/bin', '/bin'] })
    expect(await runner.which('bash')).toMatch(/^\/(usr\/)?bin\/bash$/)
    for (const name of ['', '/bin/bash', '../bin/bash', 'no-such-program', 'bash\0']) {
      expect(await runner.which(name), name).toBeUndefined()
    }
  })
})

describe('what cannot be started', () => {
  it.each([
    ['a missing directory', { cwd: '/no/such/place' }, 'E_SPAWN', '/no/such/place'],
    ['a file as directory', { cwd: '/etc/passwd' }, 'E_SPAWN', 'not a directory'],
    ['a text past the kernel limit', { command: { text: `: ${'x'.repeat(200_000)}` } }, 'E_SPAWN', 'E2BIG'],
    ['a NUL in the text', { command: { text: 'echo \0' } }, 'E_SPAWN', 'null bytes'],
  ])('%s is a failure as data', async (_what, spec, code, words) => {
    const { runner } = setUp()
    const result = await runner.run(
      { command: { text: 'true' }, cwd: '/', timeoutMs: 1000, ...spec },
      new AbortController().signal,
    )
    expect(result).toMatchObject({ code, message: expect.stringContaining(words) })
  })

  it('says so where bash itself is missing', async () => {
    const { runner } = setUp({ trustedPath: ['/no/such/place'] })
    const result = await runner.run(
      { command: { text: 'true' }, cwd: '/', timeoutMs: 1000 },
      new AbortController().signal,
    )
    expect(result).toMatchObject({ code: 'E_UNAVAILABLE' })
  })

  it('is a failure where a script names an interpreter that is missing', async () => {
    const cwd = await tempDir()
    await writeFile(join(cwd, 'tool'), '#!/no/such/interpreter\n', { mode: 0o755 })
    const { runner } = setUp()
    const result = await runner.run(
      { command: { argv: [join(cwd, 'tool')] }, cwd, timeoutMs: 1000 },
      new AbortController().signal,
    )
    expect(result).toMatchObject({ code: 'E_SPAWN', message: expect.stringContaining('ENOENT') })
  })
})

describe('limits', () => {
  it('ends the whole group when the time is over', async () => {
    const result = await setUp().run('sleep 100 & echo $!; sleep 100', { timeoutMs: 200 })
    expect(result).toMatchObject({ timedOut: true, exitCode: null, signal: 'SIGTERM' })
    expect(await isAlive(pidIn(result))).toBe(false)
  })

  it('kills what ignores SIGTERM', async () => {
    const result = await setUp().run(
      "trap '' TERM; sh -c 'trap \"\" TERM; sleep 100' & echo $!; while :; do sleep 1; done",
      {
        timeoutMs: 200,
      },
    )
    expect(result).toMatchObject({ timedOut: true, signal: 'SIGKILL' })
    expect(await isAlive(pidIn(result))).toBe(false)
  })

  it('finds children that left the session, and daemons that lost their parent too', async () => {
    const pids = join(await tempDir(), 'pids')
    const text = `setsid sleep 101 & (setsid sh -c 'echo $$ >>${pids}; exec sleep 102' &) ; echo $! >>${pids}
      until [ "$(wc -l <${pids})" = 2 ]; do :; done; echo ready; sleep 100`
    const controller = new AbortController()
    const onOutput = (chunk: string) => chunk.includes('ready') && controller.abort(new Error('enough'))
    await expect(setUp().run(text, { onOutput }, controller.signal)).rejects.toThrow('enough')
    for (const pid of (await readFile(pids, 'utf8')).trim().split('\n'))
      expect(await isAlive(Number(pid))).toBe(false)
  })

  it('rejects with the reason of an abort, before the start too', async () => {
    const reason = new Error('cancelled by the owner')
    await expect(setUp().run('echo ran', {}, AbortSignal.abort(reason))).rejects.toBe(reason)
  })

  it('does not wait for something in the background that holds the pipes', async () => {
    const result = await setUp().run('(while :; do echo more; done) & echo $!')
    expect(result).toMatchObject({ exitCode: 0, timedOut: false })
    const pid = Number(result.stdout.text.split('\n').find((line) => /^\d+$/.test(line)))
    expect(pid).toBeGreaterThan(1)
  })

  it('leaves what a command put in the background alone', async () => {
    const result = await setUp().run('sleep 100 >/dev/null 2>&1 & echo $!')
    const pid = pidIn(result)
    expect(await isAlive(pid)).toBe(true)
    process.kill(pid)
  })
})

describe('output', () => {
  it('of 100 MB is kept whole in the blob and as head and tail in memory', async () => {
    const { run, blobs } = setUp()
    const result = await run("echo first; head -c 104857600 /dev/zero | tr '\\0' x; echo; echo last")
    expect(result.stdout.bytes).toBe(104857600 + 12)
    expect(result.stdout.truncated).toBe(true)
    expect(result.stdout.text.length).toBeLessThan(1100 * 1024)
    expect(result.stdout.text).toMatch(/^first\nx+\n… \d+ bytes left out …\nx+\nlast\n$/)
    expect(result.output).toMatchObject({ bytes: 104857600 + 12 })
    expect(result.output.truncated).toBeUndefined()
    expect(sha256(await blobs.read(result.output.sha256))).toBe(result.output.sha256)
  })

  it('beyond the cap is dropped and the command goes on to its end', async () => {
    const { run } = setUp({ maxOutputBytes: 1000 })
    const result = await run("head -c 5000000 /dev/zero; echo 'the end'; exit 4")
    expect(result).toMatchObject({ exitCode: 4, output: { bytes: 1000, truncated: true } })
    expect(result.stdout.text.endsWith('the end\n')).toBe(true)
  })

  it('that is no UTF-8 is replaced in the text and kept in the blob', async () => {
    const { run, blobs } = setUp()
    const result = await run("printf 'a\\xff\\xfeb'")
    expect(result.stdout.text).toBe('a\ufffd\ufffdb')
    expect([...(await blobs.read(result.output.sha256))]).toEqual([0x61, 0xff, 0xfe, 0x62])
  })

  it('is told as it comes', async () => {
    let told = ''
    await setUp().run('echo one; echo two >&2', { onOutput: (chunk) => (told += chunk) })
    expect(told.split('\n').sort()).toEqual(['', 'one', 'two'])
  })

  it('goes on when the listener throws', async () => {
    const onOutput = () => {
      throw new Error('no card any more')
    }
    expect((await setUp().run('echo a; echo b', { onOutput })).stdout.text).toBe('a\nb\n')
  })

  it('that cannot be stored ends the command and is told', async () => {
    const cwd = await tempDir()
    await mkdir(join(cwd, 'alive'))
    const full: BlobWriter = {
      write: () => Promise.reject(new StorageError('the disk is full')),
      finish: () => Promise.reject(new Error('not reached')),
      abort: async () => undefined,
    }
    const { run } = setUp({ blobs: { ...blobs, writer: () => full } })
    await expect(run('echo $$ >pid; while :; do echo more; done', { cwd })).rejects.toThrow(
      'the disk is full',
    )
    expect(await isAlive(Number(await readFile(join(cwd, 'pid'), 'utf8')))).toBe(false)
  })
})
