import type { CommandFailure, CommandSpec } from '../../domain/command-runner.ts'
import { commandEnvironment, forbiddenName } from '../host/environment.ts'
import { placeInside } from './place.ts'
import { type ResidentRequest, WORKSPACE } from './resident.ts'

/** The kernel takes at most 128 KiB in one argument (MAX_ARG_STRLEN), its final NUL included. */
const LONGEST_WORD = 131_071

/** What the host runner takes from the machine is made up here: nothing of Autohome's own environment goes inside. */
const BASE = { HOME: '/tmp', USER: 'sandbox', LOGNAME: 'sandbox', TMPDIR: '/tmp' }

/** The environment of every command, but for what a tool adds to it. */
export const commonEnvironment = (trustedPath: readonly string[]): Readonly<Record<string, string>> =>
  commandEnvironment({ base: BASE, trustedPath, marker: 'sandbox', added: {} })

/** What the resident is asked for, or why the command cannot be put to it. */
export function requestOf(
  spec: CommandSpec,
  workspaces: readonly string[],
): ResidentRequest | CommandFailure {
  const added = spec.env ?? {}
  const forbidden = forbiddenName(added)
  if (forbidden !== undefined)
    return refused(`the environment variable ${forbidden} may not be set for a command`)
  const cwd = placeInside(spec.cwd, workspaces)
  if (cwd === undefined)
    return refused(
      `working directory ${spec.cwd} is not in the workspace; the sandbox sees nothing else, at ${WORKSPACE}`,
    )
  const { command } = spec
  // `--` or a text like `-i` would be options.
  const words = 'text' in command ? ['bash', '--norc', '--noprofile', '-c', '--', command.text] : command.argv
  const [program = ''] = words
  if (program === '') return refused('no program was named')
  if (program.includes('/') && !program.startsWith('/'))
    return refused(`${program}: give a bare name or an absolute path, not a relative one`)
  const whole = [...words, ...Object.entries(added).map(([name, value]) => `${name}=${value}`), cwd]
  if (whole.some((word) => word.includes('\0'))) return refused('a null byte cannot be part of a command')
  if (whole.some((word) => Buffer.byteLength(word) > LONGEST_WORD))
    return refused(`an argument is longer than the ${LONGEST_WORD} bytes that the kernel takes (E2BIG)`)
  return { cwd, env: added, words }
}

const refused = (message: string): CommandFailure => ({ code: 'E_SPAWN', message })
