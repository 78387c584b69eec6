import { closeSync, constants, type Dirent, fstatSync, openSync, readdirSync, readSync } from 'node:fs'
import { join } from 'node:path'

export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun'

/** What the files in a directory say it is. Looked at anew each time: nothing here is remembered. */
export type Project =
  | { readonly kind: 'python' }
  | {
      readonly kind: 'node'
      readonly manager: PackageManager
      readonly scripts: Readonly<Record<string, string>>
    }
  | { readonly kind: 'none' }

const PYTHON_MARKS =
  /^(?:pyproject\.toml|setup\.(?:py|cfg)|requirements.*\.txt|Pipfile|tox\.ini|pytest\.ini)$/

const LOCKFILES: readonly (readonly [string, PackageManager])[] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
]

/**
 * A declared Python project first, then package.json, then loose *.py files. Synchronous, because a tool's effects are:
 * policy has to know which program it judges, and that is written in these files.
 */
export function recognise(directory: string): Project {
  const names = entriesIn(directory).map((entry) => entry.name)
  if (names.some((name) => PYTHON_MARKS.test(name))) return { kind: 'python' }
  const scripts = names.includes('package.json') ? readScripts(join(directory, 'package.json')) : undefined
  if (scripts) {
    const manager = LOCKFILES.find(([lockfile]) => names.includes(lockfile))?.[1] ?? 'npm'
    return { kind: 'node', manager, scripts }
  }
  return pythonFiles(directory, 1).length > 0 ? { kind: 'python' } : { kind: 'none' }
}

/** Whether a directory itself says that it is a project; loose files do not. */
export function isDeclared(directory: string): boolean {
  const names = entriesIn(directory).map((entry) => entry.name)
  return names.includes('package.json') || names.some((name) => PYTHON_MARKS.test(name))
}

/** What tools make. */
export const PASSED_OVER = new Set([
  'node_modules',
  '__pycache__',
  'venv',
  'env',
  'build',
  'dist',
  'site-packages',
])
const DEEPEST = 12
/** More is not gone through: nothing else happens meanwhile, and a command may have made directories without end. */
const MOST_ENTRIES = 50_000

/**
 * At most `most` Python files below a directory, relative to it and sorted; what tools made is passed over.
 * Symbolic links are not followed: they could lead round in a circle or out of the project.
 */
export function pythonFiles(directory: string, most: number): string[] {
  const found: string[] = []
  let seen = 0
  const walk = (inside: string, depth: number) => {
    for (const entry of entriesIn(join(directory, inside))) {
      if (found.length >= most || ++seen > MOST_ENTRIES) return
      if (entry.name.startsWith('.') || PASSED_OVER.has(entry.name)) continue
      const path = join(inside, entry.name)
      if (entry.isDirectory() && depth < DEEPEST) walk(path, depth + 1)
      if (entry.isFile() && entry.name.endsWith('.py')) found.push(path)
    }
  }
  walk('', 0)
  return found
}

function entriesIn(directory: string): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch {
    return []
  }
}

/** Undefined where it is no object with scripts. */
function readScripts(path: string): Readonly<Record<string, string>> | undefined {
  try {
    const manifest: unknown = JSON.parse(readSmallFile(path))
    if (typeof manifest !== 'object' || manifest === null) return undefined
    const scripts = 'scripts' in manifest && typeof manifest.scripts === 'object' ? manifest.scripts : {}
    return Object.fromEntries(Object.entries(scripts ?? {}).filter(([, text]) => typeof text === 'string'))
  } catch {
    return undefined
  }
}

const LARGEST_MANIFEST = 1024 * 1024

/**
 * The text of a file that whoever works in the project may have put there, or a pipe, a device, a link to one or a file
 * without end in its place: neither waited for nor read beyond a mebibyte. @throws Error for any of these
 */
function readSmallFile(path: string): string {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    if (!fstatSync(file).isFile()) throw new Error(`${path} is no file`)
    const buffer = Buffer.alloc(LARGEST_MANIFEST + 1)
    let length = 0
    for (let read = -1; read !== 0 && length < buffer.length; length += read)
      read = readSync(file, buffer, length, buffer.length - length, null)
    if (length > LARGEST_MANIFEST) throw new Error(`${path} is too large`)
    return buffer.toString('utf8', 0, length)
  } finally {
    closeSync(file)
  }
}
