import { ModelFailure, oneLine } from './failure.ts'

export interface Refusal {
  /** HTTP status; of an error in mid-stream the one it names, or 500. */
  readonly status: number
  /** The body, or the text of an error in mid-stream. */
  readonly body: string
  readonly retryAfterMs?: number | undefined
}

/**
 * What an error answer means. Servers tell most cases apart by their words only; these are the words of Ollama 0.12
 * (server/routes.go, server/sched.go), llama.cpp's server, vLLM and OpenRouter.
 */
export function failureOf({ status, body, retryAfterMs }: Refusal): ModelFailure {
  const said = messageIn(body)
  const message = said === '' ? `the server answers ${status}` : `the server answers ${status}: ${said}`

  if (status === 401 || status === 403) return new ModelFailure('refused', message)
  if (TOO_LARGE.test(said)) return new ModelFailure('context', message)
  if (status < 500 ? NOT_SUPPORTED.test(said) : NO_GRAMMAR.test(said))
    return new ModelFailure('unsupported', message)
  if (NO_MODEL.test(said) || (status === 404 && /model/i.test(said)))
    return new ModelFailure('missing', message)
  // 408 and 429 are a server's way to say "later" as well; llama.cpp answers 503 while it loads a model.
  if (status === 503 || status === 429 || status === 408)
    return new ModelFailure('busy', message, { retryAfterMs })
  if (status >= 500)
    return new ModelFailure('server', message, { retryable: !NO_ROOM.test(said), retryAfterMs })
  return new ModelFailure('refused', message)
}

const TOO_LARGE =
  /context (length|size|window)|context_length_exceeded|exceed_context_size|input length|prompt is too long/i
const NOT_SUPPORTED =
  /does not support|not supported|unsupported|requires? --|grammar|json.?schema|response_format/i
const NO_GRAMMAR = /grammar|json.?schema|vocabulary required for format|requires? --jinja/i
/** "pull model manifest: file does not exist" is what Ollama says of a name that its library has not. */
const NO_MODEL =
  /model .*(not found|does not exist)|no such model|not a valid model|manifest: file does not exist/i
/** Asking again frees no memory; another model may fit. */
const NO_ROOM = /more system memory|out of memory|insufficient memory/i

/** `{"error":"…"}` as Ollama writes it, `{"error":{"message":"…"}}` as the others do, or the plain text. */
export function messageIn(body: string): string {
  try {
    const parsed: unknown = JSON.parse(body)
    const error = field(parsed, 'error') ?? field(parsed, 'message') ?? field(parsed, 'detail')
    const message = typeof error === 'string' ? error : field(error, 'message')
    if (typeof message === 'string') return oneLine(message)
  } catch {
    // Not JSON: a proxy's page, or a bare word.
  }
  return oneLine(body)
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
}
