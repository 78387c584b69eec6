import type { Blobs } from '../../src/domain/blobs.ts'
import { UserError } from '../../src/domain/errors.ts'
import { sha256 } from '../../src/lib/canonical.ts'

/** The blob port held in memory, for tests that look at something else than the disk. */
export function createMemoryBlobs(): Blobs {
  const held = new Map<string, Uint8Array>()
  const keep = (data: Uint8Array) => {
    const name = sha256(data)
    held.set(name, data)
    return { sha256: name, bytes: data.length }
  }
  return {
    put: async (data) => keep(Buffer.from(data)),
    writer() {
      const chunks: Uint8Array[] = []
      return {
        write: async (chunk) => void chunks.push(Uint8Array.from(chunk)),
        finish: async () => keep(Buffer.concat(chunks)),
        abort: async () => void chunks.splice(0),
      }
    },
    async read(name, range) {
      const data = held.get(name)
      if (!data) throw new UserError('not_found', `no output ${name}`)
      return range ? data.subarray(range.offset, range.offset + range.length) : data
    },
  }
}
