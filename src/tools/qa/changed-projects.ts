import type { Dirent } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import type { Span } from '../../domain/agent.ts'
import type { ChangedProject } from '../../domain/project.ts'
import { CHECKS } from './checks.ts'
import { choose } from './choose.ts'
import { isDeclared, PASSED_OVER, recognise } from './recognise.ts'

/** What is looked at; a workspace that holds more is looked at in part. */
const MOST_ENTRIES = 50_000
const DEEPEST = 12
/** The kernel stamps files with a time that is a tick old. */
const TICK_MS = 20

/**
 * The projects with files that were made or changed `during` some spans of time, however that was done: by a tool, by a
 * command, or by a program that it started. Told by the time of the last change of the inode, which unpacking and copying
 * cannot set back; what tools make (`node_modules`, `dist` …) and hidden files do not count. A file that is `named`, by its
 * path from the workspace or a whole one, counts whenever it was changed last, since the first span began.
 */
export async function changedProjects(
  workspace: string,
  during: readonly Span[],
  named: readonly string[] = [],
): Promise<readonly ChangedProject[]> {
  const first = Math.min(...during.map(({ from }) => from))
  const names = new Set(named.map((path) => relative(workspace, resolve(workspace, path))))
  const isOurs = (path: string, at: number) =>
    during.some(({ from, to }) => at >= from - TICK_MS && at <= to) ||
    (names.has(path) && at >= first - TICK_MS)
  const files = new Map<string, string[]>()
  for (const file of await changedFiles(workspace, isOurs)) {
    const path = projectOf(workspace, file)
    if (path === undefined) continue
    files.set(path, [...(files.get(path) ?? []), relative(path, file)])
  }
  return [...files].map(([path, changed]) => ({
    path: path === '' ? '.' : path,
    files: changed,
    checks: CHECKS.filter((check) => choose(check, join(workspace, path)).kind === 'run').map(
      ({ name }) => name,
    ),
  }))
}

/** The nearest directory that declares a project; else, for loose Python files, the first below the workspace. */
function projectOf(workspace: string, file: string): string | undefined {
  for (let path = dirname(file); ; path = dirname(path)) {
    if (path === '.') break
    if (isDeclared(join(workspace, path))) return path
  }
  if (isDeclared(workspace)) return ''
  const [first = '', ...rest] = file.split('/')
  const loose = rest.length === 0 ? '' : first
  return file.endsWith('.py') && recognise(join(workspace, loose)).kind === 'python' ? loose : undefined
}

/** Relative to the workspace, sorted within each directory. Symbolic links are not followed. */
async function changedFiles(
  workspace: string,
  counts: (path: string, changedAt: number) => boolean,
): Promise<readonly string[]> {
  const found: string[] = []
  let seen = 0
  const walk = async (inside: string, depth: number): Promise<void> => {
    for (const entry of await entriesIn(join(workspace, inside))) {
      if (entry.name.startsWith('.') || PASSED_OVER.has(entry.name) || CONTROL.test(entry.name)) continue
      if (++seen > MOST_ENTRIES) return
      const path = join(inside, entry.name)
      if (entry.isDirectory() && depth < DEEPEST) await walk(path, depth + 1)
      if (entry.isFile() && counts(path, await changedAt(join(workspace, path)))) found.push(path)
    }
  }
  await walk('', 0)
  return found
}

/** A name with a line break in it would stand in a question as two. */
const CONTROL = /\p{Cc}/u

async function entriesIn(directory: string): Promise<readonly Dirent[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true })
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch {
    return []
  }
}

/** Of a file that has just gone: never. */
async function changedAt(path: string): Promise<number> {
  try {
    return (await lstat(path)).ctimeMs
  } catch {
    return 0
  }
}
