import type { ContextParts } from './context/formal-context.ts'

export interface WorkerTask {
  readonly kind: 'concepts' | 'stem_base'
  readonly context: ContextParts
  /** Concepts or implications, at most. */
  readonly limit: number
}

export type FromWorker =
  | { readonly type: 'progress'; readonly found: number }
  | {
      readonly type: 'done'
      readonly complete: boolean
      /** Intents; or of each implication premise and conclusion. */
      readonly sets: Uint32Array<ArrayBuffer>
      readonly support: Uint32Array<ArrayBuffer>
    }
