import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import type { Io } from '../../src/cli/cli.ts'
import { runCli } from '../../src/cli/main.ts'
import { mainFile } from './build.ts'

const packageRoot = dirname(dirname(mainFile))

export interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** The compiled program in a data directory and a workspace of its own, without anything of this shell's environment. */
export function autohome(env: Readonly<Record<string, string>> = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'autohome-cli-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  const home = join(directory, 'home')
  const environment = {
    PATH: process.env['PATH'] ?? '',
    HOME: directory,
    AUTOHOME_HOME: home,
    WORKSPACE_DIR: join(directory, 'workspace'),
    OLLAMA_HOST: 'http://127.0.0.1:9',
    LANG: 'C',
    ...env,
  }
  const start = (...args: readonly string[]) => {
    const child = spawn(process.execPath, [mainFile, ...args], { cwd: directory, env: environment })
    let [out, err] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      out += chunk
    })
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      err += chunk
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    return {
      child,
      /** Resolves when stdout has held these words. */
      async said(words: string): Promise<void> {
        while (!out.includes(words)) {
          if (child.exitCode !== null) throw new Error(`ended without saying "${words}": ${out}${err}`)
          await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
        }
      },
      async ended(): Promise<Ran> {
        if (child.exitCode === null && child.signalCode === null) await once(child, 'close')
        return { code: child.exitCode, out, err }
      },
    }
  }
  return {
    directory,
    home,
    start,
    /** Runs a command to its end in a process of its own; `input` is what it reads. */
    spawn(args: readonly string[], input = ''): Promise<Ran> {
      const started = start(...args)
      started.child.stdin.on('error', () => undefined)
      started.child.stdin.end(input)
      return started.ended()
    },
    /** Runs a command to its end in this process: all of it but `main.ts`. */
    async run(args: readonly string[], input = ''): Promise<Ran> {
      const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
      const [out, err] = [text(stdout), text(stderr)]
      stdin.end(input)
      const code = await runCli({
        argv: args,
        // A pipe has all that a command uses of a terminal, but its size.
        io: { stdin, stdout, stderr, env: environment } as unknown as Io,
        interrupt: new AbortController().signal,
        leave: new AbortController().signal,
        broke: new Promise(() => undefined),
        cwd: directory,
        packageRoot,
      })
      stdout.end()
      stderr.end()
      return { code, out: await out, err: await err }
    },
  }
}
