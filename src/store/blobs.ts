import { createHash, randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, rename, rm, stat, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { BlobRef, Blobs, BlobWriter } from '../domain/blobs.ts'
import { UserError } from '../domain/errors.ts'
import { cannotOpen, cannotWrite, codeOf } from './storage-errors.ts'

/** What is held in memory before a writer opens a file: most outputs never need one that is thrown away again. */
const HELD_BYTES = 64 * 1024
const SHA256 = /^[0-9a-f]{64}$/

/**
 * Whole outputs as files `blobs/ab/<sha256>`; what is there already is not written again.
 *
 * @param options.maxBytes where an output is cut; its ref then says `truncated`
 */
export function openBlobs(directory: string, options: { readonly maxBytes: number }): Blobs {
  const root = join(directory, 'blobs')
  const pathOf = (sha256: string): string => join(root, sha256.slice(0, 2), sha256)

  const writer = (): BlobWriter => createWriter({ root, pathOf, maxBytes: options.maxBytes })
  return {
    writer,
    async put(data) {
      const blob = writer()
      try {
        await blob.write(typeof data === 'string' ? Buffer.from(data) : data)
        return await blob.finish()
      } catch (error) {
        await blob.abort()
        throw error
      }
    },
    read: (sha256, range) => readBlob(sha256, pathOf(sha256), range),
  }
}

async function readBlob(
  sha256: string,
  path: string,
  range?: { readonly offset: number; readonly length: number },
): Promise<Uint8Array> {
  // The name becomes a path: nothing but a hash may.
  if (!SHA256.test(sha256)) throw notFound(sha256)
  let file: FileHandle | undefined
  try {
    file = await open(path, 'r')
    if (!range) return await file.readFile()
    const { size } = await file.stat()
    const length = Math.max(0, Math.min(range.length, size - range.offset))
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, range.offset)
    return buffer.subarray(0, bytesRead)
  } catch (error) {
    throw codeOf(error) === 'ENOENT' ? notFound(sha256) : cannotOpen(path, error)
  } finally {
    await file?.close()
  }
}

const notFound = (sha256: string): UserError =>
  new UserError('not_found', {
    en: `There is no kept output ${sha256.slice(0, 80)}; outputs go after a time (retention.outputDays).`,
    fr: `Pas de sortie conservée ${sha256.slice(0, 80)} ; les sorties partent après un temps (retention.outputDays).`,
  })

interface WriterDeps {
  readonly root: string
  readonly pathOf: (sha256: string) => string
  readonly maxBytes: number
}

function createWriter({ root, pathOf, maxBytes }: WriterDeps): BlobWriter {
  const draft = join(root, `draft-${randomUUID()}`)
  const hash = createHash('sha256')
  let held: Uint8Array[] = []
  let heldBytes = 0
  let bytes = 0
  let truncated = false
  let file: FileHandle | undefined
  /** Writes one after the other, also for a caller that does not wait. */
  let spilling: Promise<void> = Promise.resolve()

  async function spill(): Promise<void> {
    if (!file) {
      await mkdir(root, { recursive: true, mode: 0o700 })
      file = await open(draft, 'wx', 0o600)
    }
    const data = Buffer.concat(held)
    held = []
    heldBytes = 0
    await file.writeFile(data)
  }

  /** Gives the draft its name. The file is synced before, the directories after: a name never leads to half an output. */
  async function settle(path: string): Promise<void> {
    const parent = dirname(path)
    const made = await mkdir(parent, { recursive: true, mode: 0o700 })
    await spilling
    await spill()
    await file?.sync()
    await file?.close()
    file = undefined
    await rename(draft, path)
    await syncDirectory(parent)
    if (made === undefined) return
    await syncDirectory(root)
    await syncDirectory(dirname(root))
  }

  async function abort(): Promise<void> {
    held = []
    await spilling.catch(() => undefined)
    await file?.close().catch(() => undefined)
    file = undefined
    await rm(draft, { force: true }).catch(() => undefined)
  }

  return {
    async write(chunk) {
      const kept = chunk.subarray(0, maxBytes - bytes)
      if (kept.length < chunk.length) truncated = true
      if (kept.length === 0) return
      hash.update(kept)
      bytes += kept.length
      held.push(Uint8Array.from(kept))
      heldBytes += kept.length
      if (heldBytes < HELD_BYTES) return
      try {
        spilling = spilling.then(spill)
        await spilling
      } catch (error) {
        throw cannotWrite(root, error)
      }
    },
    async finish() {
      const sha256 = hash.digest('hex')
      const path = pathOf(sha256)
      const ref: BlobRef = { sha256, bytes, ...(truncated && { truncated }) }
      try {
        if (await isKept(path, bytes)) {
          await abort()
          await syncDirectory(dirname(path))
        } else await settle(path)
        return ref
      } catch (error) {
        await abort()
        throw cannotWrite(root, error)
      }
    },
    abort,
  }
}

/** There already; made young again, so that nobody takes it for one that no row speaks of any more. */
async function isKept(path: string, bytes: number): Promise<boolean> {
  try {
    if ((await stat(path)).size !== bytes) return false
    const now = new Date()
    await utimes(path, now, now)
    return true
  } catch {
    return false
  }
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}
