import type { Model } from '../../domain/model.ts'
import { estimateTokens } from '../models/tokens.ts'

/** Of a context, what is kept for the answer, in tokens and as a share. */
const ANSWER = { most: 4096, share: 1 / 4 }
/** And for a correction, with the answer that it is about (`models/structured.ts` echoes 4,000 characters of it). */
const CORRECTION = { most: 1600, share: 1 / 8 }

export interface Room {
  /** Tokens for messages, the schema apart. */
  readonly prompt: number
  readonly answer: number
}

/** How the context of a model is shared out. Tokens are estimated on the safe side (`models/tokens.ts`). */
export function roomIn({ contextTokens }: Model, jsonSchema: string): Room {
  const part = ({ most, share }: typeof ANSWER) => Math.min(most, Math.floor(contextTokens * share))
  const answer = part(ANSWER)
  return { answer, prompt: contextTokens - answer - part(CORRECTION) - estimateTokens(jsonSchema) }
}
