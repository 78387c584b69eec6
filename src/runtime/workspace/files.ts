import { constants, type Stats } from 'node:fs'
import { type FileHandle, open, readlink } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { FileFailure, Files } from '../../domain/files.ts'
import { type BoundsOptions, createBounds, type Refusal } from './bounds.ts'
import {
  exists,
  notADirectory,
  notAFile,
  notThere,
  pathFailure,
  refused,
  tooLarge,
  type Wanted,
} from './failures.ts'
import { listDirectory, MOST_ENTRIES } from './list.ts'
import { isProtectedFile } from './protected-files.ts'
import { replaceFile } from './replace.ts'
import { type Place, through, WalkFailure, walk } from './walk.ts'

/** Appending copies the file; what is larger than this is a log, and belongs to whoever writes it. */
const MOST_APPENDED_TO = 100 * 1024 * 1024

type WriteOptions = Parameters<Files['write']>[2]

/** An answer on the way out of a walk, as an exception: the walk closes what it opened. */
class Refused extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal)
    this.refusal = refusal
  }
}

/**
 * The file tools' view of the disk. A path is judged by where it really leads, and what was judged is what is opened:
 * see `walk.ts`. Directories that somebody moves out of the workspace while a write is under way are noticed up to the
 * rename; a move in the microseconds between is not, and needs somebody who may write at both ends already.
 */
export function createFiles(options: BoundsOptions): Files {
  const workspace = resolve(options.workspace)
  const bounds = createBounds(options)

  async function readThrough<T>(
    path: string,
    wanted: Wanted,
    use: (entry: NonNullable<Place['entry']>) => Promise<T | FileFailure>,
  ): Promise<T | FileFailure> {
    const absolute = resolve(workspace, path)
    try {
      return await walk(absolute, {}, async (place) => {
        mustAllow(bounds.refusesRead(place.path))
        if (!place.entry) return notThere(absolute, wanted)
        mustAllow(bounds.refusesRead(await currentPath(place.entry.handle)))
        if (await isProtectedFile(place.entry.stats, bounds.protectedRoots)) throw new Refused('protected')
        return await use(place.entry)
      })
    } catch (error) {
      return asFailure(error, absolute, wanted, 'read', bounds.refusesRead)
    }
  }

  async function writeAt(
    place: Place,
    absolute: string,
    data: Uint8Array,
    { append, mustBeNew = false }: WriteOptions,
  ) {
    mustAllow(bounds.refusesWrite(place.path))
    const stats = place.entry?.stats
    if (stats && mustBeNew) return exists(absolute)
    if (stats && !stats.isFile()) return notAFile(absolute, kindOf(stats))
    if (stats && (await isProtectedFile(stats, bounds.protectedRoots))) throw new Refused('protected')
    if (append && (stats?.size ?? 0) > MOST_APPENDED_TO)
      return tooLarge(absolute, `is larger than ${MOST_APPENDED_TO} bytes, too large to append to`)
    const before = append && place.entry ? await openToRead(place.entry.handle) : undefined
    try {
      await replaceFile({
        parent: place.parent,
        name: place.name,
        data,
        mustBeNew,
        ...(stats && { old: { stats, ...(before && { before }) } }),
        check: async () => mustAllow(bounds.refusesWrite(await currentPath(place.parent))),
      })
    } finally {
      await before?.close()
    }
    return { ok: true, bytes: data.length, created: !stats } as const
  }

  return {
    workspace,
    resolve: (path) => resolve(workspace, path),

    read: (path, { offset, maxBytes }) =>
      readThrough(path, 'file', async ({ handle, stats }) => {
        if (!stats.isFile()) return notAFile(resolve(workspace, path), kindOf(stats))
        const file = await openToRead(handle)
        try {
          return { ok: true, data: await readUpTo(file, offset, maxBytes), size: stats.size } as const
        } finally {
          await file.close()
        }
      }),

    list: (path) =>
      readThrough(path, 'directory', async ({ handle, stats }) => {
        const absolute = resolve(workspace, path)
        if (!stats.isDirectory()) return notADirectory(absolute)
        const entries = await listDirectory(handle)
        return entries
          ? ({ ok: true, entries } as const)
          : tooLarge(absolute, `holds more than ${MOST_ENTRIES} entries`)
      }),

    async write(path, data, options) {
      const absolute = resolve(workspace, path)
      const mayCreate = (directory: string) => bounds.refusesWrite(directory) === undefined
      try {
        return await walk(absolute, { mayCreate }, (place) => writeAt(place, absolute, data, options))
      } catch (error) {
        return asFailure(error, absolute, 'file', 'write', bounds.refusesWrite)
      }
    },
  }
}

function mustAllow(refusal: Refusal | undefined): void {
  if (refusal) throw new Refused(refusal)
}

function asFailure(
  error: unknown,
  path: string,
  wanted: Wanted,
  access: 'read' | 'write',
  refuses: (path: string) => Refusal | undefined,
): FileFailure {
  if (error instanceof Refused) return refused(path, error.refusal, access)
  // Whether something exists there is nobody's business either.
  const refusal = error instanceof WalkFailure ? refuses(error.path) : undefined
  if (refusal) return refused(path, refusal, access)
  const failure = pathFailure(error, path, wanted)
  if (!failure) throw error
  return failure
}

/** Where the kernel says that an open file lies now, which a rename may have changed since it was walked to. */
const currentPath = (handle: FileHandle): Promise<string> => readlink(through(handle))

/** Regular files do not block, but some of /proc and /sys do. */
const openToRead = (handle: FileHandle): Promise<FileHandle> =>
  open(through(handle), constants.O_RDONLY | constants.O_NONBLOCK)

/** Files of /proc say they are empty: what counts is what reading gives. */
async function readUpTo(file: FileHandle, offset: number, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let position = offset
  for (let room = maxBytes; room > 0; ) {
    const { bytesRead, buffer } = await file.read(
      Buffer.alloc(Math.min(room, 1024 * 1024)),
      0,
      undefined,
      position,
    )
    if (bytesRead === 0) break
    chunks.push(buffer.subarray(0, bytesRead))
    position += bytesRead
    room -= bytesRead
  }
  return chunks.length === 1 ? (chunks[0] ?? new Uint8Array()) : Buffer.concat(chunks)
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a directory'
  if (stats.isFIFO()) return 'a pipe'
  if (stats.isSocket()) return 'a socket'
  return stats.isSymbolicLink() ? 'a symbolic link' : 'a device'
}
