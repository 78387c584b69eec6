import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { stat } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import type { Readable } from 'node:stream'
import type { CommandFailure, CommandSpec } from '../../domain/command-runner.ts'
import { isExecutable, which } from './which.ts'

export type Child = ChildProcessByStdio<null, Readable, Readable> & { readonly pid: number }

interface Program {
  readonly file: string
  readonly args: readonly string[]
}

/** The program that would really be started: the pinned bash for a text, a trusted program for an argv. */
export async function programOf(
  command: CommandSpec['command'],
  trustedPath: readonly string[],
): Promise<Program | CommandFailure> {
  if ('argv' in command) return argvProgram(command.argv, trustedPath)
  const bash = await which('bash', trustedPath)
  if (bash === undefined) return unavailable('bash', trustedPath)
  // `--` or a text like `-i` would be options; --norc because bash takes a pipe on stdin for a remote shell.
  return { file: bash, args: ['--norc', '--noprofile', '-c', '--', command.text] }
}

async function argvProgram(
  argv: readonly string[],
  trustedPath: readonly string[],
): Promise<Program | CommandFailure> {
  const [name, ...args] = argv
  if (name === undefined || name === '') return { code: 'E_SPAWN', message: 'no program was named' }
  if (!name.includes('/')) {
    const file = await which(name, trustedPath)
    return file === undefined ? unavailable(name, trustedPath) : { file, args }
  }
  if (!isAbsolute(name))
    return { code: 'E_SPAWN', message: `${name}: give a bare name or an absolute path, not a relative one` }
  if (!(await isExecutable(name))) return { code: 'E_UNAVAILABLE', message: `${name} is no executable file` }
  return { file: name, args }
}

const unavailable = (name: string, trustedPath: readonly string[]): CommandFailure => ({
  code: 'E_UNAVAILABLE',
  message: `${name} is not installed (looked in ${trustedPath.join(', ')})`,
})

export interface LaunchOptions {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
}

/** Starts it as the leader of a session and a process group of its own, without a terminal and with an empty stdin. */
export async function launch(program: Program, { cwd, env }: LaunchOptions): Promise<Child | CommandFailure> {
  const wrong = await wrongDirectory(cwd)
  if (wrong !== undefined) return { code: 'E_SPAWN', message: wrong }
  try {
    const child = spawn(program.file, program.args, {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    if (child.pid === undefined) {
      const [error] = (await once(child, 'error')) as [Error]
      return { code: 'E_SPAWN', message: error.message }
    }
    return child as Child
  } catch (error) {
    // What Node throws at once: arguments too long (E2BIG), a NUL among them, no more processes.
    return { code: 'E_SPAWN', message: error instanceof Error ? error.message : String(error) }
  }
}

/** A missing directory would come back as "bash not found"; this says what is really missing. */
async function wrongDirectory(cwd: string): Promise<string | undefined> {
  try {
    return (await stat(cwd)).isDirectory() ? undefined : `working directory ${cwd} is not a directory`
  } catch {
    return `working directory ${cwd} does not exist or cannot be entered`
  }
}
