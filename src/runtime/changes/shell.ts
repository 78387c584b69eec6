import { spawn } from 'node:child_process'

/** How long one command may take, in milliseconds, and how much of what it prints is kept. */
const LONGEST_MS = 120_000
const MOST_BYTES = 16 * 2 ** 20

export interface ShellResult {
  /** null where a signal ended it or it took too long. */
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** One command as the owner's classes name it, with nothing of this process's environment. Never throws. */
export function runShell(
  text: string,
  { trustedPath, stdin = '' }: { readonly trustedPath: readonly string[]; readonly stdin?: string },
): Promise<ShellResult> {
  return new Promise((resolve) => {
    const env = {
      PATH: trustedPath.join(':'),
      HOME: '/',
      LANG: 'C.UTF-8',
      DEBIAN_FRONTEND: 'noninteractive',
    }
    const child = spawn('/bin/bash', ['--norc', '--noprofile', '-c', '--', text], {
      env,
      cwd: '/',
      detached: true,
    })
    const late = setTimeout(() => killGroup(child.pid), LONGEST_MS)
    const taken = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (chunk: string) => {
        if (taken[name].length < MOST_BYTES) taken[name] += chunk
      })
    child.stdin.on('error', () => undefined).end(stdin)
    child.on('error', (error) => {
      clearTimeout(late)
      resolve({ exitCode: null, stdout: '', stderr: error.message })
    })
    child.on('close', (exitCode) => {
      clearTimeout(late)
      resolve({ exitCode, ...taken })
    })
  })
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has just ended.
  }
}
