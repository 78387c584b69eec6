import type { BlobRef, Blobs, BlobWriter } from '../../domain/blobs.ts'
import { createGrowingBuffer } from './growing-buffer.ts'

/** Most outputs end below this and are stored in one go, without a file that grows. */
const IN_MEMORY_BYTES = 256 * 1024

/** Everything a command prints, both streams as they come, kept as one blob up to `maxBytes`. */
export interface OutputSink {
  /** Resolves when more can be taken: whoever waits for it puts back-pressure on the command. */
  write(chunk: Uint8Array): Promise<void>
  finish(): Promise<BlobRef>
  abort(): Promise<void>
}

export function createOutputSink(blobs: Blobs, maxBytes: number): OutputSink {
  const small = createGrowingBuffer(Math.min(IN_MEMORY_BYTES, maxBytes))
  let writer: BlobWriter | undefined
  let room = maxBytes
  let truncated = false
  // Two streams write here; one after the other, so that their chunks keep the order in which they came.
  let last: Promise<void> = Promise.resolve()

  async function store(chunk: Uint8Array): Promise<void> {
    if (!writer) {
      const taken = small.take(chunk)
      if (taken === chunk.length) return
      writer = blobs.writer()
      await writer.write(small.bytes())
      chunk = chunk.subarray(taken)
    }
    await writer.write(chunk)
  }

  return {
    write(chunk) {
      const kept = chunk.subarray(0, room)
      room -= kept.length
      if (kept.length < chunk.length) truncated = true
      if (kept.length === 0) return Promise.resolve()
      last = last.then(() => store(kept))
      return last
    },
    async finish() {
      await last
      const ref = writer ? await writer.finish() : await blobs.put(small.bytes())
      return truncated ? { ...ref, truncated } : ref
    },
    async abort() {
      await last.catch(() => undefined)
      await writer?.abort()
    },
  }
}
