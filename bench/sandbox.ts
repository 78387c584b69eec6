import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import Docker from 'dockerode'
import type { CommandRunner } from '../src/domain/command-runner.ts'
import { systemClock } from '../src/lib/clock.ts'
import { createHostRunner } from '../src/runtime/host/runner.ts'
import { createSandboxRunner } from '../src/runtime/sandbox/runner.ts'
import { canRunDocker, type PrivateDocker, startDocker } from '../tests/helpers/docker.ts'
import { createMemoryBlobs } from '../tests/helpers/memory-blobs.ts'
import { importBashImage } from '../tests/helpers/sandbox-image.ts'
import type { Figure } from './figure.ts'

const ROUNDS = 300
const SLOW_ROUNDS = 20
const TEXT = 'echo done'
const TRUSTED = ['/usr/local/bin', '/usr/bin', '/bin']

/**
 * The same command in the sandbox, as a child of this process, through one `docker exec` in a warm container, and in a
 * container of its own. Medians in milliseconds. Outputs are held in memory: exec and run keep none, and what the disk
 * takes for it is the same for the other two. Without a Docker engine that could be started there is no figure.
 */
export async function benchSandbox(): Promise<Figure[]> {
  if (!canRunDocker()) return []
  const engine = await startDocker()
  const home = mkdtempSync(join(tmpdir(), 'autohome-bench-'))
  const workspace = mkdtempSync(join(tmpdir(), 'autohome-bench-'))
  // The environment that runners give to commands, so that bash has the same to do everywhere.
  const image = importBashImage(engine, ['PATH=/bin', 'LANG=C.UTF-8', 'LC_ALL=C.UTF-8'])
  const common = { ...{ trustedPath: TRUSTED, maxOutputBytes: 2 ** 20, clock: systemClock } }
  const blobs = createMemoryBlobs()
  const sandbox = createSandboxRunner({
    ...{ ...common, blobs, home, workspace, image, dockerHost: engine.host, memoryMb: 256, cpus: 2 },
  })
  const host = createHostRunner({ ...common, blobs, baseEnv: process.env })
  try {
    const [sandboxMs = Number.NaN, spawnMs = Number.NaN] = await alternate([
      inRunner(sandbox, workspace),
      inRunner(host, workspace),
    ])
    const execMs = await withContainer(engine, image, (exec) => medianOf(SLOW_ROUNDS, exec))
    const runMs = await medianOf(SLOW_ROUNDS, async () => dockerRun(engine, image))
    const figure = (name: string, what: string, value: number, atMost: number): Figure => ({
      ...{ name, value: sandboxMs, unit: 'ms', floor: { what, value }, aim: { atMost } },
    })
    return [
      figure('sandbox.spawn', 'the same command on the host', spawnMs, 1),
      figure('sandbox.exec', 'one exec in a warm container', execMs, 1 / 20),
      figure('sandbox.run', 'docker run of the same command', runMs, 1 / 100),
    ]
  } finally {
    await sandbox.close()
    await engine.stop()
    for (const path of [home, workspace]) rmSync(path, { recursive: true, force: true })
  }
}

const inRunner = (runner: CommandRunner, cwd: string) => async () => {
  const spec = { command: { text: TEXT }, cwd, timeoutMs: 60_000, scope: 'bench' }
  const result = await runner.run(spec, new AbortController().signal)
  if ('code' in result || result.stdout.text !== 'done\n') throw new Error(JSON.stringify(result))
}

/** In turns, so that what else the machine does falls on both. The first rounds warm up and do not count. */
async function alternate(works: readonly (() => Promise<void>)[]): Promise<number[]> {
  const times = works.map((): number[] => [])
  for (let round = -20; round < ROUNDS; round++)
    for (const [index, work] of works.entries()) {
      const ms = await timed(work)
      if (round >= 0) times[index]?.push(ms)
    }
  return times.map(median)
}

async function medianOf(rounds: number, work: () => Promise<void>): Promise<number> {
  const times: number[] = []
  for (let round = -2; round < rounds; round++) {
    const ms = await timed(work)
    if (round >= 0) times.push(ms)
  }
  return median(times)
}

async function timed(work: () => Promise<void>): Promise<number> {
  const from = performance.now()
  await work()
  return performance.now() - from
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

async function withContainer(
  engine: PrivateDocker,
  image: string,
  work: (exec: () => Promise<void>) => Promise<number>,
): Promise<number> {
  const docker = new Docker({ socketPath: engine.host.replace('unix://', '') })
  const container = await docker.createContainer({
    ...{ Image: image, Entrypoint: ['/bin/sleep', '3600'], HostConfig: { NetworkMode: 'none' } },
  })
  await container.start()
  try {
    return await work(async () => {
      const exec = await container.exec({
        ...{ Cmd: ['/bin/bash', '-c', TEXT], AttachStdout: true, AttachStderr: true },
      })
      const stream: Readable = await exec.start({})
      stream.resume()
      await finished(stream, { writable: false })
      const { ExitCode } = await exec.inspect()
      if (ExitCode !== 0) throw new Error(`exec ended with ${ExitCode}`)
    })
  } finally {
    await container.remove({ force: true })
  }
}

function dockerRun(engine: PrivateDocker, image: string): void {
  const shut = ['--network', 'none', '--read-only', '--cap-drop', 'ALL', '--tmpfs', '/tmp']
  execFileSync('/usr/bin/docker', ['run', '--rm', ...shut, image, '/bin/bash', '-c', TEXT], {
    ...{ env: { DOCKER_HOST: engine.host, HOME: '/nonexistent' }, stdio: 'ignore', timeout: 60_000 },
  })
}
