import { z } from 'zod'
import { defineTool } from '../define.ts'
import { answered } from '../program.ts'
import { commandText } from './command-text.ts'
import type { QaDeps } from './deps.ts'
import { askGit, GIT_ERRORS, gitArgv, gitEffects } from './git.ts'
import { parseStatus } from './parse-status.ts'

const ARGS = ['status', '--porcelain=v2', '--branch', '-z', '--untracked-files=normal']

const MOST_FILES = 500

const input = z.object({
  path: z.string().min(1).optional().describe('A directory in the repository; the workspace unless given'),
})

const output = z.object({
  command: z.string(),
  /** Absent on a detached HEAD. */
  branch: z.string().optional(),
  /** Absent before the first commit. */
  commit: z.string().optional(),
  upstream: z.string().optional(),
  ahead: z.number().optional(),
  behind: z.number().optional(),
  clean: z.boolean(),
  files: z.array(
    z.object({
      path: z.string(),
      from: z.string().optional(),
      kind: z.enum(['changed', 'renamed', 'conflicted', 'untracked']),
      /** Letters as git writes them: M A D R C T U, `.` for unchanged. */
      staged: z.string(),
      unstaged: z.string(),
    }),
  ),
  count: z.number(),
  /** There are more files than are listed. */
  truncated: z.boolean(),
})

export const createGitStatus = (deps: QaDeps) =>
  defineTool({
    name: 'git_status',
    group: 'qa',
    summary: {
      en: 'Branch and changed files of a git repository',
      fr: 'Branche et fichiers modifiés d’un dépôt git',
    },
    access: 'read',
    input,
    output,
    timeoutMs: 10_000,
    errors: [...GIT_ERRORS],
    effects: ({ path }, { cwd }) => gitEffects(ARGS, path === undefined ? cwd : deps.files.resolve(path)),
    async run({ path }, { cwd, signal }) {
      const directory = path === undefined ? cwd : deps.files.resolve(path)
      const answer = await askGit(deps, ARGS, { cwd: directory, signal })
      if (!answer.ok) return answer
      const state = parseStatus(answer.stdout)
      return answered(
        {
          command: commandText(gitArgv(ARGS)),
          ...state,
          clean: state.files.length === 0,
          files: state.files.slice(0, MOST_FILES),
          count: state.files.length,
          truncated: answer.truncated || state.files.length > MOST_FILES,
        },
        answer,
      )
    },
  })
