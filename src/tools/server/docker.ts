import type { Effect } from '../../domain/effect.ts'
import type { ToolContext } from '../../domain/tool.ts'
import { type Answer, askProgram, exitFailure, type Failure, failure, programEffect } from '../program.ts'
import type { ServerDeps } from './deps.ts'
import { askMaybeAsRoot, maybeAsRootEffects } from './root.ts'

const TIMEOUT_MS = 30_000

/** What reading from Docker may end in, beside what is special to one tool. */
export const DOCKER_ERRORS = ['E_UNAVAILABLE', 'E_NEEDS_ROOT', 'E_TIMEOUT', 'E_EXIT', 'E_SPAWN'] as const

/** What a normal user needs for all tools of this group. Each of these commands only reads. */
const GRANTS = [
  ['docker', 'ps', '*'],
  ['docker', 'container', 'inspect', '*'],
  ['docker', 'logs', '*'],
  ['docker', 'system', 'df', '*'],
]

/**
 * Asks the docker client. No client, or no engine that answers: E_UNAVAILABLE. A socket this user may not open: through
 * `sudo -n` where that is granted, else E_NEEDS_ROOT.
 */
export async function askDocker(
  deps: ServerDeps,
  argv: readonly string[],
  { cwd, signal }: ToolContext,
  timeoutMs = TIMEOUT_MS,
): Promise<Answer | Failure> {
  const { dockerHost } = deps
  const call = { argv, cwd, signal, timeoutMs }
  // sudo drops DOCKER_HOST and would ask another engine: a socket of one's own is not tried as root.
  const answer =
    dockerHost === undefined
      ? await askMaybeAsRoot(deps, call, { refused: isRefused, grants: GRANTS })
      : await askProgram(deps.runner, { ...call, env: { DOCKER_HOST: dockerHost } })
  if (!answer.ok || answer.exitCode === 0) return answer
  return engineFailure(answer, dockerHost) ?? exitFailure(argv, answer)
}

export const dockerEffects = (deps: ServerDeps, argv: readonly string[], cwd: string): readonly Effect[] =>
  deps.dockerHost === undefined ? maybeAsRootEffects(deps, argv, cwd) : [programEffect(argv, cwd)]

const isRefused = ({ exitCode, stderr }: Answer): boolean =>
  exitCode !== 0 && /permission denied while trying to connect/i.test(stderr)

function engineFailure({ stderr }: Answer, dockerHost: string | undefined): Failure | undefined {
  const [, named] = /at ((?:unix|tcp|ssh|http|https|npipe):\/\/[^\s"]+?)\.?(?:\s|$|")/.exec(stderr) ?? []
  const socket = named ?? dockerHost ?? 'unix:///var/run/docker.sock'
  if (/permission denied while trying to connect/i.test(stderr))
    return failure('E_NEEDS_ROOT', `this user may not open the Docker socket ${socket}`, {
      subject: socket,
      hint: 'let this user into the group that owns the socket (on most machines docker; it amounts to root)',
    })
  if (
    /Cannot connect to the Docker daemon|error during connect|failed to connect to the docker API/i.test(
      stderr,
    )
  )
    return failure('E_UNAVAILABLE', `no Docker engine answers at ${socket}`, { subject: socket })
  return undefined
}
