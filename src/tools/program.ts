import type { BlobRef } from '../domain/blobs.ts'
import type { CommandRunner } from '../domain/command-runner.ts'
import type { Effect } from '../domain/effect.ts'
import type { Json } from '../domain/json.ts'
import type { ToolError, ToolErrorCode, ToolResult } from '../domain/tool.ts'

/** What a program answered, whatever its exit code. */
export interface Answer {
  readonly ok: true
  /** null when a signal ended it. */
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
  /** The middle of stdout was left out. */
  readonly truncated: boolean
  /** Only where `partial` was asked for. */
  readonly timedOut: boolean
  readonly output: BlobRef
  readonly durationMs: number
}

export type Failure = Extract<ToolResult<never>, { ok: false }>

export interface ProgramCall {
  readonly argv: readonly string[]
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  readonly timeoutMs: number
  readonly signal: AbortSignal
  readonly onOutput?: ((chunk: string) => void) | undefined
  /** The run that this is part of. */
  readonly scope?: string | undefined
  /** What came before the time ran out is worth having. */
  readonly partial?: boolean
}

type ErrorDetails = Partial<Pick<ToolError, 'recoverable' | 'retryable' | 'subject' | 'hint'>>

export const failure = (code: ToolErrorCode, message: string, details: ErrorDetails = {}): Failure => ({
  ok: false,
  error: { code, message, recoverable: false, ...details },
})

export const programEffect = (argv: readonly string[], cwd: string): Effect => ({
  kind: 'program',
  argv,
  cwd,
})

/** Runs a program without a shell. An absent one is E_UNAVAILABLE; how to read its exit code is up to the caller. */
export async function askProgram(runner: CommandRunner, call: ProgramCall): Promise<Answer | Failure> {
  const program = call.argv[0] ?? ''
  const result = await runner.run(
    {
      command: { argv: call.argv },
      cwd: call.cwd,
      timeoutMs: call.timeoutMs,
      ...(call.env ? { env: call.env } : {}),
      ...(call.onOutput ? { onOutput: call.onOutput } : {}),
      ...(call.scope === undefined ? {} : { scope: call.scope }),
    },
    call.signal,
  )
  if ('code' in result) {
    if (result.code === 'E_SPAWN') return failure('E_SPAWN', result.message, { subject: program })
    return failure('E_UNAVAILABLE', `${program} is not installed on this machine`, { subject: program })
  }
  if (result.timedOut && call.partial !== true) {
    const seconds = Math.round(call.timeoutMs / 1000)
    const late = failure('E_TIMEOUT', `${program} did not end within ${seconds} s`, {
      subject: program,
      retryable: true,
    })
    return { ...late, output: result.output }
  }
  return {
    ok: true,
    exitCode: result.exitCode,
    stdout: result.stdout.text,
    stderr: result.stderr.text,
    truncated: result.stdout.truncated,
    timedOut: result.timedOut,
    output: result.output,
    durationMs: result.durationMs,
  }
}

/** A program that ended in error, with the last thing it had to say about it. */
export function exitFailure(argv: readonly string[], answer: Answer): Failure {
  const how = answer.exitCode === null ? 'was ended by a signal' : `ended with exit code ${answer.exitCode}`
  const said = lastLine(answer.stderr) || lastLine(answer.stdout)
  const { error } = failure('E_EXIT', `${argv[0]} ${how}${said === '' ? '' : `: ${said}`}`)
  return {
    ok: false,
    error,
    output: answer.output,
    ...(answer.exitCode === null ? {} : { exitCode: answer.exitCode }),
  }
}

/** Success with what the program printed kept beside the value. */
export const answered = <O extends Json>(value: O, answer: Answer): ToolResult<O> => ({
  ok: true,
  value,
  output: answer.output,
  ...(answer.exitCode === null ? {} : { exitCode: answer.exitCode }),
})

const lastLine = (text: string): string => text.trim().split('\n').at(-1)?.trim().slice(0, 300) ?? ''
