import type { FailureCode } from './event.ts'
import type { Localized, Text } from './text.ts'

/**
 * Something the person at the other end can mend: bad configuration, an unknown name, a busy directory.
 * It is shown as one line (what, where, what to do), never as a stack trace. Bugs throw plain errors.
 */
export class UserError extends Error {
  override readonly name = 'UserError'
  readonly code: UserErrorCode
  readonly exitCode: number
  /** The line in both languages, where it does not come from somebody who knows the person's own. */
  readonly localized: Localized | undefined

  constructor(
    code: UserErrorCode,
    message: string | Localized,
    options: { exitCode?: number; cause?: unknown } = {},
  ) {
    super(typeof message === 'string' ? message : message.en, { cause: options.cause })
    this.code = code
    this.exitCode = options.exitCode ?? 2
    this.localized = typeof message === 'string' ? undefined : message
  }
}

export type UserErrorCode =
  | 'bad_config'
  | 'bad_input'
  | 'bad_workflow'
  | 'bad_policy'
  | 'not_found'
  | 'ambiguous'
  | 'not_now'
  | 'not_allowed'
  | 'busy'
  | 'newer_database'
  | 'storage'
  | 'interrupted'

/** The journal can no longer be written (full disk, lost device): nothing more may be done or told. */
export class StorageError extends UserError {
  constructor(message: string | Localized, cause?: unknown) {
    super('storage', message, { exitCode: 1, cause })
  }
}

/** An agent cannot go on. Ends the run, with an incident of that name. */
export class AgentFailed extends Error {
  override readonly name = 'AgentFailed'
  readonly code: FailureCode
  /** Stable reason code of the incident, e.g. `model_unreachable`. */
  readonly incident: string
  readonly reason: Text

  constructor(code: FailureCode, incident: string, reason: Text) {
    super(incident)
    this.code = code
    this.incident = incident
    this.reason = reason
  }
}
