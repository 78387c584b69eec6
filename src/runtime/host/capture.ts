import type { Captured } from '../../domain/command-runner.ts'
import { createGrowingBuffer } from './growing-buffer.ts'

export interface Capture {
  take(chunk: Uint8Array): void
  result(): Captured
}

/** Half a mebibyte from either end: room for every report a tool parses, and a bound whatever a command prints. */
const HEAD_BYTES = 512 * 1024
const TAIL_BYTES = 512 * 1024

/** The head and the tail of one stream, in bounded memory. */
export function createCapture(headBytes = HEAD_BYTES, tailBytes = TAIL_BYTES): Capture {
  const head = createGrowingBuffer(headBytes)
  const tail = createRing(tailBytes)
  let bytes = 0
  return {
    take(chunk) {
      bytes += chunk.length
      tail.take(chunk.subarray(head.take(chunk)))
    },
    result() {
      const truncated = bytes > head.length + tail.length()
      if (!truncated) return { text: decode(Buffer.concat([head.bytes(), tail.bytes()])), bytes, truncated }
      const start = withoutPartialEnd(head.bytes())
      const end = withoutPartialStart(tail.bytes())
      const leftOut = bytes - start.length - end.length
      return { text: `${decode(start)}\n… ${leftOut} bytes left out …\n${decode(end)}`, bytes, truncated }
    },
  }
}

/** The last `size` bytes of everything taken. */
function createRing(size: number): { take(chunk: Uint8Array): void; length(): number; bytes(): Buffer } {
  let ring: Buffer | undefined
  let next = 0
  let total = 0
  return {
    take(chunk) {
      if (chunk.length === 0) return
      ring ??= Buffer.alloc(size)
      total += chunk.length
      const last = chunk.length > size ? chunk.subarray(chunk.length - size) : chunk
      const untilEnd = Math.min(last.length, size - next)
      ring.set(last.subarray(0, untilEnd), next)
      ring.set(last.subarray(untilEnd), 0)
      next = (next + last.length) % size
    },
    length: () => Math.min(total, size),
    bytes() {
      if (!ring) return Buffer.alloc(0)
      return total <= size
        ? ring.subarray(0, total)
        : Buffer.concat([ring.subarray(next), ring.subarray(0, next)])
    },
  }
}

const decode = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8')

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80

/** Cuts a character off whose last bytes were left out, so that the cut itself shows no replacement character. */
function withoutPartialEnd(bytes: Buffer): Buffer {
  let start = bytes.length - 1
  while (start > bytes.length - 4 && isContinuation(bytes[start])) start--
  const first = bytes[start] ?? 0
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1
  return start + length > bytes.length ? bytes.subarray(0, Math.max(0, start)) : bytes
}

function withoutPartialStart(bytes: Buffer): Buffer {
  let start = 0
  while (start < 3 && isContinuation(bytes[start])) start++
  return bytes.subarray(start)
}
