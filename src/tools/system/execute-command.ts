import { userInfo } from 'node:os'
import { resolve } from 'node:path'
import { z } from 'zod'
import type { CommandResult, CommandRunner } from '../../domain/command-runner.ts'
import type { ExecuteMode } from '../../domain/run.ts'
import type { ToolError } from '../../domain/tool.ts'
import { defineTool } from '../define.ts'
import { excerpt } from '../excerpt.ts'
import { refusedBySudo, sudoersLine } from '../sudo.ts'

/** Seconds. An hour is more than any maintenance job here should take unwatched. */
const LONGEST_S = 3600
const DEFAULT_S = 120
/** The kernel takes at most 128 KiB in one argument (MAX_ARG_STRLEN). */
const LONGEST_TEXT = 100_000
/** Characters of each stream in the result; the whole is in the blob. */
const SHOWN = 32_768

const input = z.object({
  command: z
    .string()
    .min(1)
    .max(LONGEST_TEXT)
    .refine((text) => !text.includes('\0'), 'holds a NUL character')
    .describe('A bash script'),
  cwd: z.string().min(1).optional().describe('Working directory; relative to the workspace'),
  timeoutS: z.number().int().min(1).max(LONGEST_S).default(DEFAULT_S).describe('Time limit in seconds'),
})

const output = z.object({
  /** null when a signal ended it. */
  exitCode: z.number().int().nullable(),
  signal: z.string().nullable(),
  stdout: z.string(),
  stderr: z.string(),
  /** Something of the output is not shown here. */
  truncated: z.boolean(),
  durationMs: z.number(),
})

/**
 * Runs a bash script. A non-zero exit is a failed result that keeps its output; where sudo refused the one command that
 * there was, nothing has happened, and the line for sudoers comes with it.
 */
export const createExecuteCommand = (runnerOf: (mode: ExecuteMode) => CommandRunner | undefined) =>
  defineTool({
    name: 'execute_command',
    group: 'system',
    summary: {
      en: 'Runs a shell command and gives its exit code and output',
      fr: 'Exécute une commande shell et donne son code de sortie et sa sortie',
    },
    access: 'write',
    input,
    output,
    timeoutMs: LONGEST_S * 1000,
    errors: ['E_EXIT', 'E_TIMEOUT', 'E_SPAWN', 'E_UNAVAILABLE', 'E_NEEDS_ROOT'],
    runsByMode: true,
    effects: ({ command, cwd }, context) => [
      { kind: 'command', text: command, cwd: resolve(context.cwd, cwd ?? '.') },
    ],
    async run({ command, cwd, timeoutS }, context) {
      const runner = runnerOf(context.mode)
      if (!runner) return { ok: false, error: noRunner(context.mode) }
      const ended = await runner.run(
        {
          command: { text: command },
          cwd: resolve(context.cwd, cwd ?? '.'),
          timeoutMs: timeoutS * 1000,
          ...(context.runId !== undefined && { scope: context.runId }),
          ...(context.onOutput && { onOutput: context.onOutput }),
        },
        context.signal,
      )
      if ('code' in ended) return { ok: false, error: { ...ended, recoverable: false } }
      const value = {
        exitCode: ended.exitCode,
        signal: ended.signal,
        stdout: excerpt(ended.stdout.text, SHOWN),
        stderr: excerpt(ended.stderr.text, SHOWN),
        truncated: isShortened(ended),
        durationMs: ended.durationMs,
      }
      const error = failureOf(ended, timeoutS)
      const needed = error && (await rootNeeded(runner, command, ended))
      const { output: whole } = ended
      const exit = ended.exitCode === null ? {} : { exitCode: ended.exitCode }
      if (error) return { ok: false, error: needed ?? error, value, output: whole, ...exit }
      return { ok: true, value, output: whole, ...exit }
    },
  })

const isShortened = ({ stdout, stderr, output: whole }: CommandResult): boolean =>
  [stdout, stderr].some((one) => one.truncated || one.text.length > SHOWN) || whole.truncated === true

function failureOf(ended: CommandResult, timeoutS: number): ToolError | undefined {
  if (ended.timedOut)
    return {
      code: 'E_TIMEOUT',
      message: `still running after ${timeoutS} s, so it was ended`,
      recoverable: false,
    }
  if (ended.exitCode === null)
    return { code: 'E_EXIT', message: `ended by ${ended.signal ?? 'a signal'}`, recoverable: false }
  if (ended.exitCode !== 0)
    return {
      code: 'E_EXIT',
      message: `exit code ${ended.exitCode}${lastLine(ended.stderr.text)}`,
      recoverable: false,
    }
  return undefined
}

async function rootNeeded(
  runner: CommandRunner,
  command: string,
  { exitCode, stderr }: CommandResult,
): Promise<ToolError | undefined> {
  const words = refusedBySudo(command, { exitCode: exitCode ?? -1, stderr: stderr.text })
  const [program, ...rest] = words ?? []
  if (program === undefined) return undefined
  const { username } = userInfo()
  const path = (await runner.which(program)) ?? program
  return {
    code: 'E_NEEDS_ROOT',
    message: `${username} may not run ${program} as root without a password`,
    recoverable: false,
    subject: program,
    hint: sudoersLine(username, [[path, ...rest]]),
  }
}

/** What a command says last on stderr is most often why it failed. */
function lastLine(text: string): string {
  const line = text.trimEnd().split('\n').at(-1)?.trim() ?? ''
  return line === '' ? '' : `: ${line.length > 200 ? `${line.slice(0, 199)}…` : line}`
}

/** No skip: what was to run in one place and found none has failed. */
const noRunner = (mode: ExecuteMode): ToolError => ({
  code: 'E_SPAWN',
  message: `there is no ${mode} to run commands in`,
  recoverable: false,
  hint: mode === 'sandbox' ? 'install Docker, or set EXECUTE_MODE=direct' : 'set EXECUTE_MODE=direct',
})
