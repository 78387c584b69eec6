import type { Docker } from './engine.ts'
import { entrypoint, SHELL, WORKSPACE } from './resident.ts'
import type { SandboxLimits } from './settings.ts'
import type { SandboxUser } from './user.ts'

/** Processes and threads; enough for a build, and little for a fork bomb. */
const MOST_PROCESSES = 256
const MOST_OPEN_FILES = 4096

export interface SandboxParts extends SandboxLimits {
  readonly workspace: string
  readonly user: SandboxUser
  /** The unreadable copy of bash, on this machine. */
  readonly shell: string
  readonly labels: Readonly<Record<string, string>>
  /** The PATH of what runs. */
  readonly path: string
}

/** Everything that shuts a container in. Seccomp and AppArmor stay as the engine sets them by default. */
export function containerOptions(parts: SandboxParts): Docker.ContainerCreateOptions {
  const { image, memoryMb, cpus, workspace, user, shell, labels, path } = parts
  const memory = memoryMb * 2 ** 20
  return {
    Image: image,
    Entrypoint: entrypoint(path),
    Cmd: [],
    User: `${user.uid}:${user.gid}`,
    WorkingDir: WORKSPACE,
    Hostname: 'sandbox',
    Labels: labels,
    NetworkDisabled: true,
    Healthcheck: { Test: ['NONE'] },
    // The engine closes the stdin of a container whose owner is gone, and with it the resident ends.
    ...{ OpenStdin: true, StdinOnce: true, AttachStdin: true, AttachStdout: true, AttachStderr: true },
    HostConfig: {
      NetworkMode: 'none',
      IpcMode: 'none',
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      Memory: memory,
      // The same as memory: no swap besides.
      MemorySwap: memory,
      NanoCpus: Math.round(cpus * 1e9),
      PidsLimit: MOST_PROCESSES,
      Ulimits: [
        { Name: 'core', Soft: 0, Hard: 0 },
        { Name: 'nofile', Soft: MOST_OPEN_FILES, Hard: MOST_OPEN_FILES },
      ],
      // Owned by the user, because some engines take the mode of the image's own directory whatever is asked for.
      Tmpfs: {
        '/tmp': `rw,noexec,nosuid,nodev,size=100m,mode=1777,uid=${user.uid},gid=${user.gid}`,
      },
      Mounts: [
        // Non-recursive: what else is mounted below the workspace stays outside.
        { Type: 'bind', Source: workspace, Target: WORKSPACE, BindOptions: { NonRecursive: true } as never },
        { Type: 'bind', Source: shell, Target: SHELL, ReadOnly: true },
      ],
      AutoRemove: true,
      // Or the engine would keep a second copy of all output on its disk.
      LogConfig: { Type: 'none', Config: {} },
    },
  }
}

const KEPT = ['Memory', 'NanoCpus', 'PidsLimit', 'ReadonlyRootfs', 'NetworkMode', 'IpcMode'] as const

/**
 * What the engine made less of than was asked: where the kernel lacks a cgroup it drops the limit with a warning, and
 * starts the container all the same.
 */
export const lostLimit = (asked: Docker.HostConfig, got: Docker.HostConfig): string | undefined =>
  KEPT.find((name) => asked[name] !== got[name])
