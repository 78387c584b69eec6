import { defineTool } from '../define.ts'
import { answered, askProgram, exitFailure, failure, programEffect } from '../program.ts'
import type { ServerDeps } from './deps.ts'
import { given, nonEmptyLines } from './figures.ts'
import { largestDirectoriesInput, largestDirectoriesOutput } from './shapes/disk.ts'

interface Question {
  readonly path: string
  readonly depth: number
  readonly minBytes: number
}

/** -x: one filesystem. The threshold is du's own, so that a large tree does not drown the answer. */
const duArgv = ({ path, depth, minBytes }: Question): string[] => [
  'du',
  '-x',
  '-k',
  `--max-depth=${depth}`,
  ...(minBytes > 0 ? [`--threshold=${minBytes}`] : []),
  '--',
  path,
]

export const createLargestDirectories = ({ runner, files }: ServerDeps) =>
  defineTool({
    name: 'largest_directories',
    group: 'server',
    summary: {
      en: 'Which directories take the most room on one filesystem',
      fr: 'Les répertoires qui prennent le plus de place sur un système de fichiers',
    },
    access: 'read',
    input: largestDirectoriesInput,
    output: largestDirectoriesOutput,
    timeoutMs: 300_000,
    errors: ['E_DIR_NOT_FOUND', 'E_PERMISSION', 'E_UNAVAILABLE', 'E_EXIT', 'E_SPAWN'],
    effects: (args, { cwd }) => [programEffect(duArgv({ ...args, path: files.resolve(args.path) }), cwd)],
    async run({ limit, maxS, ...args }, { cwd, signal }) {
      const path = files.resolve(args.path)
      const argv = duArgv({ ...args, path })
      const answer = await askProgram(runner, { argv, cwd, signal, timeoutMs: maxS * 1000, partial: true })
      if (!answer.ok) return answer
      const sizes = parseDu(answer.stdout)
      const unreadable = (answer.stderr.match(/cannot (?:read|access|open)/g) ?? []).length
      // du prints the starting point last, so its line is also the sign that it got to the end.
      const whole = sizes.find((one) => one.path === path)
      if (sizes.length === 0 && !answer.timedOut && answer.exitCode !== 0) {
        if (/No such file or directory/.test(answer.stderr))
          return failure('E_DIR_NOT_FOUND', `${path} does not exist`, { subject: path, recoverable: true })
        return exitFailure(argv, answer)
      }
      const entries = sizes.filter((one) => one.path !== path).sort((a, b) => b.bytes - a.bytes)
      return answered(
        {
          path,
          entries: entries.slice(0, limit),
          ...(answer.timedOut ? {} : given('totalBytes', whole?.bytes)),
          unreadable,
          complete: !answer.timedOut && unreadable === 0,
          ...given('hint', hintFor(answer.timedOut, unreadable)),
        },
        answer,
      )
    },
  })

/** Lines of `du -k`: kibibytes, a tab, a path. A name with a line break in it loses its rest. */
export const parseDu = (text: string): { path: string; bytes: number }[] =>
  nonEmptyLines(text).flatMap((line) => {
    const [, kibibytes, path] = /^(\d+)\t(.+)$/.exec(line) ?? []
    return path === undefined ? [] : [{ path, bytes: Number(kibibytes) * 1024 }]
  })

function hintFor(timedOut: boolean, unreadable: number): string | undefined {
  if (timedOut) return 'Not everything was measured in time: start deeper, or raise maxS.'
  if (unreadable > 0) return `Directories that this user may not read: ${unreadable}. They count too little.`
  return undefined
}
