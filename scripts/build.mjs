#!/usr/bin/env node
// Compiles src into dist when dist is older, and does nothing otherwise (about 20 ms), so that `npm start` can call it
// every time. Types are not checked here: `npm run types` does that.
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const dist = join(root, 'dist')
const stamp = join(dist, '.built')
const inputs = ['src', 'package.json', 'tsconfig.json', 'tsconfig.build.json'].map((name) => join(root, name))

const started = Date.now()
if (process.argv.includes('--force') || isStale()) build()

/** Folders count too: their time changes when a file in them is removed. */
function isStale() {
  if (!existsSync(stamp)) return true
  const built = statSync(stamp).mtimeMs
  return inputs.some((input) => newest(input) > built)
}

function newest(path) {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
}

/** Compiles beside dist and then moves file by file, so that a program which runs from dist never loads half a file. */
function build() {
  const fresh = mkdtempSync(join(root, '.build-'))
  try {
    if (!compile(fresh)) {
      process.exitCode = 1
      return
    }
    const made = filesUnder(fresh)
    for (const file of made) replace(join(fresh, file), join(dist, file))
    const keep = new Set([...made, relative(dist, stamp)])
    for (const file of filesUnder(dist)) if (!keep.has(file)) rmSync(join(dist, file), { force: true })
    if (made.includes('main.js')) chmodSync(join(dist, 'main.js'), 0o755)
    // The time before compiling: what was saved meanwhile is compiled next time.
    writeFileSync(stamp, '')
    utimesSync(stamp, started / 1000, started / 1000)
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}

/** False after a line that says what was wrong. */
function compile(outDir) {
  try {
    const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'))
    const args = [join(typescript, 'bin', 'tsc'), '-p', join(root, 'tsconfig.build.json'), '--outDir', outDir]
    execFileSync(process.execPath, args, { stdio: ['ignore', 2, 2] })
    return true
  } catch (error) {
    const installed = error.code !== 'MODULE_NOT_FOUND'
    console.error(
      installed
        ? 'The sources do not compile; see the lines above.'
        : 'TypeScript is not installed: run `npm ci` first.',
    )
    return false
  }
}

function replace(from, to) {
  if (existsSync(to) && readFileSync(to).equals(readFileSync(from))) return
  mkdirSync(dirname(to), { recursive: true })
  renameSync(from, to)
}

function filesUnder(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)))
}
