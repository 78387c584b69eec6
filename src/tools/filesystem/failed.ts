import type { FileFailure } from '../../domain/files.ts'
import type { ToolError, ToolErrorCode } from '../../domain/tool.ts'

/** What may be missing: for these the system itself looks for what was meant. */
const RECOVERABLE: ReadonlySet<ToolErrorCode> = new Set([
  'E_FILE_NOT_FOUND',
  'E_DIR_NOT_FOUND',
  'E_PATH_NOT_FOUND',
])

export function failed({ code, message, path }: FileFailure): {
  readonly ok: false
  readonly error: ToolError
} {
  return { ok: false, error: { code, message, recoverable: RECOVERABLE.has(code), subject: path } }
}

/** Codes of a path that cannot be reached or is of the wrong kind. */
export const PATH_ERRORS = [
  'E_FILE_NOT_FOUND',
  'E_DIR_NOT_FOUND',
  'E_PATH_NOT_FOUND',
  'E_NOT_A_FILE',
  'E_NOT_A_DIRECTORY',
  'E_OUTSIDE_WORKSPACE',
  'E_PERMISSION',
  'E_TOO_LARGE',
] as const satisfies readonly ToolErrorCode[]
