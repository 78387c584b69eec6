import { readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { SEGMENT } from './shell/value.ts'

/** The symbolic links that a glob at the end of a path would name: each leads somewhere else. */
export function linksLike(path: string): readonly string[] {
  const [dir, name] = [dirname(path), basename(path)]
  if (dir.includes(SEGMENT)) return []
  const like = new RegExp(
    `^${name
      .split(SEGMENT)
      .map((known) => known.replace(/[\\^$.|?+*()[\]{}]/g, '\\$&'))
      .join('.*')}$`,
    's',
  )
  try {
    return readdirSync(dir, { withFileTypes: true })
      .filter((entry) => entry.isSymbolicLink() && like.test(entry.name))
      .map((entry) => join(dir, entry.name))
  } catch {
    // Nothing there, nothing to lead away.
    return []
  }
}
