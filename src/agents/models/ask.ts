import type { Model, ModelAnswer, ModelRequest } from '../../domain/model.ts'
import { errorOf, ModelFailure } from './failure.ts'
import type { Limiter } from './limiter.ts'
import { type RetryDeps, retrying } from './retry.ts'
import { safeMessage } from './template-marks.ts'

/** One try at one answer. @throws ModelFailure, or the signal's reason. */
export type Attempt = (
  request: ModelRequest,
  signal: AbortSignal,
  onText?: (piece: string) => void,
) => Promise<ModelAnswer>

export interface ModelDeps {
  readonly name: string
  readonly host: string
  readonly contextTokens: number
  readonly attempt: Attempt
  readonly limiter: Limiter
  readonly retry: RetryDeps
  readonly toolsWork: Model['toolsWork']
}

/** A model from a way to ask it once: takes its turn at the server and tries again after passing faults. */
export function createModel(deps: ModelDeps): Model {
  const { name, host, contextTokens, attempt, limiter, retry, toolsWork } = deps
  return {
    name,
    contextTokens,
    toolsWork,
    async ask(request, signal, { onText, onRetry } = {}) {
      if (request.schema && request.tools)
        throw new Error('a request to a model has a schema or tools, never both')
      signal.throwIfAborted()
      if (surelyTooLarge(request, contextTokens)) {
        const failure = new ModelFailure('context', `the prompt does not fit ${contextTokens} tokens`)
        return { ok: false, error: errorOf(failure, name, host) }
      }
      const safe = { ...request, messages: request.messages.map(safeMessage) }
      const once = () => limiter.run(() => connected((inner) => attempt(safe, inner, onText), signal), signal)
      // What fails with tools fails again: the question can be put by a schema instead, and that is tried again.
      const again = request.tools ? { ...retry, limits: { ...retry.limits, retries: 0 } } : retry
      const end = await retrying(once, again, signal, (failure, delayMs) =>
        onRetry?.({ error: errorOf(failure, name, host), delayMs, next: name }),
      )
      if (end.ok) return { ok: true, answer: end.value }
      return { ok: false, error: errorOf(end.failure, name, host) }
    },
  }
}

/** Whatever becomes of the work, its connection is closed afterwards: a model stops writing when nobody listens. */
export async function connected<T>(
  work: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const leaving = new AbortController()
  const onAbort = () => leaving.abort(signal.reason)
  signal.throwIfAborted()
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await work(leaving.signal)
  } finally {
    signal.removeEventListener('abort', onAbort)
    leaving.abort()
  }
}

/**
 * A last look, for servers that cut a prompt in the middle and say nothing: the prompt builder estimates on the safe side;
 * this is a bound that ordinary text passes only when it really does not fit (four characters a token).
 */
const surelyTooLarge = ({ messages }: ModelRequest, contextTokens: number): boolean =>
  messages.reduce((chars, { content }) => chars + content.length, 0) > contextTokens * 4
