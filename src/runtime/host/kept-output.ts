import type { Blobs } from '../../domain/blobs.ts'
import type { Clock } from '../../domain/clock.ts'
import type { CommandResult } from '../../domain/command-runner.ts'
import { createCapture } from './capture.ts'
import { createLiveOutput } from './live-output.ts'
import { createOutputSink } from './output-sink.ts'
import type { StreamName } from './pipes.ts'

export interface OutputOptions {
  readonly blobs: Blobs
  readonly clock: Clock
  /** How much is kept; the rest is dropped. */
  readonly maxOutputBytes: number
  readonly onOutput: ((chunk: string) => void) | undefined
}

/** What a command prints: head and tail of each stream, both as they come in one blob, and live for whoever watches. */
export interface KeptOutput {
  /** Resolves when more can be taken. */
  take(stream: StreamName, bytes: Uint8Array): Promise<void>
  finish(): Promise<Pick<CommandResult, 'stdout' | 'stderr' | 'output'>>
  /** Keeps nothing. */
  abort(): Promise<void>
  /** Nobody watches any more. To be called in any case. */
  end(): void
}

export function keepOutput({ blobs, clock, maxOutputBytes, onOutput }: OutputOptions): KeptOutput {
  const captures = { stdout: createCapture(), stderr: createCapture() }
  const live = createLiveOutput(clock, onOutput)
  const sink = createOutputSink(blobs, maxOutputBytes)
  return {
    take(stream, bytes) {
      captures[stream].take(bytes)
      live.take(stream, bytes)
      return sink.write(bytes)
    },
    async finish() {
      const [stdout, stderr] = [captures.stdout.result(), captures.stderr.result()]
      return { stdout, stderr, output: await sink.finish() }
    },
    abort: () => sink.abort(),
    end: () => live.end(),
  }
}
