#!/usr/bin/env node
// Compiles the program and its benches (Node 20 runs no TypeScript) and runs them with the arguments given.
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'))
const node = (...args) => spawnSync(process.execPath, args, { stdio: 'inherit', cwd: root }).status ?? 1

process.exitCode =
  node(join(root, 'scripts', 'build.mjs')) ||
  node(join(typescript, 'bin', 'tsc'), '-p', join(root, 'tsconfig.bench.json')) ||
  node(join(root, 'dist-bench', 'bench', 'run.js'), ...process.argv.slice(2))
