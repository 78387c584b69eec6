import { lstat, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

export interface BackupFile {
  readonly path: string
  readonly bytes: number
  /** Milliseconds since the epoch. */
  readonly modifiedAtMs: number
}

export interface Found {
  readonly files: readonly BackupFile[]
  readonly truncated: boolean
  /** A directory that this user may not read. */
  readonly refused?: string
}

/** Repositories of borg and restic hold very many files: beyond this the newest is not looked for any longer. */
const MOST_FILES = 20_000
const DEEPEST = 4

/** Still being written, or not a backup at all. */
const IGNORED = /^\.|\.(?:part|partial|tmp|temp|swp|crdownload)$|~$/i

/** Regular files at most four levels below `path`, or `path` itself. Symbolic links inside are not followed. */
export async function findBackups(path: string): Promise<Found | 'absent'> {
  const start = await stat(path).catch((error: unknown) => (isRefusal(error) ? 'refused' : 'absent'))
  if (start === 'absent') return 'absent'
  if (start === 'refused') return { files: [], truncated: false, refused: path }
  if (typeof start !== 'string' && !start.isDirectory())
    return { files: [{ path, bytes: start.size, modifiedAtMs: Math.floor(start.mtimeMs) }], truncated: false }
  const files: BackupFile[] = []
  const refused: string[] = []
  let truncated = false

  async function walk(directory: string, depth: number): Promise<void> {
    const entries = await readdir(directory, { withFileTypes: true }).catch((error: unknown) => {
      if (isRefusal(error)) refused.push(directory)
      return []
    })
    for (const entry of entries) {
      if (IGNORED.test(entry.name)) continue
      if (files.length >= MOST_FILES) {
        truncated = true
        return
      }
      const inside = join(directory, entry.name)
      if (entry.isDirectory() && depth < DEEPEST) await walk(inside, depth + 1)
      if (!entry.isFile()) continue
      const found = await lstat(inside).catch(() => undefined)
      if (found) files.push({ path: inside, bytes: found.size, modifiedAtMs: Math.floor(found.mtimeMs) })
    }
  }

  await walk(path, 1)
  const [first] = refused
  return { files, truncated, ...(first === undefined ? {} : { refused: first }) }
}

const isRefusal = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM')
