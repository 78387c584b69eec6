import type { Effect } from '../../domain/effect.ts'
import type { ToolContext } from '../../domain/tool.ts'
import { type Answer, askProgram, exitFailure, type Failure, failure, programEffect } from '../program.ts'
import type { QaDeps } from './deps.ts'

const PROGRAM = ['git', '--no-pager', '--no-optional-locks']

/**
 * A repository's own configuration names programs that even `git status` runs. On the command line it is overruled:
 * the file system monitor, hooks, pagers, and every way of fetching, because in a partial clone a missing object is
 * fetched by itself with a program of the repository's choice. Filters have names of their own: see `filterOverrides`.
 */
const GUARDS = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.pager=cat',
  'core.quotePath=false',
  'diff.submodule=short',
  'safe.bareRepository=explicit',
  'protocol.allow=never',
  ...['ext', 'file', 'git', 'http', 'https', 'ssh'].map((name) => `protocol.${name}.allow=never`),
].flatMap((setting) => ['-c', setting])

/** Submodules are compared by their commit only: a look into them would follow their own configuration. */
const OUTSIDE_SUBMODULES = '--ignore-submodules=dirty'

const FILTERS = ['config', '--null', '--show-scope', '--name-only', '--get-regexp', '^filter\\.']

const TIMEOUT_MS = 10_000

/**
 * The commands as policy judges them. They run with the guards above and with the repository's filters switched off:
 * that takes away from what git would do and adds nothing.
 */
export const gitEffects = (args: readonly string[], cwd: string): readonly Effect[] => [
  programEffect([...PROGRAM, ...FILTERS], cwd),
  programEffect([...PROGRAM, ...args], cwd),
]

export const gitArgv = (args: readonly string[]): string[] => ['git', ...args]

/** Runs one reading git command in a repository that nobody vouches for. No repository: E_NO_PROJECT. */
export async function askGit(
  { runner }: QaDeps,
  args: readonly string[],
  { cwd, signal, timeoutMs = TIMEOUT_MS }: Pick<ToolContext, 'cwd' | 'signal'> & { timeoutMs?: number },
): Promise<Answer | Failure> {
  const filters = await askProgram(runner, {
    argv: [...PROGRAM, ...GUARDS, ...FILTERS],
    cwd,
    signal,
    timeoutMs,
  })
  if (!filters.ok) return explain(filters)
  const overrides = filterOverrides(filters.stdout)
  if (overrides === undefined || filters.truncated)
    return failure(
      'E_DENIED',
      `the configuration of the repository in ${cwd} names filter programs that cannot be switched off`,
      {
        subject: cwd,
      },
    )
  const argv = [...PROGRAM, ...GUARDS, ...overrides, ...args, OUTSIDE_SUBMODULES]
  const answer = await askProgram(runner, { argv, cwd, signal, timeoutMs })
  if (!answer.ok) return explain(answer)
  if (answer.exitCode === 0) return answer
  return repositoryFailure(answer.stderr, cwd) ?? exitFailure(argv, answer)
}

/**
 * `scope NUL name NUL …` of `git config --null --show-scope --name-only`. What the repository itself sets (local,
 * worktree) is set to nothing, which means no filter; what the owner set for all repositories (git-lfs) stays.
 * Undefined for a name with `=`, which `-c` would cut at the wrong place.
 */
export function filterOverrides(listing: string): string[] | undefined {
  const words = listing.split('\0')
  const drivers = new Set<string>()
  for (let index = 0; index + 1 < words.length; index += 2) {
    const [scope, name = ''] = [words[index], words[index + 1]]
    if (scope === 'local' || scope === 'worktree') drivers.add(name.slice(0, name.lastIndexOf('.')))
  }
  if ([...drivers].some((driver) => driver.includes('='))) return undefined
  return [...drivers].flatMap((driver) => [
    '-c',
    `${driver}.clean=`,
    '-c',
    `${driver}.smudge=`,
    '-c',
    `${driver}.process=`,
    '-c',
    `${driver}.required=false`,
  ])
}

function repositoryFailure(stderr: string, cwd: string): Failure | undefined {
  if (/not a git repository|cannot use bare repository/i.test(stderr))
    return failure('E_NO_PROJECT', `${cwd} is not in a git repository`, { subject: cwd })
  if (/dubious ownership/i.test(stderr))
    return failure('E_PERMISSION', `the repository in ${cwd} belongs to another user`, {
      subject: cwd,
      hint: `git config --global --add safe.directory ${cwd}`,
    })
  return undefined
}

const explain = (failed: Failure): Failure =>
  failed.error.code === 'E_UNAVAILABLE'
    ? failure('E_UNAVAILABLE', failed.error.message, { subject: 'git', hint: 'sudo apt-get install git' })
    : failed

export const GIT_ERRORS = [
  'E_NO_PROJECT',
  'E_PERMISSION',
  'E_DENIED',
  'E_UNAVAILABLE',
  'E_TIMEOUT',
  'E_EXIT',
  'E_SPAWN',
] as const
