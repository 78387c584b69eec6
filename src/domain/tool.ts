import type { BlobRef } from './blobs.ts'
import type { Access, Effect } from './effect.ts'
import type { Json, JsonObject } from './json.ts'
import type { ExecuteMode } from './run.ts'
import type { Localized } from './text.ts'

export const TOOL_OUTCOMES = ['succeeded', 'failed', 'denied', 'cancelled', 'unknown'] as const
export type ToolOutcome = (typeof TOOL_OUTCOMES)[number]

/** Why a tool could not do what was asked. Expected failure is data; bugs throw. */
export interface ToolError {
  readonly code: ToolErrorCode
  readonly message: string
  /** The system may look for a way round by itself (automatic recovery). */
  readonly recoverable: boolean
  /** The same call may succeed a moment later: reading calls are tried again with backoff. */
  readonly retryable?: boolean
  /** The path, host, service … that the error is about. */
  readonly subject?: string
  /** What the owner could do about it, e.g. the line to add to sudoers. */
  readonly hint?: string
}

export const TOOL_ERROR_CODES = [
  'E_ARGS', // arguments do not fit the schema
  'E_UNKNOWN_TOOL',
  'E_FILE_NOT_FOUND',
  'E_DIR_NOT_FOUND',
  'E_PATH_NOT_FOUND',
  'E_NOT_A_FILE',
  'E_NOT_A_DIRECTORY',
  'E_EXISTS', // a file that was to be new is there already
  'E_OUTSIDE_WORKSPACE',
  'E_PERMISSION',
  'E_TOO_LARGE',
  'E_BINARY',
  'E_EXIT', // a command ended with a non-zero code
  'E_TIMEOUT',
  'E_SPAWN', // a program could not be started
  'E_CANCELLED',
  'E_UNAVAILABLE', // this machine has no such thing (no systemd, no docker): an honest skip
  'E_NEEDS_ROOT', // an honest skip with the line to add to sudoers
  'E_DENIED', // policy or a person said no
  'E_ADDRESS', // http_request: an address that is not public
  'E_NETWORK',
  'E_HTTP',
  'E_EXPRESSION',
  'E_NOT_FOUND', // a service, container, certificate … by that name
  'E_NO_PROJECT', // a qa tool found nothing to work on
  'E_OUTPUT', // the program's answer was not understood
  'E_TAKEN_BACK', // it was done, and what it changed was put back
  'E_INTERNAL',
] as const
export type ToolErrorCode = (typeof TOOL_ERROR_CODES)[number]

/** Codes that mean "not on this machine" rather than "went wrong": the step is shown as skipped. */
export const isSkip = (code: ToolErrorCode): boolean =>
  code === 'E_UNAVAILABLE' || code === 'E_NEEDS_ROOT' || code === 'E_NO_PROJECT'

/** Success and failure of one shape. `output` names the whole text that was captured, kept as a blob. */
export type ToolResult<O extends Json = Json> =
  | { readonly ok: true; readonly value: O; readonly exitCode?: number; readonly output?: BlobRef }
  | {
      readonly ok: false
      readonly error: ToolError
      readonly value?: O
      readonly exitCode?: number
      readonly output?: BlobRef
    }

/** What a running call may use beside its arguments. */
export interface ToolContext {
  readonly signal: AbortSignal
  /** Working directory of commands; relative paths start here. */
  readonly cwd: string
  readonly mode: ExecuteMode
  /** The run that the call belongs to. */
  readonly runId?: string
  /** Live output, for people to watch: published, never journaled. */
  readonly onOutput?: (chunk: string) => void
}

/** Structural view of a schema, so that the words need no library: zod types fit. */
export interface Schema<T> {
  safeParse(input: unknown): { success: true; data: T } | { success: false; error: { message: string } }
}

export const TOOL_GROUPS = ['system', 'filesystem', 'utility', 'net', 'qa', 'server', 'delegate'] as const
export type ToolGroup = (typeof TOOL_GROUPS)[number]

export interface Tool<I = never, O extends Json = Json> {
  readonly name: string
  readonly group: ToolGroup
  readonly summary: Localized
  /** `write` is the cautious answer: policy may find that a particular command only reads. */
  readonly access: Access
  readonly input: Schema<I>
  readonly output: Schema<O>
  readonly timeoutMs: number
  readonly errors: readonly ToolErrorCode[]
  /** What it runs, it runs where the mode says: on this machine or in the sandbox. Others do not look at the mode. */
  readonly runsByMode?: true
  /** Pure: what the call would do, before it does it. */
  effects(args: I, context: { readonly cwd: string }): readonly Effect[]
  run(args: I, context: ToolContext): Promise<ToolResult<O>>
  /** JSON Schema of the input, for models and for people. */
  inputSchema(): JsonObject
}

/** A tool whose argument type has been forgotten: the registry's view. Arguments pass `input` first. */
export type AnyTool = Tool

export interface ToolBox {
  get(name: string): AnyTool | undefined
  list(): readonly AnyTool[]
}
