import type { Blobs } from '../../domain/blobs.ts'
import type { Clock } from '../../domain/clock.ts'
import type { CommandFailure, CommandResult } from '../../domain/command-runner.ts'
import { createCapture } from '../host/capture.ts'
import { createLiveOutput } from '../host/live-output.ts'
import { createOutputSink } from '../host/output-sink.ts'
import type { WarmContainer } from './container.ts'
import type { Ended, ResidentRequest } from './resident.ts'

export interface Watch {
  readonly blobs: Blobs
  readonly clock: Clock
  readonly maxOutputBytes: number
  readonly timeoutMs: number
  readonly onOutput: ((chunk: string) => void) | undefined
  readonly signal: AbortSignal
}

/**
 * One command in a container, from its start to its end, its limits and its output. Afterwards the container is alive
 * if, and only if, it may run another one.
 *
 * @throws the signal's reason after an abort, and what the blob store threw: nothing of the command runs then
 */
export async function watchCommand(
  container: WarmContainer,
  request: ResidentRequest,
  options: Watch,
): Promise<CommandResult | CommandFailure> {
  const { clock, signal, timeoutMs } = options
  const startedAt = clock.elapsed()
  const captures = { stdout: createCapture(), stderr: createCapture() }
  const live = createLiveOutput(clock, options.onOutput)
  const sink = createOutputSink(options.blobs, options.maxOutputBytes)
  let timedOut = false
  const cancelTimeout = clock.after(timeoutMs, () => {
    timedOut = true
    void container.discard()
  })
  const onAbort = () => void container.discard()
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) onAbort()

  try {
    const ended = await container.exchange(request, (stream, bytes) => {
      captures[stream].take(bytes)
      live.take(stream, bytes)
      return sink.write(bytes)
    })
    cancelTimeout()
    if (ended?.kind !== 'exit' || !ended.clean) await container.discard()
    signal.throwIfAborted()
    if (ended && ended.kind !== 'exit') {
      await sink.abort()
      return refusal(ended.kind, request)
    }
    const [stdout, stderr] = [captures.stdout.result(), captures.stderr.result()]
    const output = await sink.finish()
    const durationMs = Math.round(clock.elapsed() - startedAt)
    return { ...exitOf(ended), timedOut: timedOut && !ended, stdout, stderr, output, durationMs }
  } catch (error) {
    await container.discard()
    await sink.abort()
    throw error
  } finally {
    cancelTimeout()
    signal.removeEventListener('abort', onAbort)
    live.end()
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
