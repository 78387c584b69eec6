import { randomUUID } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import type { Blobs } from '../../domain/blobs.ts'
import type { Clock } from '../../domain/clock.ts'
import type { CommandRunner, CommandSpec } from '../../domain/command-runner.ts'
import { createPool, type Pool } from './pool.ts'
import { requestOf } from './request.ts'
import type { SandboxLimits } from './settings.ts'
import { createWarmUp } from './warm-up.ts'
import { watchCommand } from './watch.ts'

export interface SandboxRunnerOptions extends SandboxLimits {
  /** As DOCKER_HOST says it; without it the engine's usual socket. */
  readonly dockerHost?: string
  /** Whose containers these are: the data directory. They are labelled with a digest of it. */
  readonly home: string
  /** Absolute; the one directory of this machine that commands see, at /workspace. */
  readonly workspace: string
  /** The PATH of what runs, inside the image. */
  readonly trustedPath: readonly string[]
  readonly blobs: Blobs
  /** How much of one command's output is kept. The command goes on beyond it; the rest is dropped. */
  readonly maxOutputBytes: number
  readonly clock: Clock
}

export interface SandboxRunner extends CommandRunner {
  /** Takes away what an Autohome that did not end well left behind. Never rejects: without an engine nothing is. */
  sweep(): Promise<void>
  /** Ends every command and takes every container away. */
  close(): Promise<void>
}

const WHICH_MS = 10_000

/**
 * Runs commands in containers of its own, without a network and without this machine's files; docs/sandbox.md says
 * what that keeps apart.
 *
 * A command that ends takes everything it started with it: nothing goes on in the background. The time limit and the
 * abort end the whole container. A command that a signal ended has exit code 128 and the signal's number, as shells
 * tell it; `signal` is set where the container itself was ended.
 */
export function createSandboxRunner(options: SandboxRunnerOptions): SandboxRunner {
  const { clock, blobs, maxOutputBytes } = options
  const warmUp = createWarmUp(options)
  const pool = createPool(warmUp.start, clock)
  let names: Promise<readonly string[]> | undefined
  const workspaceNames = () => (names ??= namesOf(options.workspace))

  const run: CommandRunner['run'] = async (spec, signal) => {
    signal.throwIfAborted()
    const request = requestOf(spec, await workspaceNames())
    if ('code' in request) return request
    // Without a scope a command shares its container with no other.
    const scope = spec.scope ?? randomUUID()
    const { timeoutMs, onOutput } = spec
    const watch = { blobs, clock, maxOutputBytes, timeoutMs, onOutput, signal }
    // A container that was just started is never stale, so this comes to an end.
    for (;;) {
      const container = await acquire(scope, signal)
      if ('code' in container) return container
      try {
        const result = await watchCommand(container, request, watch)
        if (result !== 'stale') return result
      } finally {
        if (spec.scope === undefined) await container.discard()
        pool.release(scope, container)
      }
    }
  }

  /** A start that is not waited for any more goes on, and what it brings is kept for the next command. */
  function acquire(scope: string, signal: AbortSignal): ReturnType<Pool['acquire']> {
    return new Promise((resolve, reject) => {
      const onAbort = () => reject(signal.reason)
      signal.addEventListener('abort', onAbort, { once: true })
      pool
        .acquire(scope)
        .then((container) => {
          signal.removeEventListener('abort', onAbort)
          if (signal.aborted && !('code' in container)) pool.release(scope, container)
          resolve(container)
        })
        .catch(reject)
    })
  }

  return {
    run,
    async which(program) {
      if (program === '' || program.includes('/') || program.includes('\0')) return undefined
      const spec: CommandSpec = {
        command: { text: `type -P -- '${program.replaceAll("'", `'\\''`)}'` },
        cwd: options.workspace,
        timeoutMs: WHICH_MS,
        scope: 'which',
      }
      const found = await run(spec, new AbortController().signal)
      return 'code' in found || found.exitCode !== 0 ? undefined : found.stdout.text.trim()
    },
    sweep: warmUp.sweep,
    async close() {
      await Promise.all([pool.close(), warmUp.swept()])
    },
  }
}

/** A directory as it is called, and where that leads. */
async function namesOf(directory: string): Promise<readonly string[]> {
  return [directory, await realpath(directory).catch(() => directory)]
}
