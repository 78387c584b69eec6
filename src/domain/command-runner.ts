import type { BlobRef } from './blobs.ts'

export interface CommandSpec {
  /** A bash script, run by the same pinned shell that policy judged for; or a program without a shell. */
  readonly command: { readonly text: string } | { readonly argv: readonly string[] }
  readonly cwd: string
  /** Added to the scrubbed base environment. */
  readonly env?: Readonly<Record<string, string>>
  readonly timeoutMs: number
  /** What commands may leave behind (files in /tmp) stays within a scope, where the runner keeps them apart: a run. */
  readonly scope?: string
  readonly onOutput?: (chunk: string) => void
}

/** One stream of a finished command. Invalid UTF-8 is replaced in `text`; the blob keeps the bytes. */
export interface Captured {
  /** Whole when short, otherwise head and tail with a line between that says how much was left out. */
  readonly text: string
  readonly bytes: number
  readonly truncated: boolean
}

export interface CommandResult {
  /** null when a signal ended it. */
  readonly exitCode: number | null
  readonly signal: string | null
  readonly timedOut: boolean
  readonly stdout: Captured
  readonly stderr: Captured
  /** stdout and stderr as they came, whole up to the configured cap. */
  readonly output: BlobRef
  readonly durationMs: number
}

export type CommandFailure = { readonly code: 'E_SPAWN' | 'E_UNAVAILABLE'; readonly message: string }

export interface CommandRunner {
  /**
   * Runs to the end, the time limit or the abort; the last two kill the whole process group.
   * A program that cannot be started is a failure as data; an abort rejects with the signal's reason.
   */
  run(spec: CommandSpec, signal: AbortSignal): Promise<CommandResult | CommandFailure>
  /** Whether a program of that name is on the trusted path, and where. */
  which(program: string): Promise<string | undefined>
}
