import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import type { Blobs } from '../domain/blobs.ts'
import type { CommandRunner } from '../domain/command-runner.ts'
import { systemClock } from '../lib/clock.ts'
import { DEFAULT_SOCKET } from '../runtime/sandbox/default-socket.ts'
import { createSandboxOnDemand } from '../runtime/sandbox/on-demand.ts'
import type { SandboxRunner } from '../runtime/sandbox/runner.ts'

/**
 * The sandbox of this data directory. Where one has been used before, what a killed Autohome left running in it is
 * taken away meanwhile; commands wait for that.
 */
export function openSandbox(config: Config, blobs: Blobs): SandboxRunner {
  const dockerHost = process.env['DOCKER_HOST']
  const sandbox = createSandboxOnDemand({
    ...config.sandbox,
    ...(dockerHost ? { dockerHost } : {}),
    home: config.home,
    workspace: config.workspace,
    trustedPath: config.commands.trustedPath,
    blobs,
    maxOutputBytes: config.output.maxMb * 2 ** 20,
    clock: systemClock,
  })
  // Never rejects: without an engine nothing is left behind in one.
  if (existsSync(join(config.home, 'sandbox'))) void sandbox.sweep()
  return sandbox
}

/**
 * Whether the sandbox can be used at this moment, and its image has the programs. A socket that is not there answers
 * without loading the engine's client.
 */
export async function hasPrograms(
  sandbox: Pick<CommandRunner, 'which'>,
  programs: readonly string[],
  dockerHost = process.env['DOCKER_HOST'] || `unix://${DEFAULT_SOCKET}`,
): Promise<boolean> {
  const socket = /^unix:\/\/(.*)$/.exec(dockerHost)?.[1]
  if (socket !== undefined && !existsSync(socket)) return false
  // Without any, that bash itself starts there is worth knowing.
  for (const program of ['bash', ...programs]) if ((await sandbox.which(program)) === undefined) return false
  return true
}
