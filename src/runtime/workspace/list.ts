import type { Dirent } from 'node:fs'
import { type FileHandle, lstat, opendir } from 'node:fs/promises'
import type { FileEntry } from '../../domain/files.ts'
import { through, within } from './walk.ts'

/** More names than a person or a model looks at, fewer than fill the memory. */
export const MOST_ENTRIES = 100_000
const AT_ONCE = 32

/** The entries of a directory by name; undefined when there are more than `MOST_ENTRIES`. */
export async function listDirectory(directory: FileHandle): Promise<FileEntry[] | undefined> {
  const found: Dirent[] = []
  for await (const entry of await opendir(through(directory), { bufferSize: 256 })) {
    if (found.length === MOST_ENTRIES) return undefined
    found.push(entry)
  }
  const entries: FileEntry[] = []
  for (let at = 0; at < found.length; at += AT_ONCE) {
    entries.push(
      ...(await Promise.all(found.slice(at, at + AT_ONCE).map((entry) => describe(directory, entry)))),
    )
  }
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** One that went away in the meantime, or whose name is no UTF-8, has no size and no date. */
async function describe(directory: FileHandle, entry: Dirent): Promise<FileEntry> {
  const stats = await lstat(within(directory, entry.name)).catch(() => undefined)
  const is = stats ?? entry
  const kind = is.isFile()
    ? 'file'
    : is.isDirectory()
      ? 'directory'
      : is.isSymbolicLink()
        ? 'symlink'
        : 'other'
  return { name: entry.name, kind, bytes: stats?.size ?? 0, modifiedAt: Math.round(stats?.mtimeMs ?? 0) }
}
