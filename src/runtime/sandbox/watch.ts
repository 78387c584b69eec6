import type { CommandFailure, CommandResult } from '../../domain/command-runner.ts'
import { keepOutput, type OutputOptions } from '../host/kept-output.ts'
import { limit, type LimitOptions } from '../host/limits.ts'
import type { WarmContainer } from './container.ts'
import type { Ended, ResidentRequest } from './resident.ts'

export interface Watch extends OutputOptions, LimitOptions {}

/**
 * One command in a container, from its start to its end, its limits and its output. Afterwards the container is alive
 * if, and only if, it may run another one. `stale`: nothing was run, another container is to be taken.
 *
 * @throws the signal's reason after an abort, and what the blob store threw: nothing of the command runs then
 */
export async function watchCommand(
  container: WarmContainer,
  request: ResidentRequest,
  options: Watch,
): Promise<CommandResult | CommandFailure | 'stale'> {
  const { clock, signal } = options
  const startedAt = clock.elapsed()
  const kept = keepOutput(options)
  const limits = limit(options, () => void container.discard())

  try {
    const ended = await container.exchange(request, kept.take)
    limits.stopClock()
    if (ended?.kind !== 'exit' || !ended.clean) await container.discard()
    signal.throwIfAborted()
    if (ended && ended.kind !== 'exit') {
      await kept.abort()
      return ended.kind === 'stale' ? 'stale' : refusal(ended.kind, request)
    }
    const output = await kept.finish()
    const durationMs = Math.round(clock.elapsed() - startedAt)
    return { ...exitOf(ended), timedOut: limits.timedOut() && !ended, ...output, durationMs }
  } catch (error) {
    await container.discard()
    await kept.abort()
    throw error
  } finally {
    limits.lift()
    kept.end()
  }
}

/** Without a signed end the container died, and everything in it by SIGKILL. */
function exitOf(ended: Ended | undefined): { exitCode: number | null; signal: string | null } {
  return ended?.kind === 'exit'
    ? { exitCode: ended.code, signal: null }
    : { exitCode: null, signal: 'SIGKILL' }
}

function refusal(
  kind: 'no-directory' | 'no-program',
  { cwd, words: [program = ''] }: ResidentRequest,
): CommandFailure {
  if (kind === 'no-directory')
    return {
      code: 'E_SPAWN',
      message: `working directory ${cwd} of the sandbox does not exist or cannot be entered`,
    }
  return { code: 'E_UNAVAILABLE', message: `${program} is not in the sandbox's image` }
}
