import type { Usage } from './event.ts'
import type { Json, JsonObject } from './json.ts'

/** One message of a conversation with a model. */
export interface ModelMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool'
  readonly content: string
  /** Native tool calls that the assistant made, where the model has them. */
  readonly toolCalls?: readonly ModelToolCall[]
  readonly toolName?: string
}

export interface ModelToolCall {
  readonly name: string
  readonly args: JsonObject
}

export interface ModelToolSpec {
  readonly name: string
  readonly description: string
  /** JSON Schema of the arguments. */
  readonly parameters: JsonObject
}

/** Either `schema` or `tools`, never both: servers ignore one of them when both are given. */
export interface ModelRequest {
  readonly messages: readonly ModelMessage[]
  /** JSON Schema that the whole answer must fit. */
  readonly schema?: JsonObject
  readonly tools?: readonly ModelToolSpec[]
  /** 0 … 2; the adapter's default where absent. */
  readonly temperature?: number
  readonly maxAnswerTokens?: number
}

export interface ModelAnswer {
  readonly text: string
  readonly toolCalls: readonly ModelToolCall[]
  /** `length`: the answer reached its limit of tokens, so that its end is missing. */
  readonly ended: 'stop' | 'length'
  readonly usage: Usage
  readonly timing: ModelTiming
}

/** Milliseconds. `loadMs` is 0 when the model was in memory already, or the server does not say. */
export interface ModelTiming {
  readonly loadMs: number
  readonly firstTokenMs: number
  readonly totalMs: number
}

export const MODEL_ERROR_CODES = [
  'unreachable', // nobody answers at that address
  'missing', // the server has no model of that name: it can be pulled
  'busy', // the server's queue is full
  'server', // 5xx, or an error in mid-stream
  'cut', // the connection ended before the answer did
  'too_long', // more was answered than is taken
  'context', // the prompt does not fit the context
  'unsupported', // no tools, no such option
  'refused', // 4xx: a wrong key, a wrong request
] as const
export type ModelErrorCode = (typeof MODEL_ERROR_CODES)[number]

export interface ModelError {
  readonly code: ModelErrorCode
  readonly message: string
  /** The same request may succeed a moment later. */
  readonly retryable: boolean
  readonly model: string
  readonly host: string
}

export type ModelOutcome =
  | { readonly ok: true; readonly answer: ModelAnswer }
  | { readonly ok: false; readonly error: ModelError }

export interface ModelOptions {
  /** Called with each piece of the answer as it comes; after `onRetry` the answer begins anew. */
  readonly onText?: (piece: string) => void
  /** Called once a retry or a fallback has been decided. */
  readonly onRetry?: (retry: {
    readonly error: ModelError
    readonly delayMs: number
    readonly next: string
  }) => void
}

/** One model on one server, with one fixed context size. Fallbacks and retries are inside. */
export interface Model {
  readonly name: string
  /** Tokens of prompt and answer together. */
  readonly contextTokens: number
  /** An abort ends the request at once, while the model loads too; it rejects with the signal's reason. */
  ask(request: ModelRequest, signal: AbortSignal, options?: ModelOptions): Promise<ModelOutcome>
  /** Whether native tool calls really work, as tried; remembered per model and version. */
  toolsWork(signal: AbortSignal): Promise<boolean>
}

export interface PullProgress {
  readonly status: string
  readonly completedBytes?: number
  readonly totalBytes?: number
}

export interface ModelInfo {
  readonly name: string
  readonly digest: string
  readonly bytes: number
}

/** The server that models live on. */
export interface ModelHost {
  readonly address: string
  list(
    signal: AbortSignal,
  ): Promise<{ ok: true; models: readonly ModelInfo[] } | { ok: false; error: ModelError }>
  pull(
    name: string,
    onProgress: (progress: PullProgress) => void,
    signal: AbortSignal,
  ): Promise<{ ok: true } | { ok: false; error: ModelError }>
}

/** What a structured question to a model came to. */
export type Structured<T> =
  | { readonly ok: true; readonly value: T; readonly usage: Usage; readonly tries: number }
  | {
      readonly ok: false
      readonly why: string
      /** Set where the model gave no answer at all; otherwise its answers did not fit. */
      readonly error?: ModelError
      /** Answers that were given, and what they cost together. */
      readonly tries: number
      readonly usage?: Usage
      readonly lastText?: string
      readonly raw?: Json
    }
