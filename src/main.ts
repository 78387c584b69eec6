#!/usr/bin/env node
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runCli } from './cli/main.ts'

/** `dist/main.js` and `src/main.ts` are both one level below it. */
const packageRoot = dirname(dirname(fileURLToPath(import.meta.url)))

/** How long a second signal leaves for giving back the terminal and the lock, in milliseconds. */
const LEAVE_WITHIN_MS = 2000

/** The first signal asks for an orderly end; the second does not wait for it. */
const [interrupt, leave] = [new AbortController(), new AbortController()]
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    if (leave.signal.aborted) process.exit(130)
    if (!interrupt.signal.aborted) return interrupt.abort(signal)
    leave.abort(signal)
    setTimeout(() => process.exit(130), LEAVE_WITHIN_MS).unref()
  })

// `autohome runs | head`: the reader has seen enough, and that is no error.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    interrupt.abort('EPIPE')
  })

/** A bug that no call chain led to: reported like any other, and the end of this process. */
const broke = new Promise<never>((_, reject) => process.once('uncaughtException', reject))
broke.catch(() => undefined)

const exitCode = await runCli({
  argv: process.argv.slice(2),
  io: {
    // Opened by those who read it: a service has none.
    get stdin() {
      return process.stdin
    },
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
  },
  interrupt: interrupt.signal,
  leave: leave.signal,
  broke,
  cwd: process.cwd(),
  packageRoot,
})
process.exit(interrupt.signal.reason === 'EPIPE' ? 0 : exitCode)
