import { constants, type Stats } from 'node:fs'
import { type FileHandle, mkdir, open, readlink } from 'node:fs/promises'

/** open(2): names a file without opening it, so that walking needs no read permission and wakes no device. */
const O_PATH = 0o10000000
const { O_DIRECTORY, O_NOFOLLOW } = constants

/** path_resolution(7): the kernel's own limit. */
const MOST_LINKS = 40

/** Where a path really leads: every name on the way was opened as an entry of the one before, never followed. */
export interface Place {
  /** The directory that holds it, held open: what is done through it happens there, whatever names mean meanwhile. */
  readonly parent: FileHandle
  /** The last name; empty for `/`. */
  readonly name: string
  /** Without any symbolic link in it. */
  readonly path: string
  /** Absent where nothing of that name exists. The handle names the entry (O_PATH) and cannot read it. */
  readonly entry?: { readonly handle: FileHandle; readonly stats: Stats }
}

/** A walk that came to its end before its path did. `path` is where it would have led. */
export class WalkFailure extends Error {
  override readonly name = 'WalkFailure'
  readonly reason: 'missing-parent' | 'not-a-directory' | 'too-many-links'
  readonly path: string

  constructor(reason: WalkFailure['reason'], path: string) {
    super(`${path}: ${reason}`)
    this.reason = reason
    this.path = path
  }
}

export interface WalkOptions {
  /** Asked for every missing directory on the way, by its real path; true makes it. */
  readonly mayCreate?: (path: string) => boolean
}

/** The path of an entry of an open directory. Node has no openat(2); Linux' /proc gives the same guarantee. */
export const within = (directory: FileHandle, name: string): string => `/proc/self/fd/${directory.fd}/${name}`

/** The path of what a handle holds open: opening it again opens that very file. */
export const through = (handle: FileHandle): string => `/proc/self/fd/${handle.fd}`

/**
 * Walks an absolute path name by name, without a moment in which a name could be swapped for a link: links are read
 * and walked in turn. Hands the place to `use` and closes everything afterwards.
 *
 * @throws WalkFailure, and errors of the file system (EACCES …) as they come
 */
export async function walk<T>(
  path: string,
  options: WalkOptions,
  use: (place: Place) => Promise<T>,
): Promise<T> {
  const opened: FileHandle[] = []
  const keep = (handle: FileHandle): FileHandle => {
    opened.push(handle)
    return handle
  }
  try {
    return await use(await resolvePlace(path, options, keep))
  } finally {
    await Promise.all(opened.map((handle) => handle.close()))
  }
}

async function resolvePlace(
  path: string,
  { mayCreate }: WalkOptions,
  keep: (handle: FileHandle) => FileHandle,
): Promise<Place> {
  const root = keep(await open('/', O_PATH | O_DIRECTORY))
  // Names above with their handles: `..` in a link's target goes back to what was walked, not to what is there now.
  const above: { readonly name: string; readonly directory: FileHandle }[] = []
  const here = () => above.at(-1)?.directory ?? root
  const pathOf = (...names: readonly string[]) => `/${[...above.map(({ name }) => name), ...names].join('/')}`
  let rest = namesOf(path)
  let links = 0

  for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
    if (name === '..') {
      above.pop()
      continue
    }
    const isLast = rest.length === 0
    const found = await look(here(), name)
    if (!found) {
      if (isLast) return { parent: here(), name, path: pathOf(name) }
      if (!mayCreate?.(pathOf(name))) throw new WalkFailure('missing-parent', pathOf(name, ...rest))
      await makeDirectory(here(), name)
      rest.unshift(name)
      continue
    }
    keep(found.handle)
    if (found.stats.isSymbolicLink()) {
      if (++links > MOST_LINKS) throw new WalkFailure('too-many-links', pathOf(name))
      const target = await readlink(within(here(), name)).catch(() => '')
      // Gone or swapped since: whatever stands there now is looked at anew, and counts as one more link.
      const names = target === '' ? [name] : namesOf(target)
      if (target.startsWith('/')) above.length = 0
      rest = [...names, ...rest]
      continue
    }
    if (isLast) return { parent: here(), name, path: pathOf(name), entry: found }
    if (!found.stats.isDirectory()) throw new WalkFailure('not-a-directory', pathOf(name))
    above.push({ name, directory: found.handle })
  }
  // The path ended in `..` or `/`: a directory that was walked already.
  const last = above.pop()
  const handle = last?.directory ?? root
  return {
    parent: here(),
    name: last?.name ?? '',
    path: pathOf(...(last ? [last.name] : [])),
    entry: { handle, stats: await handle.stat() },
  }
}

const namesOf = (path: string): string[] => path.split('/').filter((name) => name !== '' && name !== '.')

async function look(directory: FileHandle, name: string): Promise<Place['entry']> {
  try {
    const handle = await open(within(directory, name), O_PATH | O_NOFOLLOW)
    try {
      return { handle, stats: await handle.stat() }
    } catch (error) {
      await handle.close()
      throw error
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** One that somebody else made in the same moment is as good. */
async function makeDirectory(directory: FileHandle, name: string): Promise<void> {
  try {
    await mkdir(within(directory, name))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}
