import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { builtinModules } from 'node:module'
import { describe, expect, test } from 'vitest'
import { circles, importsOf, isBarrel, loadedWith, readModules } from './helpers/modules.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const modules = readModules(`${root}src`)

/** Who may import whom; a folder may always import itself. `app` is the composition root: everything. */
const MAY_IMPORT: Record<string, readonly string[] | 'everything'> = {
  domain: [],
  lib: ['domain'],
  i18n: ['domain', 'lib'],
  policy: ['domain', 'lib'],
  store: ['domain', 'lib'],
  runtime: ['domain', 'lib'],
  tools: ['domain', 'lib'],
  discovery: ['domain', 'lib'],
  agents: ['domain', 'lib', 'i18n'],
  engine: ['domain', 'lib', 'policy', 'discovery'],
  bot: ['domain', 'lib', 'i18n'],
  api: ['domain', 'lib', 'i18n'],
  cli: ['domain', 'lib', 'i18n', 'config', 'app'],
  config: ['domain', 'lib'],
  app: 'everything',
  main: ['app', 'cli', 'lib', 'domain'],
}

/** A vendor's library lives behind one adapter. */
const VENDOR_HOME: Record<string, string> = {
  'better-sqlite3': 'store/',
  dockerode: 'runtime/',
  undici: 'runtime/',
  'ipaddr.js': 'runtime/',
  'discord.js': 'bot/discord/',
  '@slack/bolt': 'bot/slack/',
  ollama: 'agents/models/',
  unbash: 'policy/',
  commander: 'cli/',
  croner: 'lib/',
}

/** Each costs a start more than Autohome itself does, so it is loaded when its adapter is configured, not before. */
const HEAVY = ['dockerode', 'discord.js', '@slack/bolt', 'ollama']

/** `engine/loop.ts` → `engine`, `app.ts` → `app`. */
const folderOf = (file: string): string => file.split('/')[0]?.replace(/\.ts$/, '') ?? ''
const packageOf = (specifier: string): string =>
  specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
const isBuiltin = (specifier: string): boolean =>
  specifier.startsWith('node:') || builtinModules.includes(specifier)
const isPackage = (specifier: string): boolean => !specifier.startsWith('.') && !isBuiltin(specifier)

const every = modules.flatMap((module) => module.imports.map((one) => ({ from: module.file, ...one })))
const packages = every.filter((one) => isPackage(one.specifier))

describe('the import rules', () => {
  test('saw the modules they are about', () => {
    expect(modules.length).toBeGreaterThan(100)
    expect(every.length).toBeGreaterThan(modules.length)
    expect(packages.length).toBeGreaterThan(10)
    const unknown = modules.filter(({ file }) => !(folderOf(file) in MAY_IMPORT)).map(({ file }) => file)
    expect(unknown, 'files in a folder that the table does not know').toEqual([])
    const files = new Set(modules.map(({ file }) => file))
    const lost = every
      .filter((one) => one.file && !files.has(one.file))
      .map((one) => `${one.from} → ${one.specifier}`)
    expect(lost, 'imports that lead to no file').toEqual([])
  })

  test('each folder imports only what it may', () => {
    const broken = every.flatMap((one) => {
      if (!one.file) return []
      const [from, to] = [folderOf(one.from), folderOf(one.file)]
      const may = MAY_IMPORT[from] ?? []
      if (from === to || may === 'everything' || may.includes(to)) return []
      return [
        `src/${one.from} → src/${one.file}: ${from} may import only ${may.join(', ') || 'nothing of ours'}`,
      ]
    })
    expect(broken).toEqual([])
  })

  test('the words are pure: domain uses no library and no part of Node', () => {
    const broken = every
      .filter((one) => folderOf(one.from) === 'domain' && !one.file)
      .map((one) => `src/${one.from} → ${one.specifier}`)
    expect(broken).toEqual([])
  })

  test('a vendor library appears in its adapter only', () => {
    const broken = packages.flatMap((one) => {
      const home = VENDOR_HOME[packageOf(one.specifier)]
      return !home || one.from.startsWith(home)
        ? []
        : [`src/${one.from} → ${one.specifier}: only under src/${home}`]
    })
    expect(broken).toEqual([])
  })

  test('every package is a declared dependency', () => {
    const declared = Object.keys(JSON.parse(readFileSync(`${root}package.json`, 'utf8')).dependencies)
    const broken = packages.filter((one) => !declared.includes(packageOf(one.specifier)))
    expect(broken.map((one) => `src/${one.from} → ${one.specifier}: not in dependencies`)).toEqual([])
  })

  test('no heavy library is loaded by starting', () => {
    const loaded = loadedWith(modules, 'main.ts')
    const broken = packages.filter(
      (one) => one.kind === 'static' && HEAVY.includes(packageOf(one.specifier)) && loaded.has(one.from),
    )
    expect(
      broken.map((one) => `src/${one.from} → ${one.specifier} (through src/${loaded.get(one.from)})`),
    ).toEqual([])
  })

  test('no file imports itself by a detour', () => {
    expect(circles(modules).map((group) => group.join(' ↔ '))).toEqual([])
  })

  test('no file only passes on the names of others', () => {
    expect(modules.filter(({ source }) => isBarrel(source)).map(({ file }) => `src/${file}`)).toEqual([])
  })

  test('no default exports', () => {
    expect(modules.filter(({ source }) => /^export default\b/m.test(source)).map(({ file }) => file)).toEqual(
      [],
    )
  })
})

describe('the scanner behind the rules', () => {
  test('sees every form of import, and no comment', () => {
    const source = [
      "import { a } from '../lib/a.ts'",
      "import type { B } from './b.ts'",
      'import {\n  c,\n  type D,\n} from "x"'.replaceAll('"', "'"),
      "import './side-effect.ts'",
      "import * as e from 'e'",
      "export { f } from './f.ts'",
      "export const lazy = () => import('./lazy.ts')",
      "type G = typeof import('g')",
      "// import h from 'h'",
      "/* import i from 'i' */",
      'const text = "import j from \'j\'"',
      "const worker = new URL('./worker.js', import.meta.url)",
    ].join('\n')
    expect(importsOf('engine/x.ts', source).map((one) => [one.kind, one.file ?? one.specifier])).toEqual([
      ['static', 'lib/a.ts'],
      ['type', 'engine/b.ts'],
      ['static', 'x'],
      ['static', 'engine/side-effect.ts'],
      ['static', 'e'],
      ['static', 'engine/f.ts'],
      ['lazy', 'engine/lazy.ts'],
      ['lazy', 'g'],
      ['lazy', 'engine/worker.ts'],
    ])
  })

  test('finds circles and barrels where there are some', () => {
    const module = (file: string, ...targets: string[]) => {
      const source = targets.map((target) => `import { x } from './${target}'`).join('\n')
      return { file, source, imports: importsOf(file, source) }
    }
    const looped = [
      module('a.ts', 'b.ts'),
      module('b.ts', 'c.ts'),
      module('c.ts', 'b.ts'),
      module('d.ts', 'a.ts'),
    ]
    expect(circles(looped)).toEqual([['b.ts', 'c.ts']])
    expect(circles([module('self.ts', 'self.ts')])).toEqual([['self.ts']])
    expect(isBarrel("/** All. */\nexport * from './a.ts'\nexport { b } from './b.ts'\n")).toBe(true)
    expect(isBarrel("export { b } from './b.ts'\nexport const c = 1\n")).toBe(false)
  })
})
