import { join } from 'node:path'
import type { FileEntry, FileFailure, Files } from '../../domain/files.ts'

export interface Found extends FileEntry {
  /** Absolute. */
  readonly path: string
  /** 1 for what lies in the start itself. */
  readonly depth: number
}

/** Listed, never entered: what is in them is somebody else's, and there is much of it. */
const CLOSED = new Set(['.git', 'node_modules'])
/** Not on any disk, and without end. */
const PSEUDO = new Set(['/proc', '/sys', '/dev'])

export interface TreeOptions {
  readonly depth: number
  readonly hidden: boolean
}

/**
 * Everything below a directory, nearest first, without following symbolic links; directories that may not be read are
 * passed over. A failure is yielded only where the start itself cannot be listed.
 */
export async function* treeOf(
  files: Files,
  start: string,
  { depth: deepest, hidden }: TreeOptions,
): AsyncGenerator<Found | FileFailure> {
  const waiting = [{ path: start, depth: 0 }]
  for (let at = waiting.shift(); at; at = waiting.shift()) {
    const listed = await files.list(at.path)
    if (!listed.ok && at.depth === 0) yield listed
    if (!listed.ok) continue
    const depth = at.depth + 1
    for (const entry of listed.entries) {
      if (!hidden && entry.name.startsWith('.')) continue
      const path = join(at.path, entry.name)
      yield { ...entry, path, depth }
      const enter =
        entry.kind === 'directory' && depth < deepest && !CLOSED.has(entry.name) && !PSEUDO.has(path)
      if (enter) waiting.push({ path, depth })
    }
  }
}
