import type { Readable } from 'node:stream'
import type { Clock } from '../../domain/clock.ts'

/** How long the pipes are still read once the command has ended: something in the background may hold them open. */
const DRAIN_MS = 250
/** More than two pipes hold; what comes after that was written by something else than the command. */
const DRAIN_BYTES = 4 * 1024 * 1024

export type StreamName = 'stdout' | 'stderr'

export interface Pipes {
  /** Both streams are at their end. Rejects when a chunk could not be taken. */
  readonly ended: Promise<unknown>
  /** To be called once the command has ended: resolves when what it wrote has been taken, rejects as `ended` does. */
  drain(clock: Clock): Promise<void>
}

/** Reads both streams; while `take` has not resolved, that stream waits and the pipe fills: back-pressure. */
export function readPipes(
  streams: Readonly<Record<StreamName, Readable>>,
  take: (stream: StreamName, chunk: Buffer) => Promise<void>,
): Pipes {
  let taking = 0
  let taken = 0

  async function pump(name: StreamName): Promise<void> {
    try {
      for await (const chunk of streams[name]) {
        taken += chunk.length
        taking++
        await take(name, chunk)
        taking--
      }
    } catch (error) {
      if (!isClosedEarly(error)) throw error
    }
  }

  const ended = Promise.all([pump('stdout'), pump('stderr')])
  const close = () => {
    streams.stdout.destroy()
    streams.stderr.destroy()
  }

  return {
    ended,
    async drain(clock) {
      const before = taken
      const onTimer = () => {
        // What waits for a slow disk is still the command's own output.
        if (taking > 0 && taken - before < DRAIN_BYTES) cancel = clock.after(DRAIN_MS, onTimer)
        else close()
      }
      let cancel = clock.after(DRAIN_MS, onTimer)
      try {
        await ended
      } finally {
        cancel()
        close()
      }
    },
  }
}

const isClosedEarly = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE'
