import type { BlobRef, Blobs } from '../../domain/blobs.ts'

/** Everything a command prints, both streams as they come, kept as one blob up to `maxBytes`. */
export interface OutputSink {
  /** Resolves when more can be taken: whoever waits for it puts back-pressure on the command. */
  write(chunk: Uint8Array): Promise<void>
  finish(): Promise<BlobRef>
  abort(): Promise<void>
}

export function createOutputSink(blobs: Blobs, maxBytes: number): OutputSink {
  const writer = blobs.writer()
  let room = maxBytes
  let truncated = false
  // Two streams write here; one after the other, so that their chunks keep the order in which they came.
  let last: Promise<void> = Promise.resolve()
  return {
    write(chunk) {
      const kept = chunk.subarray(0, room)
      room -= kept.length
      if (kept.length < chunk.length) truncated = true
      if (kept.length === 0) return Promise.resolve()
      last = last.then(() => writer.write(kept))
      return last
    },
    async finish() {
      await last
      const ref = await writer.finish()
      return truncated ? { ...ref, truncated } : ref
    },
    async abort() {
      await last.catch(() => undefined)
      await writer.abort()
    },
  }
}
