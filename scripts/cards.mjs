#!/usr/bin/env node
// Writes the page of all cards (default reports/cards.html): compiles the program with its samples, then runs that.
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'))
const node = (...args) => spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1

process.exitCode =
  node(join(typescript, 'bin', 'tsc'), '-p', join(root, 'tsconfig.cards.json')) ||
  node(join(root, 'dist-cards', 'cards', 'write.js'), ...process.argv.slice(2))
