/**
 * Bytes collected by copying. Keeping the chunks themselves would cost a hundred bytes for each one,
 * and a program that writes single bytes makes millions of them.
 */
export interface GrowingBuffer {
  /** Takes as much as still fits below the limit; returns how many bytes that was. */
  take(chunk: Uint8Array): number
  readonly length: number
  bytes(): Buffer
}

export function createGrowingBuffer(limit: number): GrowingBuffer {
  let held = Buffer.alloc(0)
  let length = 0
  return {
    take(chunk) {
      const count = Math.min(chunk.length, limit - length)
      if (count <= 0) return 0
      if (length + count > held.length) {
        const larger = Buffer.alloc(Math.min(limit, Math.max(4096, held.length * 2, length + count)))
        held.copy(larger, 0, 0, length)
        held = larger
      }
      held.set(chunk.subarray(0, count), length)
      length += count
      return count
    },
    get length() {
      return length
    },
    bytes: () => held.subarray(0, length),
  }
}
