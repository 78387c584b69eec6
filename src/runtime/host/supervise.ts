import type { Blobs } from '../../domain/blobs.ts'
import type { Clock } from '../../domain/clock.ts'
import type { CommandResult } from '../../domain/command-runner.ts'
import type { Scrubber } from '../../lib/scrub.ts'
import { createCapture } from './capture.ts'
import type { Child } from './launch.ts'
import { createLiveOutput } from './live-output.ts'
import { createOutputSink } from './output-sink.ts'
import { readPipes, type StreamName } from './pipes.ts'
import { killTree } from './process-tree.ts'

export interface Supervision {
  readonly blobs: Blobs
  readonly clock: Clock
  readonly marker: string
  readonly graceMs: number
  readonly maxOutputBytes: number
  readonly timeoutMs: number
  readonly onOutput: ((chunk: string) => void) | undefined
  readonly signal: AbortSignal
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
  const captures = { stdout: createCapture(), stderr: createCapture() }
  const live = createLiveOutput(clock, options.onOutput)
  const sink = createOutputSink(options.blobs, options.maxOutputBytes)
  const scrubs = { stdout: options.scrub?.(), stderr: options.scrub?.() }
  const keep = (stream: StreamName, chunk: Uint8Array): Promise<void> => {
    captures[stream].take(chunk)
    live.take(stream, chunk)
    return sink.write(chunk)
  }
  const pipes = readPipes(child, (stream, chunk) => keep(stream, scrubs[stream]?.take(chunk) ?? chunk))

  const ending = createEnding(child, options)
  // Output that cannot be stored has no reader any more: the command must not go on unseen.
  pipes.ended.catch(ending.kill)
  let timedOut = false
  const cancelTimeout = clock.after(options.timeoutMs, () => {
    timedOut = true
    ending.kill()
  })
  let aborted = signal.aborted
  const onAbort = () => {
    aborted = true
    ending.kill()
  }
  signal.addEventListener('abort', onAbort, { once: true })
  if (aborted) ending.kill()

  try {
    const exit = await ending.exit
    await pipes.drain(clock)
    for (const stream of ['stdout', 'stderr'] as const) await keep(stream, scrubs[stream]?.end() ?? NOTHING)
    cancelTimeout()
    await ending.killed()
    if (aborted) throw signal.reason
    const [stdout, stderr] = [captures.stdout.result(), captures.stderr.result()]
    return { ...exit, timedOut, stdout, stderr, output: await sink.finish() }
  } catch (error) {
    await ending.killed()
    await sink.abort()
    throw error
  } finally {
    cancelTimeout()
    signal.removeEventListener('abort', onAbort)
    live.end()
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
