import type { CommandResult } from '../../domain/command-runner.ts'
import type { Scrubber } from '../../lib/scrub.ts'
import { keepOutput, type OutputOptions } from './kept-output.ts'
import type { Child } from './launch.ts'
import { limit, type LimitOptions } from './limits.ts'
import { readPipes } from './pipes.ts'
import { killTree } from './process-tree.ts'

export interface Supervision extends OutputOptions, LimitOptions {
  readonly marker: string
  readonly graceMs: number
  /** Takes out of a stream what may not be kept or shown. */
  readonly scrub?: () => Scrubber
}

const NOTHING = new Uint8Array()

interface Exit {
  readonly exitCode: number | null
  readonly signal: string | null
}

/**
 * From the start of the child to its end, its limits and its output.
 *
 * @throws the signal's reason after an abort, and what the blob store threw: the command is dead by then in both cases
 */
export async function supervise(
  child: Child,
  options: Supervision,
): Promise<Omit<CommandResult, 'durationMs'>> {
  const { clock, signal } = options
  const kept = keepOutput(options)
  const scrubs = { stdout: options.scrub?.(), stderr: options.scrub?.() }
  const pipes = readPipes(child, (stream, chunk) => kept.take(stream, scrubs[stream]?.take(chunk) ?? chunk))

  const ending = createEnding(child, options)
  // Output that cannot be stored has no reader any more: the command must not go on unseen.
  pipes.ended.catch(ending.kill)
  const limits = limit(options, ending.kill)

  try {
    const exit = await ending.exit
    await pipes.drain(clock)
    for (const stream of ['stdout', 'stderr'] as const)
      await kept.take(stream, scrubs[stream]?.end() ?? NOTHING)
    limits.stopClock()
    await ending.killed()
    signal.throwIfAborted()
    return { ...exit, timedOut: limits.timedOut(), ...(await kept.finish()) }
  } catch (error) {
    await ending.killed()
    await kept.abort()
    throw error
  } finally {
    limits.lift()
    kept.end()
  }
}

interface Ending {
  /** How the child ended, or nulls where not even SIGKILL ended it (it waits for a device, or is another user's). */
  readonly exit: Promise<Exit>
  /** Begins to end the whole tree; further calls change nothing. Never throws. */
  kill(): void
  /** Resolves when a kill that was begun has come to its end. */
  killed(): Promise<unknown>
}

function createEnding(child: Child, { clock, marker, graceMs }: Supervision): Ending {
  let killing: Promise<unknown> | undefined
  let giveUp: (exit: Exit) => void
  const exit = new Promise<Exit>((resolve) => {
    giveUp = resolve
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }))
  })
  return {
    exit,
    kill() {
      killing ??= killTree({ pid: child.pid, marker }, clock, graceMs)
        .catch(() => false)
        .then((gone) => {
          if (!gone) giveUp({ exitCode: null, signal: null })
        })
    },
    killed: async () => killing,
  }
}
