import type { ModelError, ModelErrorCode } from '../../domain/model.ts'

/** Thrown inside an adapter; its front door turns it into a `ModelError`, which is data. */
export class ModelFailure extends Error {
  override readonly name = 'ModelFailure'
  readonly code: ModelErrorCode
  readonly retryable: boolean
  /** How long the server asks to be left alone, in milliseconds. */
  readonly retryAfterMs: number | undefined

  constructor(
    code: ModelErrorCode,
    message: string,
    more: { retryable?: boolean; retryAfterMs?: number | undefined; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause })
    this.code = code
    this.retryable = more.retryable ?? PASSING.has(code)
    this.retryAfterMs = more.retryAfterMs
  }
}

/** Faults that pass by themselves. An address where nobody answers is not one: the owner has to start the server. */
const PASSING: ReadonlySet<ModelErrorCode> = new Set(['busy', 'server', 'cut'])

export const errorOf = (failure: ModelFailure, model: string, host: string): ModelError => ({
  code: failure.code,
  message: failure.message,
  retryable: failure.retryable,
  model,
  host,
})

/** What a server said, fit for one line of a message: no control characters, and not too long. */
export function oneLine(text: string, maxChars = 300): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim()
  return line.length > maxChars ? `${line.slice(0, maxChars)}…` : line
}
