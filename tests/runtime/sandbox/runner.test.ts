import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BlobWriter } from '../../../src/domain/blobs.ts'
import { StorageError } from '../../../src/domain/errors.ts'
import { createSandboxOnDemand } from '../../../src/runtime/sandbox/on-demand.ts'
import { needsDocker, type PrivateDocker, startDocker } from '../../helpers/docker.ts'
import { createMemoryBlobs } from '../../helpers/memory-blobs.ts'
import { openTestSandbox, type TestSandbox } from '../../helpers/sandbox.ts'
import { importBashImage } from '../../helpers/sandbox-image.ts'

/**
 * Against a real engine of its own, which `.ci/run` installs.
 */
// The image sets what must not reach commands: a value to be seen, a file that bash would source, a path to nothing.
let engine: PrivateDocker
let image: string
let box: TestSandbox

beforeAll(async () => {
  if (!needsDocker) return
  engine = await startDocker()
  image = importBashImage(engine, ['FROM_IMAGE=leaked', 'BASH_ENV=/bin/bash', 'PATH=/nowhere'])
  box = await openTestSandbox({ host: engine.host, image })
}, 120_000)

afterAll(async () => {
  await box?.close()
  await engine?.stop()
}, 60_000)

const containers = () => engine.docker('ps', '--all', '--quiet').split('\n').filter(Boolean)
const never = new AbortController().signal

describe.runIf(needsDocker)('a command text', () => {
  it('gives exit code, both streams, and the whole output as a blob', async () => {
    const result = await box.run('echo out; echo err >&2; exit 3')
    expect(result).toMatchObject({ exitCode: 3, signal: null, timedOut: false })
    expect(result.stdout).toEqual({ text: 'out\n', bytes: 4, truncated: false })
    expect(result.stderr).toEqual({ text: 'err\n', bytes: 4, truncated: false })
    const whole = Buffer.from(await box.options.blobs.read(result.output.sha256)).toString()
    expect(['out\nerr\n', 'err\nout\n']).toContain(whole)
  })

  it('runs in bash, at /workspace, with an empty stdin', async () => {
    const result = await box.run('[[ -n $BASH_VERSION ]] && pwd && cat && echo "stdin at its end"')
    expect(result.stdout.text).toBe('/workspace\nstdin at its end\n')
  })

  it('may start in any directory of the workspace, by the name of this machine', async () => {
    await mkdir(join(box.workspace, 'src/deep'), { recursive: true })
    expect((await box.run('pwd', { cwd: join(box.workspace, 'src/deep') })).stdout.text).toBe(
      '/workspace/src/deep\n',
    )
    const missing = {
      command: { text: 'true' },
      cwd: join(box.workspace, 'gone'),
      timeoutMs: 1000,
      scope: 'run',
    }
    expect(await box.runner.run(missing, never)).toEqual({
      code: 'E_SPAWN',
      message: 'working directory /workspace/gone of the sandbox does not exist or cannot be entered',
    })
  })

  it('arrives byte for byte, whatever is in it', async () => {
    const every = Array.from({ length: 255 }, (_, index) => String.fromCharCode(index + 1)).join('')
    const odd = `${every}\\ \\\\ \r\n$'x' é € 🙂 `
    const shown = await box.run('', { command: { argv: ['printf', '%s', odd] } })
    expect(shown.stdout.text).toBe(odd)
    const script = `printf %s '${odd.replaceAll("'", `'\\''`)}'`
    expect((await box.run(script)).stdout.text).toBe(odd)
  })

  it('may be as long as the kernel takes', async () => {
    const text = `: ${'x'.repeat(100_000)}\necho ran`
    expect((await box.run(text)).stdout.text).toBe('ran\n')
  })

  it('that looks like an option is a text', async () => {
    expect((await box.run('-i')).exitCode).toBe(127)
  })

  it('that a signal ended has the code that shells give it', async () => {
    for (const [name, code] of [
      ['KILL', 137],
      ['TERM', 143],
      ['INT', 130],
      ['SEGV', 139],
    ] as const)
      expect(await box.run(`kill -${name} $$`), name).toMatchObject({ exitCode: code, signal: null })
  })

  it('changes the workspace of this machine, and finds there what is on it', async () => {
    await writeFile(join(box.workspace, 'given'), 'from outside')
    const result = await box.run('cat given; mkdir -p made; echo inside > made/file')
    expect(result.stdout.text).toBe('from outside')
    expect(await readFile(join(box.workspace, 'made/file'), 'utf8')).toBe('inside\n')
  })
})

describe.runIf(needsDocker)('the environment', () => {
  it('is the same for every command, whatever the image, Autohome and the command before had', async () => {
    await box.run('export LEAKED=1 PATH=/nowhere; cd /tmp; alias ls=false; set -x; ulimit -n 10; umask 0777')
    const { stdout, stderr } = await box.run('env; pwd; type -t ls; ulimit -n; umask')
    const lines = stdout.text.trim().split('\n')
    const names = lines.slice(0, -4).map((line) => line.split('=')[0] ?? '')
    expect(names.toSorted()).toEqual([
      'AUTOHOME_COMMAND',
      'HOME',
      'LANG',
      'LC_ALL',
      'LOGNAME',
      'PATH',
      'PWD',
      'SHLVL',
      'TERM',
      'TMPDIR',
      'USER',
      '_',
    ])
    expect(lines).toContain('PATH=/usr/local/bin:/usr/bin:/bin')
    expect(lines.slice(-4)).toEqual(['/workspace', 'file', '4096', '0022'])
    expect(stderr.text).toBe('')
  })

  it('takes additions, but none that a loader or a shell obeys', async () => {
    expect((await box.run('echo "$CI"', { env: { CI: 'a\nb' } })).stdout.text).toBe('a\nb\n')
    const spec = { command: { text: 'true' }, cwd: box.workspace, timeoutMs: 1000, env: { BASH_ENV: 'x' } }
    expect(await box.runner.run(spec, never)).toMatchObject({ code: 'E_SPAWN' })
  })
})

describe.runIf(needsDocker)('a program without a shell', () => {
  it('gets its arguments as they are', async () => {
    const result = await box.run('', { command: { argv: ['printf', '%s|', '$HOME', 'a b', ';id'] } })
    expect(result.stdout.text).toBe('$HOME|a b|;id|')
  })

  it('is one of the image, by name or absolute path', async () => {
    expect(await box.runner.which('bash')).toBe('/bin/bash')
    expect(await box.runner.which('node')).toBeUndefined()
    for (const name of ['', '/bin/bash', "x'; echo y"])
      expect(await box.runner.which(name), name).toBeUndefined()
    for (const program of ['node', '/bin/node']) {
      const spec = { command: { argv: [program] }, cwd: box.workspace, timeoutMs: 1000, scope: 'run' }
      expect(await box.runner.run(spec, never)).toEqual({
        code: 'E_UNAVAILABLE',
        message: `${program} is not in the sandbox's image`,
      })
    }
  })
})

describe.runIf(needsDocker)('limits', () => {
  it('end everything inside when the time is over, and the next command runs', async () => {
    const before = await box.run('echo $$ >/tmp/mark; echo before')
    const result = await box.run("trap '' TERM; echo begun; setsid sleep 1000 & sleep 1000", {
      timeoutMs: 500,
    })
    expect(result).toMatchObject({ timedOut: true, exitCode: null, signal: 'SIGKILL' })
    expect(result.stdout.text).toBe('begun\n')
    expect(before.exitCode).toBe(0)
    const next = await box.run('ls /tmp; ps -eo comm= | grep sleep')
    expect(next.stdout.text).toBe('')
  })

  it('an abort rejects with its reason, before the start too, and nothing is left', async () => {
    const reason = new Error('cancelled by the owner')
    await expect(box.run('true', {}, AbortSignal.abort(reason))).rejects.toBe(reason)
    const controller = new AbortController()
    const onOutput = (chunk: string) => chunk.includes('ready') && controller.abort(reason)
    const running = box.run('echo ready; sleep 1000', { onOutput, scope: 'aborted' }, controller.signal)
    await expect(running).rejects.toBe(reason)
    expect((await box.run('ps -e -o comm=', { scope: 'aborted' })).stdout.text).not.toContain('sleep')
  })

  it('a start that takes too long is not waited for', async () => {
    const other = await openTestSandbox({ host: engine.host, image })
    const controller = new AbortController()
    const running = other.run('true', {}, controller.signal)
    controller.abort(new Error('no patience'))
    await expect(running).rejects.toThrow('no patience')
    expect((await other.run('echo later')).stdout.text).toBe('later\n')
    await other.close()
  })

  it('what a command put in the background ends with it', async () => {
    const result = await box.run('setsid sleep 1000 >/dev/null 2>&1 & (sleep 1001 &) ; echo done')
    expect(result).toMatchObject({ exitCode: 0, stdout: { text: 'done\n' } })
    expect((await box.run('ps -e -o comm=')).stdout.text).not.toContain('sleep')
  })
})

describe.runIf(needsDocker)('output', () => {
  it('of 100 MB is kept whole in the blob and as head and tail in memory', async () => {
    const result = await box.run("echo first; head -c 104857600 /dev/zero | tr '\\0' x; echo; echo last")
    expect(result.stdout.bytes).toBe(104857600 + 12)
    expect(result.stdout.text).toMatch(/^first\nx+\n… \d+ bytes left out …\nx+\nlast\n$/)
    expect(result.output).toMatchObject({ bytes: 104857600 + 12 })
  })

  it('beyond the cap is dropped and the command goes on to its end', async () => {
    const small = await openTestSandbox({ host: engine.host, image }, { maxOutputBytes: 1000 })
    const result = await small.run("head -c 5000000 /dev/zero; echo 'the end'; exit 4")
    expect(result).toMatchObject({ exitCode: 4, output: { bytes: 1000, truncated: true } })
    expect(result.stdout.text.endsWith('the end\n')).toBe(true)
    await small.close()
  })

  it('is told as it comes', async () => {
    let told = ''
    await box.run('echo one; echo two >&2', { onOutput: (chunk) => (told += chunk) })
    expect(told.split('\n').sort()).toEqual(['', 'one', 'two'])
  })

  it('that cannot be stored ends the command and is told', async () => {
    const full: BlobWriter = {
      write: () => Promise.reject(new StorageError('the disk is full')),
      finish: () => Promise.reject(new Error('not reached')),
      abort: async () => undefined,
    }
    const blobs = { ...createMemoryBlobs(), writer: () => full }
    const broken = await openTestSandbox({ host: engine.host, image }, { blobs })
    await expect(broken.run('while :; do echo more; done')).rejects.toThrow('the disk is full')
    await broken.close()
  })
})

describe.runIf(needsDocker)('containers', () => {
  it('are shared by the commands of one run, and by no two runs or commands at once', async () => {
    await box.run('echo mine >/tmp/note', { scope: 'one' })
    expect((await box.run('cat /tmp/note', { scope: 'one' })).stdout.text).toBe('mine\n')
    expect((await box.run('ls /tmp', { scope: 'two' })).stdout.text).toBe('')
    const [first, second] = await Promise.all([
      box.run('until [ -e both ]; do :; done; ls /tmp', { scope: 'one' }),
      box.run('touch both; ls /tmp', { scope: 'one' }),
    ])
    expect([first.exitCode, second.exitCode]).toEqual([0, 0])
  })

  it('without a scope are used once', async () => {
    const spec = { command: { text: 'ls /tmp; touch /tmp/x' }, cwd: box.workspace, timeoutMs: 60_000 }
    for (let times = 0; times < 2; times++)
      expect(await box.runner.run(spec, never)).toMatchObject({ exitCode: 0, stdout: { text: '' } })
  })

  it('are gone after close, and none can be had then', async () => {
    const other = await openTestSandbox({ host: engine.host, image })
    const before = containers().length
    await other.run('true')
    const late = other.run('sleep 1000')
    await other.run('true', { scope: 'second' })
    expect(containers().length).toBeGreaterThan(before)
    await other.close()
    expect(await late).toMatchObject({ exitCode: null, signal: 'SIGKILL', timedOut: false })
    await expect(other.run('true')).rejects.toThrow('E_SPAWN: the sandbox is closed')
    expect(containers().length).toBeLessThanOrEqual(before)
  })

  it('of a killed Autohome are swept, and nobody else’s', async () => {
    const [killed, neighbour] = [await openTestSandbox({ host: engine.host, image }), box]
    await neighbour.run('echo here >/tmp/note', { scope: 'neighbour' })
    await killed.run('true')
    const orphan = killed.run('sleep 1000')
    await killed.run('true', { scope: 'x' })
    const next = await openTestSandbox({ host: engine.host, image }, { home: killed.options.home })
    const swept = next.runner.sweep()
    // Commands wait for the sweep, which must not take their container away.
    expect((await next.run('echo alive')).stdout.text).toBe('alive\n')
    await swept
    expect(await orphan).toMatchObject({ exitCode: null, signal: 'SIGKILL' })
    expect((await neighbour.run('cat /tmp/note', { scope: 'neighbour' })).stdout.text).toBe('here\n')
    await next.close()
    await killed.close()
  })

  it('whose engine ends them is noticed', async () => {
    const other = await openTestSandbox({ host: engine.host, image })
    const onOutput = () => {
      const label = engine.docker('ps', '--quiet', '--filter', 'label=autohome').split('\n').filter(Boolean)
      const ours = label.find((id) => engine.docker('top', id).includes('31337'))
      if (ours !== undefined) engine.docker('kill', ours)
    }
    const result = await other.run('sleep 31337 & echo up; wait', { onOutput })
    expect(result).toMatchObject({ exitCode: null, signal: 'SIGKILL', timedOut: false })
    expect((await other.run('echo next')).stdout.text).toBe('next\n')
    await other.close()
  })
})

describe.runIf(needsDocker)('where there is no sandbox', () => {
  const failure = async (changed: object) => {
    const other = await openTestSandbox({ host: engine.host, image }, changed)
    const result = await other.runner.run(
      { command: { text: 'touch ran' }, cwd: other.workspace, timeoutMs: 5000 },
      never,
    )
    await expect(stat(join(other.workspace, 'ran'))).rejects.toThrow('ENOENT')
    await other.close()
    return result
  }

  it('without an engine it says which socket and what to do, and runs nothing here', async () => {
    expect(await failure({ dockerHost: 'unix:///no/such/docker.sock' })).toEqual({
      code: 'E_SPAWN',
      message:
        'no Docker engine answers at unix:///no/such/docker.sock (ENOENT), so there is no sandbox: start one, or set DOCKER_HOST, or use mode direct',
    })
    expect(await failure({ dockerHost: 'tcp://127.0.0.1:1' })).toMatchObject({
      message: expect.stringContaining('tcp://127.0.0.1:1 (ECONNREFUSED)'),
    })
  })

  it('without the image it says how to get it', async () => {
    expect(await failure({ image: 'ubuntu:99.99' })).toEqual({
      code: 'E_SPAWN',
      message: "the sandbox's image ubuntu:99.99 is not on this machine: docker pull ubuntu:99.99",
    })
  })

  it('with an image without bash it says so', async () => {
    expect(await failure({ image: engine.image })).toMatchObject({
      code: 'E_SPAWN',
      message: expect.stringContaining(`${engine.image} holds no bash`),
    })
  })

  it('where a limit cannot be had the engine’s reason is told', async () => {
    expect(await failure({ cpus: 1000 })).toMatchObject({
      code: 'E_SPAWN',
      message: expect.stringContaining('does not start the sandbox'),
    })
  })

  it('where the workspace holds what must not be seen, or is not there', async () => {
    expect(await failure({ workspace: tmpdir() })).toMatchObject({
      code: 'E_SPAWN',
      message: expect.stringContaining('which a sandbox must not see'),
    })
  })

  it('where the kernel does not shield the resident, it runs nothing', async () => {
    const first = await openTestSandbox({ host: engine.host, image })
    await first.run('true')
    await first.runner.close()
    const [copy = ''] = await readdir(join(first.options.home, 'sandbox'))
    await chmod(join(first.options.home, 'sandbox', copy), 0o555)
    expect(await failure({ home: first.options.home })).toMatchObject({
      code: 'E_SPAWN',
      message: expect.stringContaining('cannot shield its own program'),
    })
    await first.close()
  })

  it('sweeping and closing do no harm', async () => {
    const other = await openTestSandbox({ host: 'unix:///no/such/docker.sock', image })
    await expect(other.runner.sweep()).resolves.toBeUndefined()
    await other.close()
  })
})

describe.runIf(needsDocker)('on demand', () => {
  it('is a sandbox from the first command on, through a link to the workspace too', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'autohome-link-'))
    await symlink(box.workspace, join(directory, 'work'))
    const lazy = createSandboxOnDemand({
      ...box.options,
      home: directory,
      workspace: join(directory, 'work'),
    })
    await lazy.sweep()
    expect(await lazy.which('cat')).toBe('/bin/cat')
    const spec = { command: { text: 'pwd' }, cwd: join(directory, 'work'), timeoutMs: 60_000 }
    expect(await lazy.run(spec, never)).toMatchObject({ stdout: { text: '/workspace\n' } })
    await lazy.close()
    await createSandboxOnDemand(box.options).close()
    await rm(directory, { recursive: true, force: true })
  })
})
