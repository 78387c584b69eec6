import { UserError, type UserErrorCode } from '../domain/errors.ts'
import type { Localized } from '../domain/text.ts'

/** An error as RFC 9457 wants it, with what a client needs to make the same `UserError` of it again. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: UserErrorCode | 'internal'
  readonly exitCode: number
  /** The detail in both languages, where it is known in both. */
  readonly localized?: Localized
}

const STATUS = {
  bad_input: 400,
  bad_config: 500,
  bad_workflow: 422,
  bad_policy: 500,
  not_found: 404,
  ambiguous: 409,
  not_now: 409,
  not_allowed: 403,
  busy: 503,
  newer_database: 500,
  storage: 503,
  interrupted: 503,
} as const satisfies Record<UserErrorCode, number>

/** A bug's own message stays inside: `onBug` hears it, the other side learns only that there was one. */
export function toProblem(error: unknown, onBug: (error: unknown) => void, status?: number): Problem {
  if (error instanceof UserError) {
    const title = error.code.replaceAll('_', ' ')
    const type = `urn:autohome:problem:${error.code}`
    const { code, exitCode, message, localized } = error
    return {
      type,
      title,
      status: status ?? STATUS[code],
      detail: message,
      code,
      exitCode,
      ...(localized && { localized }),
    }
  }
  onBug(error)
  return {
    type: 'urn:autohome:problem:internal',
    title: 'internal',
    status: 500,
    detail: 'Something inside Autohome broke; its log has the details.',
    code: 'internal',
    exitCode: 1,
  }
}
