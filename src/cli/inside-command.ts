import { readFileSync } from 'node:fs'
import { UserError } from '../domain/errors.ts'
import { word } from '../i18n/say.ts'
import { COMMAND_MARKER } from '../lib/command-marker.ts'
import type { Cli } from './cli.ts'

/** More ancestors than any shell has. */
const MOST_ANCESTORS = 64

/**
 * A command that Autohome runs may not answer for its owner. It is told by the mark that every such command carries, in
 * this process or in one that it descends from. A program that wiped its environment and lost its parents, or speaks to
 * the socket itself, is not found: SECURITY.md.
 *
 * @throws UserError `not_allowed`
 */
export function refuseInsideCommand({ io, locale }: Cli): void {
  if (io.env[COMMAND_MARKER] !== undefined || isMarkedAbove(process.ppid))
    throw new UserError('not_allowed', word('cli.inside_command', locale))
}

function isMarkedAbove(pid: number): boolean {
  for (let at = pid, n = 0; at > 1 && n < MOST_ANCESTORS; n++) {
    if (isMarked(at)) return true
    at = parentOf(at)
  }
  return false
}

function isMarked(pid: number): boolean {
  try {
    const variables = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0')
    return variables.some((one) => one.startsWith(`${COMMAND_MARKER}=`))
  } catch {
    return false
  }
}

/** proc(5): `pid (name) state ppid …`; the name may hold spaces and parentheses. 0 where nobody knows. */
function parentOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return 0
  }
}
