import { createHash } from 'node:crypto'
import type { BlobRef, Blobs } from '../domain/blobs.ts'
import { UserError } from '../domain/errors.ts'

/** A kept output, and whether it still is what the journal says. */
export interface CheckedOutput extends BlobRef {
  readonly state: 'intact' | 'altered' | 'missing'
}

/** Read piece by piece: an output may be as large as the configured cap. */
const PIECE_BYTES = 1 << 20

/** Every output once, computed again from what is on the disk. */
export async function checkOutputs(blobs: Blobs, refs: readonly BlobRef[]): Promise<CheckedOutput[]> {
  const unique = new Map(refs.map((ref) => [ref.sha256, ref]))
  const checked: CheckedOutput[] = []
  for (const ref of unique.values()) checked.push({ ...ref, state: await stateOf(blobs, ref) })
  return checked
}

async function stateOf(blobs: Blobs, { sha256, bytes }: BlobRef): Promise<CheckedOutput['state']> {
  const hash = createHash('sha256')
  let offset = 0
  try {
    while (true) {
      const piece = await blobs.read(sha256, { offset, length: PIECE_BYTES })
      if (piece.length === 0) break
      hash.update(piece)
      offset += piece.length
    }
  } catch (error) {
    if (error instanceof UserError && error.code === 'not_found') return 'missing'
    throw error
  }
  return offset === bytes && hash.digest('hex') === sha256 ? 'intact' : 'altered'
}
