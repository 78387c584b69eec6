import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { SEGMENT } from './shell/value.ts'

/**
 * Settings with which a repository has git start a program even for `git status` or `git log`, or look elsewhere: file
 * system monitor, filters, text converters, external diffs, signature checkers, hooks, partial clones that fetch by
 * themselves, the other side of a push that is only tried, included files. From git-config(1) and gitattributes(5). A comment that says the same counts as well.
 */
const STARTS =
  /\[\s*(?:include|protocol)|(?:^|[\s\]])(?:textconv|command|external|clean|smudge|process|program|sshcommand|alternaterefscommand|promisor|partialclone(?:filter)?|uploadpack|receivepack|helper|askpass|gitproxy|vcs|cmd|worktreeconfig)\s*=|fsmonitor\s*=(?!\s*(?:true|false)\s*$)|worktree\s*=\s*["']?[/~]|hookspath\s*=(?!\s*\.husky(?:\/_)?\s*$)/im

/** No repository of anybody's has a longer configuration, and nothing here reads on without an end. */
const MAX_CONFIG = 262_144

/** More directories than this behind one glob are not looked at. */
const MAX_DIRS = 500

/**
 * Whether git, started in this directory, would find a repository whose own configuration starts programs; also where
 * that cannot be told, because there are too many or the configuration cannot be read. Follows what git does: the first
 * `.git`, or directory that looks like a bare repository, on the way up.
 */
export function startsPrograms(dir: string): boolean {
  const dirs = globbed(dir)
  return dirs === undefined || dirs.some(one)
}

function one(dir: string): boolean {
  if (!isDirectory(dir)) return false
  for (let at = resolve(dir); ; at = dirname(at)) {
    const inner = join(at, '.git')
    // A `.git` that is no directory leads somewhere else; a tree with a HEAD of its own may be a repository, bare.
    const repository = isDirectory(inner)
      ? inner
      : (led(inner) ?? (isFile(join(at, 'HEAD')) ? at : undefined))
    if (repository !== undefined) return configured(repository)
    if (at === dirname(at)) return false
  }
}

function configured(repository: string): boolean {
  const common = text(join(repository, 'commondir'))?.trim()
  const place = common === undefined ? repository : resolve(repository, common)
  const config = text(join(place, 'config'))
  if (config === undefined) return isFile(join(place, 'config'))
  return config.length > MAX_CONFIG || STARTS.test(config)
}

/** Where a file named `.git` says that the repository is: in a worktree, in a submodule. */
function led(file: string): string | undefined {
  const to = /^gitdir: (.+)/.exec(text(file) ?? '')?.[1]?.trim()
  return to === undefined ? undefined : resolve(dirname(file), to)
}

/** Every directory that a glob may mean, and more: a segment with one in it counts as all there are. */
function globbed(dir: string): readonly string[] | undefined {
  let found = ['/']
  for (const segment of dir.split('/')) {
    if (segment === '') continue
    found = segment.includes(SEGMENT)
      ? found.flatMap((parent) => directoriesIn(parent))
      : found.map((parent) => join(parent, segment))
    if (found.length > MAX_DIRS) return undefined
  }
  return found
}

function directoriesIn(parent: string): readonly string[] {
  try {
    return readdirSync(parent)
      .map((name) => join(parent, name))
      .filter(isDirectory)
  } catch {
    return []
  }
}

function text(file: string): string | undefined {
  try {
    if (!statSync(file).isFile()) return undefined
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

const isDirectory = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false, bigint: false })?.isDirectory() ?? false

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
