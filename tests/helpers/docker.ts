import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

export interface PrivateDocker {
  /** For DOCKER_HOST. */
  readonly host: string
  /** A tiny image with busybox: `sh`, `sleep`, `cat` and the like. */
  readonly image: string
  /** Runs the docker client against this engine; its stdout. @throws Error when it ends in error */
  docker(...args: string[]): string
  stop(): Promise<void>
}

const IMAGE = 'autohome-test:tiny'
const BUSYBOX = '/bin/busybox'

/** Whether this machine can run an engine of its own: root, dockerd, and a static busybox for an image. */
export const canRunDocker = (): boolean =>
  process.getuid?.() === 0 &&
  existsSync('/usr/sbin/dockerd') &&
  existsSync('/usr/bin/docker') &&
  existsSync(BUSYBOX)

/** Where CI runs, an engine that cannot be started is a failure: nobody would notice tests that were left out. */
export const needsDocker = canRunDocker() || process.env['CI'] === 'true'

/**
 * Starts a Docker engine of its own, without a network, with everything it writes in a temporary directory.
 *
 * @throws Error with the end of the engine's log when it does not come up within half a minute
 */
export async function startDocker(): Promise<PrivateDocker> {
  const home = mkdtempSync(join(tmpdir(), 'autohome-docker-'))
  const host = `unix://${home}/docker.sock`
  const engine = spawn(
    '/usr/sbin/dockerd',
    [
      ...[
        '--data-root',
        `${home}/data`,
        '--exec-root',
        `${home}/exec`,
        '--pidfile',
        `${home}/pid`,
        '--host',
        host,
      ],
      ...['--bridge=none', '--iptables=false', '--log-level=error'],
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let log = ''
  engine.stderr.on('data', (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-4_000)
  })
  const docker = (...args: string[]): string =>
    execFileSync('/usr/bin/docker', args, {
      encoding: 'utf8',
      env: { PATH: '/usr/bin:/bin', HOME: home, DOCKER_HOST: host },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  const stop = async () => {
    removeContainers(docker)
    await end(engine)
    rmSync(home, { recursive: true, force: true })
  }
  try {
    await answers(engine, docker)
    importImage(home, docker)
  } catch (error) {
    await stop()
    throw new Error(`the Docker engine did not start: ${log}`, { cause: error })
  }
  return { host, image: IMAGE, docker, stop }
}

/** There is nothing to wait for but an answer: the engine announces itself to systemd only. */
async function answers(engine: ChildProcess, docker: (...args: string[]) => string): Promise<void> {
  for (let tries = 0; ; tries++) {
    if (engine.exitCode !== null) throw new Error(`dockerd ended with ${engine.exitCode}`)
    try {
      docker('version', '--format', '{{.Server.Version}}')
      return
    } catch (error) {
      if (tries >= 150) throw error
      await pause(200)
    }
  }
}

function importImage(home: string, docker: (...args: string[]) => string): void {
  const root = join(home, 'image')
  mkdirSync(join(root, 'bin'), { recursive: true })
  mkdirSync(join(root, 'tmp'))
  copyFileSync(BUSYBOX, join(root, 'bin', 'busybox'))
  for (const name of [
    'sh',
    'sleep',
    'cat',
    'echo',
    'ls',
    'true',
    'false',
    'env',
    'id',
    'touch',
    'mkdir',
    'seq',
  ])
    symlinkSync('busybox', join(root, 'bin', name))
  const archive = join(home, 'image.tar')
  execFileSync('/bin/tar', ['-C', root, '-cf', archive, '.'])
  docker('import', '--change', 'ENV PATH=/bin', archive, IMAGE)
}

/** The engine would give each of them ten seconds to end by itself. */
function removeContainers(docker: (...args: string[]) => string): void {
  try {
    const ids = docker('ps', '--all', '--quiet').split('\n').filter(Boolean)
    if (ids.length > 0) docker('rm', '--force', ...ids)
  } catch {
    // An engine that does not answer has nothing running that could be removed.
  }
}

/** SIGTERM lets the engine end its containers; by pid, because other engines may run on this machine. */
async function end(engine: ChildProcess): Promise<void> {
  if (engine.exitCode !== null || engine.signalCode !== null) return
  const ended = new Promise<void>((resolve) => engine.once('exit', () => resolve()))
  engine.kill('SIGTERM')
  const late = AbortSignal.timeout(20_000)
  late.addEventListener('abort', () => engine.kill('SIGKILL'), { once: true })
  await ended
}
