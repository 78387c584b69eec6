import { execFileSync, spawn } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { PrivateDocker } from '../../helpers/docker.ts'
import { copyLibraries, placeOf } from '../../helpers/sandbox-image.ts'
import { PROGRAMS } from './random-script.ts'

/** Real programs behind a recorder, because they start others. */
export const STARTERS = [
  'env',
  'sh',
  'bash',
  'xargs',
  'timeout',
  'nice',
  'nohup',
  'find',
  'cat',
  'awk',
  'sed',
] as const

/** What one script did. */
export interface Recording {
  /** Absolute paths of the files that were started, each once. */
  readonly started: readonly string[]
  /** Something of it had to be ended. */
  readonly late: boolean
}

const IMAGE = 'autohome-test:fuzz'
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/**
 * An image in which every program is a recorder, at /bin as well as in a directory that only games with PATH lead to
 * (/work/d1). Compiled with this machine's C compiler, which better-sqlite3 needs too.
 */
export function importFuzzImage(engine: PrivateDocker): void {
  const home = mkdtempSync(join(tmpdir(), 'autohome-fuzz-'))
  try {
    const root = join(home, 'image')
    for (const directory of ['bin', 'real', 'log', 'work/d1', 'tmp', 'proc'])
      mkdirSync(join(root, directory), { recursive: true })
    const recorder = join(home, 'recorder')
    execFileSync('cc', ['-Os', '-static', '-o', recorder, here('recorder.c')], { timeout: 60_000 })
    for (const name of [...PROGRAMS, ...STARTERS, 'echo']) copyFileSync(recorder, join(root, 'bin', name))
    for (const name of [...PROGRAMS, 'e']) copyFileSync(recorder, join(root, 'work/d1', name))
    const real = STARTERS.map((name) => placeOf(name))
    for (const [i, name] of STARTERS.entries())
      copyFileSync(realpathSync(real[i] ?? ''), join(root, 'real', name))
    copyLibraries(real, root)
    const archive = join(home, 'image.tar')
    execFileSync('/bin/tar', ['-C', root, '--owner=65534', '--group=65534', '-cf', archive, '.'])
    engine.docker('import', archive, IMAGE)
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

/**
 * Runs scripts one after the other in a container of their own, which has no network and sees nothing of this machine.
 *
 * @throws Error where not every script was answered
 */
export async function record(
  engine: PrivateDocker,
  scripts: readonly string[],
): Promise<readonly Recording[]> {
  const shut = ['--network=none', '--cap-drop=ALL', '--security-opt=no-new-privileges', '--user=65534:65534']
  const limits = [
    '--memory=512m',
    '--memory-swap=512m',
    '--pids-limit=256',
    '--tmpfs=/log:uid=65534,size=16m',
  ]
  const env = ['PATH=/bin', 'HOME=/work', 'FUNCNEST=20'].map((pair) => `--env=${pair}`)
  const driver = [
    '--volume',
    `${here('driver.sh')}:/driver.sh:ro`,
    '--entrypoint=/real/bash',
    IMAGE,
    '/driver.sh',
  ]
  const child = spawn(
    '/usr/bin/docker',
    ['run', '--rm', '--interactive', ...shut, ...limits, ...env, ...driver],
    {
      ...{ env: { DOCKER_HOST: engine.host, HOME: '/nonexistent' }, stdio: ['pipe', 'pipe', 'inherit'] },
    },
  )
  child.stdin.on('error', () => undefined)
  child.stdin.end(scripts.map((text) => `${text}\0`).join(''))
  const recordings: Recording[] = []
  for await (const line of createInterface(child.stdout)) recordings.push(recordingOf(line))
  if (recordings.length !== scripts.length)
    throw new Error(`the container answered for ${recordings.length} of ${scripts.length} scripts`)
  return recordings
}

function recordingOf(line: string): Recording {
  const [status, ...started] = line.split(' ').filter(Boolean)
  return { started: [...new Set(started)], late: status === 'late' }
}
