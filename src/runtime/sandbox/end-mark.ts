/** What of a stream belongs to the command, and what the resident wrote behind it once it was over. */
export interface EndMark {
  /** The part of the chunk that is known to be the command's own. */
  take(chunk: Buffer): Buffer
  /** The rest of the line that starts with the secret, without its newline; undefined while it has not come. */
  line(): string | undefined
}

/** Longer than any line that the resident writes; what goes on beyond it comes from nobody that knows the secret. */
const LONGEST_LINE = 64

/** Finds the secret wherever chunks cut it. What may be its beginning is held back until more is known. */
export function createEndMark(secret: string): EndMark {
  const mark = Buffer.from(secret)
  let held = Buffer.alloc(0)
  let tail: Buffer | undefined
  return {
    take(chunk) {
      if (tail) {
        if (tail.length < LONGEST_LINE) tail = Buffer.concat([tail, chunk])
        return Buffer.alloc(0)
      }
      const bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk])
      const at = bytes.indexOf(mark)
      if (at >= 0) {
        tail = bytes.subarray(at + mark.length)
        return bytes.subarray(0, at)
      }
      const kept = bytes.length - beginning(bytes, mark)
      held = Buffer.from(bytes.subarray(kept))
      return bytes.subarray(0, kept)
    },
    line() {
      const end = tail?.indexOf(0x0a) ?? -1
      return end < 0 ? undefined : tail?.subarray(0, end).toString('latin1').trim()
    },
  }
}

/** How many of the last bytes are the beginning of the mark. */
function beginning(bytes: Buffer, mark: Buffer): number {
  for (let length = Math.min(mark.length - 1, bytes.length); length > 0; length--)
    if (bytes.subarray(bytes.length - length).equals(mark.subarray(0, length))) return length
  return 0
}
