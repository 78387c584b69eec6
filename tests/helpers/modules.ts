import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'

/** One import of a module, as it is written. */
export interface Import {
  readonly specifier: string
  /** `type` is gone when it runs, `lazy` is an `import()` that runs later or `typeof import()`. */
  readonly kind: 'static' | 'type' | 'lazy'
  /** The file it leads to, for one of ours. */
  readonly file?: string
}

export interface Module {
  /** With forward slashes, from `src`. */
  readonly file: string
  readonly source: string
  readonly imports: readonly Import[]
}

/** Every TypeScript file under a folder, with what it imports. */
export function readModules(folder: string): Module[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => {
      const file = posix.normalize(path.slice(folder.length + 1).replaceAll('\\', '/'))
      const source = readFileSync(path, 'utf8')
      return { file, source, imports: importsOf(file, source) }
    })
}

/** Statements begin at the start of a line: the formatter sees to it. */
const STATEMENT = /^(import|export)\b(\s+type\b)?(?:[^'";=()]*?\bfrom)?\s*'([^']+)'/gm
const LAZY = /\bimport\(\s*'([^']+)'\s*\)/g
/** Files that are loaded by address: worker threads, child processes. */
const BY_ADDRESS =
  /\bnew URL\(\s*[`'](\.{1,2}\/[^`'$]+?)(?:\.[jt]s|\$\{[^}]*\})?[`']\s*,\s*import\.meta\.url\s*\)/g

export function importsOf(file: string, source: string): Import[] {
  const found: Import[] = []
  const add = (kind: Import['kind'], specifier: string) =>
    found.push({ kind, specifier, ...(specifier.startsWith('.') && { file: resolve(file, specifier) }) })
  const code = withoutComments(source)
  for (const [, , type, specifier] of code.matchAll(STATEMENT))
    if (specifier) add(type ? 'type' : 'static', specifier)
  for (const [, specifier] of code.matchAll(LAZY)) if (specifier) add('lazy', specifier)
  for (const [, specifier] of code.matchAll(BY_ADDRESS)) if (specifier) add('lazy', `${specifier}.ts`)
  return found
}

/** A file that holds nothing of its own, only other files' names. */
export function isBarrel(source: string): boolean {
  const code = withoutComments(source)
  const passesOn = /^export\b[^'";=()]*?\bfrom\s*'/m.test(code)
  return passesOn && code.replace(STATEMENT, '').replaceAll(';', '').trim() === ''
}

const withoutComments = (source: string): string =>
  source.replace(/\/\*[\s\S]*?\*\//g, (text) => text.replace(/[^\n]/g, ' ')).replace(/^\s*\/\/.*$/gm, '')

const resolve = (file: string, specifier: string): string => posix.join(posix.dirname(file), specifier)

/**
 * Groups of files that import each other in a circle (strongly connected components, Tarjan 1972). What is imported
 * lazily closes no circle: it is not there when the module begins.
 */
export function circles(modules: readonly Module[]): string[][] {
  const targets = new Map(
    modules.map(({ file, imports }) => [
      file,
      imports.flatMap((one) => (one.kind !== 'lazy' && one.file ? [one.file] : [])),
    ]),
  )
  const index = new Map<string, number>()
  const low = new Map<string, number>()
  const stack: string[] = []
  const found: string[][] = []

  const visit = (file: string): number => {
    const own = index.size
    index.set(file, own)
    low.set(file, own)
    stack.push(file)
    for (const target of targets.get(file) ?? []) {
      if (!targets.has(target)) continue
      const reach = !index.has(target)
        ? visit(target)
        : stack.includes(target)
          ? index.get(target)
          : undefined
      if (reach !== undefined) low.set(file, Math.min(low.get(file) ?? own, reach))
    }
    if (low.get(file) === own) {
      const group = stack.splice(stack.indexOf(file))
      if (group.length > 1 || targets.get(file)?.includes(file)) found.push(group.sort())
    }
    return low.get(file) ?? own
  }
  for (const file of targets.keys()) if (!index.has(file)) visit(file)
  return found
}

/** Files that are loaded when `entry` is: everything that no `import()` stands before. */
export function loadedWith(modules: readonly Module[], entry: string): Map<string, string> {
  const byFile = new Map(modules.map((module) => [module.file, module]))
  const parent = new Map<string, string>([[entry, '']])
  const queue = [entry]
  for (let file = queue.pop(); file !== undefined; file = queue.pop())
    for (const one of byFile.get(file)?.imports ?? []) {
      if (one.kind !== 'static' || !one.file || parent.has(one.file)) continue
      parent.set(one.file, file)
      queue.push(one.file)
    }
  return parent
}
