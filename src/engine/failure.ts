import type { FailureCode } from '../domain/event.ts'
import type { Text } from '../domain/text.ts'

/** Ends the run as failed, with a reason that a person can read. Anything else that is thrown is a bug or a lost disk. */
export class RunFailed extends Error {
  override readonly name = 'RunFailed'
  readonly code: FailureCode
  readonly reason: Text

  constructor(code: FailureCode, reason: Text) {
    super(typeof reason === 'string' ? reason : 'key' in reason ? reason.key : reason.en)
    this.code = code
    this.reason = reason
  }
}
