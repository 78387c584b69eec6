import { access } from 'node:fs/promises'
import { type Answer, askProgram, exitFailure, type Failure, failure } from '../program.ts'
import type { ToolContext } from '../../domain/tool.ts'
import type { ServerDeps } from './deps.ts'

const TIMEOUT_MS = 20_000

/**
 * Asks systemctl. E_UNAVAILABLE where systemd is not what this machine was booted with, even if its programs are there:
 * in a container they often are, and answer as if nothing ran.
 */
export async function askSystemctl(
  { runner }: ServerDeps,
  argv: readonly string[],
  { cwd, signal }: ToolContext,
): Promise<Answer | Failure> {
  if (!(await isBooted())) return noSystemd()
  // Times are printed in the zone of whoever asks; UTC leaves nothing to guess.
  const answer = await askProgram(runner, { argv, cwd, signal, timeoutMs: TIMEOUT_MS, env: { TZ: 'UTC' } })
  if (!answer.ok || answer.exitCode === 0) return answer
  return /not been booted with systemd|Failed to connect to bus/.test(answer.stderr)
    ? noSystemd()
    : exitFailure(argv, answer)
}

/** sd_booted(3): this directory exists exactly where systemd is PID 1. */
export const isBooted = (): Promise<boolean> =>
  access('/run/systemd/system').then(
    () => true,
    () => false,
  )

const noSystemd = (): Failure =>
  failure(
    'E_UNAVAILABLE',
    'this machine does not run systemd (it is not PID 1), so there are no services to ask about',
  )
