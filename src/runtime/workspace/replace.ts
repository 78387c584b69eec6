import { randomBytes } from 'node:crypto'
import { constants, type Stats } from 'node:fs'
import { type FileHandle, link, open, rename, unlink } from 'node:fs/promises'
import { through, within } from './walk.ts'

export interface Replacement {
  readonly parent: FileHandle
  readonly name: string
  /** What stands there now: its mode and owner are kept, and `before` is copied in front of the data. */
  readonly old?: { readonly stats: Stats; readonly before?: FileHandle }
  readonly data: Uint8Array
  /** Fails with EEXIST where something of that name has come up. */
  readonly mustBeNew: boolean
  /** The last moment to say no, by throwing: everything is written and nothing is visible yet. */
  readonly check: () => Promise<void>
}

const COPY_BYTES = 1024 * 1024

/**
 * Writes a file beside the old one and puts it in its place in one rename: readers see the old or the new one, whole.
 * Other names of the old file (hard links) keep the old content. Synced, with its directory, when it resolves.
 */
export async function replaceFile({ parent, name, old, data, mustBeNew, check }: Replacement): Promise<void> {
  const temporary = within(parent, `.autohome-${randomBytes(8).toString('hex')}.tmp`)
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants
  const file = await open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, old ? 0o600 : 0o666)
  try {
    try {
      if (old?.before) await copy(old.before, file)
      await file.writeFile(data)
      if (old) await dressLike(file, old.stats)
      await file.sync()
    } finally {
      await file.close()
    }
    await check()
    if (mustBeNew) await moveToNew(temporary, within(parent, name))
    else await rename(temporary, within(parent, name))
  } catch (error) {
    await unlink(temporary).catch(() => undefined)
    throw error
  }
  await syncDirectory(parent)
}

/** rename(2) replaces whatever is there; link(2) does not. */
async function moveToNew(from: string, to: string): Promise<void> {
  await link(from, to)
  await unlink(from)
}

async function copy(from: FileHandle, to: FileHandle): Promise<void> {
  const buffer = Buffer.alloc(COPY_BYTES)
  for (;;) {
    const { bytesRead } = await from.read(buffer, 0, buffer.length, null)
    if (bytesRead === 0) return
    await to.writeFile(buffer.subarray(0, bytesRead))
  }
}

/** Owner first, because changing it clears bits of the mode. Without the right to give files away it stays ours. */
async function dressLike(file: FileHandle, stats: Stats): Promise<void> {
  await file.chown(stats.uid, stats.gid).catch(() => undefined)
  await file.chmod(stats.mode & 0o777)
}

async function syncDirectory(parent: FileHandle): Promise<void> {
  const directory = await open(through(parent), constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}
