import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { mainFile } from './build.ts'

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
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text
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
    /** Runs a command to its end; `input` is what it reads. */
    run(args: readonly string[], input = ''): Promise<Ran> {
      const started = start(...args)
      started.child.stdin.on('error', () => undefined)
      started.child.stdin.end(input)
      return started.ended()
    },
  }
}
