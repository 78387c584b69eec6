import type { ToolContext } from '../../domain/tool.ts'
import { type Answer, askProgram, exitFailure, type Failure, failure } from '../program.ts'
import type { ServerDeps } from './deps.ts'

const TIMEOUT_MS = 20_000

/** What systemctl says where systemd is installed but not PID 1: without it, in a container, in a chroot. */
const NOT_RUNNING =
  /not been booted with systemd|Failed to connect to (?:system scope )?bus|Running in chroot/i

/**
 * Asks systemctl. E_UNAVAILABLE where systemd is not what this machine was booted with, even if its programs are there;
 * in a chroot they end well and have done nothing.
 */
export async function askSystemctl(
  { runner }: ServerDeps,
  argv: readonly string[],
  { cwd, signal }: ToolContext,
): Promise<Answer | Failure> {
  // Times are printed in the zone of whoever asks; UTC leaves nothing to guess.
  const answer = await askProgram(runner, { argv, cwd, signal, timeoutMs: TIMEOUT_MS, env: { TZ: 'UTC' } })
  if (!answer.ok) return answer.error.code === 'E_UNAVAILABLE' ? noSystemd() : answer
  if (NOT_RUNNING.test(answer.stderr)) return noSystemd()
  return answer.exitCode === 0 ? answer : exitFailure(argv, answer)
}

const noSystemd = (): Failure =>
  failure(
    'E_UNAVAILABLE',
    'this machine does not run systemd (it is not PID 1), so there are no services to ask about',
  )
