import type { Stats } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Entries looked at before the answer is "cannot be ruled out". */
const MOST_ENTRIES = 50_000

/**
 * Whether a file is another name (a hard link) of one that lies in a protected place. Only files with several names
 * are looked up; where the protected places are too large to search, the answer is the cautious one.
 */
export async function isProtectedFile(stats: Stats, roots: readonly string[]): Promise<boolean> {
  if (stats.nlink < 2 || !stats.isFile()) return false
  const waiting = [...roots]
  let seen = 0
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (++seen > MOST_ENTRIES) return true
    const found = await lstat(path).catch(() => undefined)
    if (found?.ino === stats.ino && found.dev === stats.dev) return true
    if (!found?.isDirectory()) continue
    const names = await readdir(path).catch(() => [])
    for (const name of names) waiting.push(join(path, name))
  }
  return false
}
