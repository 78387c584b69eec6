import type { WorkflowParamDef } from '../workflow/format.ts'
import { plainText, type Word } from './words.ts'

/** A text in which values are looked for, and what was taken from it so far. */
export interface Search {
  readonly cues: Set<Word>
  readonly words: readonly Word[]
  readonly text: string
  readonly used: Set<Word>
}

/** Whether a word is one of those that the parameter is introduced by. */
export function isCueOf(param: WorkflowParamDef, word: Word): boolean {
  const cues = [...(param.words?.en ?? []), ...(param.words?.fr ?? [])].map(plainText)
  return cues.includes(word.plain) || cues.includes(word.concept)
}
