import { randomUUID } from 'node:crypto'
import type { Blobs } from '../../domain/blobs.ts'
import type { Clock } from '../../domain/clock.ts'
import type { CommandRunner } from '../../domain/command-runner.ts'
import { commandEnvironment, forbiddenName } from './environment.ts'
import { launch, programOf } from './launch.ts'
import type { MemoryMeter } from './memory-meter.ts'
import { createScrubber } from '../../lib/scrub.ts'
import { secretsFor } from './secrets-for.ts'
import { supervise } from './supervise.ts'
import { which } from './which.ts'

export interface HostRunnerOptions {
  readonly blobs: Blobs
  /** Absolute directories in which programs are looked for, and the PATH of what runs. */
  readonly trustedPath: readonly string[]
  /** Usually `process.env`; see `environment.ts` for the few names that are taken from it. */
  readonly baseEnv: Readonly<Record<string, string | undefined>>
  /** How much of one command's output is kept. The command goes on beyond it; the rest is dropped. */
  readonly maxOutputBytes: number
  readonly clock: Clock
  /** Values by name: put into the environment of a command that names them, and scrubbed out of every output. */
  readonly secrets?: ReadonlyMap<string, string>
  /** Told of commands that have a scope. */
  readonly meter?: MemoryMeter
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly graceMs?: number
}

const GRACE_MS = 2000

/**
 * Runs commands on this machine as the user Autohome runs as.
 *
 * A command that ends by itself may leave processes in the background (`nohup … &`); they are not touched, and what
 * they print afterwards is not read. The time limit and the abort end everything, see `process-tree.ts` for what can
 * escape.
 */
export function createHostRunner(options: HostRunnerOptions): CommandRunner {
  const { blobs, trustedPath, baseEnv, maxOutputBytes, clock, graceMs = GRACE_MS } = options
  const { secrets = new Map<string, string>() } = options
  return {
    which: (program) => which(program, trustedPath),

    async run(spec, signal) {
      signal.throwIfAborted()
      const named = secretsFor(spec.command, secrets)
      if ('code' in named) return named
      const added = { ...spec.env, ...named.env }
      const forbidden = forbiddenName(added)
      if (forbidden !== undefined)
        return {
          code: 'E_SPAWN',
          message: `the environment variable ${forbidden} may not be set for a command`,
        }
      const program = await programOf(named.command, trustedPath)
      if ('code' in program) return program
      const marker = randomUUID()
      const env = commandEnvironment({ base: baseEnv, trustedPath, marker, added })
      const startedAt = clock.elapsed()
      const child = await launch(program, { cwd: spec.cwd, env })
      if ('code' in child) return child
      const { timeoutMs, onOutput, scope } = spec
      const ended =
        scope === undefined ? undefined : options.meter?.started(scope, { pid: child.pid, marker })
      const watched = await supervise(child, {
        blobs,
        clock,
        marker,
        graceMs,
        maxOutputBytes,
        timeoutMs,
        onOutput,
        signal,
        ...(secrets.size === 0 ? {} : { scrub: () => createScrubber(secrets) }),
      }).finally(ended)
      return { ...watched, durationMs: Math.round(clock.elapsed() - startedAt) }
    },
  }
}
