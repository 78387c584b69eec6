import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import type { CommandFailure } from '../domain/command-runner.ts'
import { openBlobs } from '../store/blobs.ts'
import { openSandbox } from './sandbox.ts'

/** What a trial of the sandbox showed. */
export interface SandboxTrial {
  /** Of the image. */
  readonly bash: string
  /** Limits that the kernel does not keep as they were asked for, by the name of their setting. */
  readonly notInForce: readonly string[]
}

const TRIAL_MS = 20_000

/** As the container sees its own group, in version 2 of cgroups and in version 1. A line for each limit. */
const LOOK = `
  first() {
    local file line
    for file; do [[ -r $file ]] && read -r line <"$file" && { echo "$line"; return; }; done
    echo none
  }
  cd /sys/fs/cgroup
  echo "$BASH_VERSION"
  first memory.max memory/memory.limit_in_bytes
  first cpu.max cpu/cpu.cfs_quota_us cpu,cpuacct/cpu.cfs_quota_us
  first pids.max pids/pids.max`

/** Kernels count processor time in periods of a tenth of a second (cpu.cfs_period_us), memory in pages. */
const PERIOD_US = 100_000
const PAGE = 4096

/**
 * Runs one command in a sandbox like the configured one, with an empty workspace and a data directory of its own, so that
 * nothing of the owner's is touched. A failure says what is missing, and how to mend it.
 */
export async function trySandbox(
  config: Config,
  signal: AbortSignal,
): Promise<SandboxTrial | CommandFailure> {
  const root = await mkdtemp(join(tmpdir(), 'autohome-trial-'))
  const [home, workspace] = [join(root, 'home'), join(root, 'workspace')]
  try {
    for (const path of [home, workspace]) await mkdir(path)
    const sandbox = openSandbox({ ...config, home, workspace }, openBlobs(home, { maxBytes: 2 ** 20 }))
    try {
      const spec = { command: { text: LOOK }, cwd: workspace, timeoutMs: TRIAL_MS }
      const result = await sandbox.run(spec, signal)
      if ('code' in result) return result
      const [bash = '', memory, processors, processes] = result.stdout.text.split('\n')
      return { bash, notInForce: notInForce(config.sandbox, { memory, processors, processes }) }
    } finally {
      await sandbox.close()
    }
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

type Seen = Readonly<Record<'memory' | 'processors' | 'processes', string | undefined>>

export function notInForce(
  { memoryMb, cpus }: Pick<Config['sandbox'], 'memoryMb' | 'cpus'>,
  { memory, processors, processes }: Seen,
): readonly string[] {
  const near = (seen: string | undefined, asked: number, by: number) =>
    Math.abs(Number.parseInt(seen ?? '', 10) - asked) <= by
  return [
    ...(near(memory, memoryMb * 2 ** 20, PAGE) ? [] : ['sandbox.memoryMb']),
    ...(near(processors, cpus * PERIOD_US, 1) ? [] : ['sandbox.cpus']),
    ...(near(processes, 256, 0) ? [] : ['processes']),
  ]
}
