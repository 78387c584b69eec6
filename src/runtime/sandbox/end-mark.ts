/** What of a stream belongs to the command, and what the resident wrote behind it once it was over. */
export interface EndMark {
  /** The part of the chunk that is known to be the command's own. */
  take(chunk: Buffer): Buffer
  /** What stands behind the secret, line by line, as far as lines are complete. */
  lines(): readonly string[]
}

/** More than the resident writes behind a secret; what goes on beyond it does not come from there. */
const LONGEST_TAIL = 256

/** Finds the secret wherever chunks cut it. What may be its beginning is held back until more is known. */
export function createEndMark(secret: string): EndMark {
  const mark = Buffer.from(secret)
  let held = Buffer.alloc(0)
  let tail: Buffer | undefined
  return {
    take(chunk) {
      if (tail) {
        if (tail.length < LONGEST_TAIL) tail = Buffer.concat([tail, chunk])
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
    lines() {
      const lines = tail?.toString('latin1').split('\n') ?? []
      return lines.slice(0, -1).map((line) => line.replace(secret, '').trim())
    },
  }
}

/** How many of the last bytes are the beginning of the mark. */
function beginning(bytes: Buffer, mark: Buffer): number {
  for (let length = Math.min(mark.length - 1, bytes.length); length > 0; length--)
    if (bytes.subarray(bytes.length - length).equals(mark.subarray(0, length))) return length
  return 0
}
