import { z } from 'zod'
import type { ExecuteMode } from '../../domain/run.ts'
import type { AnyTool, ToolContext, ToolResult } from '../../domain/tool.ts'
import { defineTool } from '../define.ts'
import { excerpt } from '../excerpt.ts'
import { type Answer, askProgram, exitFailure, failure, programEffect } from '../program.ts'
import type { CheckKind } from './checks.ts'
import { type Choice, choose } from './choose.ts'
import { commandText } from './command-text.ts'
import type { QaDeps } from './deps.ts'

/** Characters of each stream in the result; the whole is in the blob. */
const SHOWN = 32_768

const input = z.object({
  path: z.string().min(1).optional().describe('The project’s directory; the workspace unless given'),
})

const output = z.object({
  /** What was chosen and run. */
  command: z.string(),
  project: z.enum(['python', 'node']),
  directory: z.string(),
  /** null when a signal ended it. */
  exitCode: z.number().nullable(),
  /** Tests. Counts are left out where the program does not print them. */
  passed: z.number().optional(),
  failed: z.number().optional(),
  skipped: z.number().optional(),
  /** Problems that a linter, a compiler or a type checker found. */
  issues: z.number().optional(),
  /** Files that would be formatted otherwise. */
  unformatted: z.number().optional(),
  stdout: z.string(),
  stderr: z.string(),
  /** Something of the output is not shown here. */
  truncated: z.boolean(),
  durationMs: z.number(),
})
type Checked = z.output<typeof output>
type Chosen = Extract<Choice, { kind: 'run' }>

/** A tool that finds out how this project is checked, and checks it. */
export function createCheckTool({ runner, sandbox, files }: QaDeps, check: CheckKind): AnyTool {
  /**
   * What policy was shown for a call's arguments. The files that decide are the project's own and may change before the
   * call runs: what was judged is what is run, not what the files say by then.
   */
  const judged = new WeakMap<object, Choice>()
  const directoryOf = (args: { path?: string | undefined }, cwd: string) =>
    args.path === undefined ? cwd : files.resolve(args.path)

  return defineTool({
    name: check.name,
    group: 'qa',
    summary: check.summary,
    access: 'write',
    input,
    output,
    timeoutMs: check.timeoutMs,
    runsByMode: true,
    errors: ['E_NO_PROJECT', 'E_EXIT', 'E_TIMEOUT', 'E_UNAVAILABLE', 'E_SPAWN', 'E_TOO_LARGE'],
    effects(args, { cwd }) {
      const directory = directoryOf(args, cwd)
      const choice = choose(check, directory)
      judged.set(args, choice)
      if (choice.kind !== 'run') return [{ kind: 'path', access: 'read', path: directory }]
      return choice.commands.map((argv) => programEffect(argv, directory))
    },
    async run(args, context): Promise<ToolResult<Checked>> {
      const directory = directoryOf(args, context.cwd)
      const choice = judged.get(args) ?? choose(check, directory)
      if (choice.kind === 'none') return failure('E_NO_PROJECT', choice.why, { subject: directory })
      if (choice.kind === 'too-many') return failure('E_TOO_LARGE', choice.why, { subject: directory })
      const place = context.mode === 'direct' ? runner : sandbox
      if (!place) return failure('E_SPAWN', `there is no ${context.mode} to run checks in`)
      let last: ToolResult<Checked> | undefined
      for (const argv of choice.commands) {
        const answer = await askProgram(place, call(argv, directory, check.timeoutMs, context))
        if (!answer.ok)
          return answer.error.code === 'E_UNAVAILABLE' ? notInstalled(argv, choice, context.mode) : answer
        last = resultOf(answer, argv, { check, choice, directory })
        if (!last.ok) return last
      }
      return last ?? failure('E_NO_PROJECT', `nothing to do in ${directory}`, { subject: directory })
    },
  })
}

const call = (
  argv: readonly string[],
  cwd: string,
  timeoutMs: number,
  { signal, onOutput, runId }: ToolContext,
) => ({
  argv,
  cwd,
  timeoutMs,
  signal,
  onOutput,
  scope: runId,
  // Runners that would wait for changes, ask, or colour their output do none of it under these.
  env: { CI: 'true', NO_COLOR: '1' },
})

interface Where {
  readonly check: CheckKind
  readonly choice: Chosen
  readonly directory: string
}

function resultOf(
  answer: Answer,
  argv: readonly string[],
  { check, choice, directory }: Where,
): ToolResult<Checked> {
  const value: Checked = {
    command: commandText(argv),
    project: choice.project,
    directory,
    exitCode: answer.exitCode,
    ...check.count(`${answer.stdout}\n${answer.stderr}`),
    stdout: excerpt(answer.stdout, SHOWN),
    stderr: excerpt(answer.stderr, SHOWN),
    truncated: answer.truncated || [answer.stdout, answer.stderr].some((text) => text.length > SHOWN),
    durationMs: answer.durationMs,
  }
  if (answer.exitCode === 0) return { ok: true, value, exitCode: 0, output: answer.output }
  return { ...exitFailure(argv, answer), value }
}

function notInstalled([program = '']: readonly string[], { install }: Chosen, mode: ExecuteMode) {
  if (mode === 'direct')
    return failure('E_UNAVAILABLE', `${program} is not installed on this machine`, {
      subject: program,
      hint: install,
    })
  return failure('E_UNAVAILABLE', `${program} is not in the sandbox's image`, {
    subject: program,
    hint: 'name an image that has it in sandbox.image',
  })
}
