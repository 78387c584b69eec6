import { z } from 'zod'
import { defineTool } from '../define.ts'
import { excerpt } from '../excerpt.ts'
import { answered } from '../program.ts'
import { commandText } from './command-text.ts'
import type { QaDeps } from './deps.ts'
import { askGit, GIT_ERRORS, gitArgv, gitEffects } from './git.ts'

/** Characters; the whole is in the blob. */
const SHOWN = 65_536

const input = z.object({
  path: z.string().min(1).optional().describe('A directory in the repository; the workspace unless given'),
  staged: z.boolean().default(false).describe('What is staged for the next commit, instead of what is not'),
})

const output = z.object({
  command: z.string(),
  staged: z.boolean(),
  diff: z.string(),
  /** Lines added and deleted; left out for binary files. */
  files: z.array(
    z.object({ path: z.string(), added: z.number().optional(), deleted: z.number().optional() }),
  ),
  count: z.number(),
  added: z.number(),
  deleted: z.number(),
  /** Something of the diff is not shown here. */
  truncated: z.boolean(),
})

const diffArgs = (staged: boolean): string[] => [
  'diff',
  ...(staged ? ['--cached'] : []),
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
  '--numstat',
  '--patch',
]

export const createGitDiff = (deps: QaDeps) =>
  defineTool({
    name: 'git_diff',
    group: 'qa',
    summary: {
      en: 'What has changed in a git repository, line by line',
      fr: 'Ce qui a changé dans un dépôt git, ligne par ligne',
    },
    access: 'read',
    input,
    output,
    timeoutMs: 30_000,
    errors: [...GIT_ERRORS],
    effects: ({ path, staged }, { cwd }) =>
      gitEffects(diffArgs(staged), path === undefined ? cwd : deps.files.resolve(path)),
    async run({ path, staged }, { cwd, signal }) {
      const directory = path === undefined ? cwd : deps.files.resolve(path)
      const answer = await askGit(deps, diffArgs(staged), { cwd: directory, signal, timeoutMs: 30_000 })
      if (!answer.ok) return answer
      const { files, diff } = parseDiff(answer.stdout)
      const sum = (figure: 'added' | 'deleted') => files.reduce((total, one) => total + (one[figure] ?? 0), 0)
      return answered(
        {
          command: commandText(gitArgv(diffArgs(staged))),
          staged,
          diff: excerpt(diff, SHOWN),
          files,
          count: files.length,
          added: sum('added'),
          deleted: sum('deleted'),
          truncated: answer.truncated || diff.length > SHOWN,
        },
        answer,
      )
    },
  })

type FileChange = {
  readonly path: string
  readonly added?: number
  readonly deleted?: number
}

/** `--numstat --patch`: lines `added TAB deleted TAB path`, an empty line, the patch. Binary files have dashes. */
export function parseDiff(text: string): { files: FileChange[]; diff: string } {
  const files: FileChange[] = []
  const lines = text.split('\n')
  let index = 0
  for (; index < lines.length; index++) {
    const [, added, deleted, path] = /^(\d+|-)\t(\d+|-)\t(.+)$/.exec(lines[index] ?? '') ?? []
    if (path === undefined) break
    files.push(added === '-' ? { path } : { path, added: Number(added), deleted: Number(deleted) })
  }
  return { files, diff: lines.slice(index).join('\n').trim() }
}
