import type { RunId } from '../domain/run.ts'
import type { CardModel } from './card-model.ts'
import type { QuestionCard } from './question-card.ts'

export interface Row {
  readonly left: string
  readonly right?: string
}
/** Names, ids and commands with their places to fill in are shown as code, so that a touch copies them; sentences are not. */
export const isTyped = (text: string): boolean => /^[\w.:-]{2,60}$|^[a-z]+ [[<][^`]{1,100}$/.test(text)

export interface Section {
  readonly title: string
  readonly rows: readonly Row[]
}
export interface Output {
  readonly title: string
  /** As the command printed it, escaped; cut at both ends where it was long. */
  readonly text: string
}

/** What Autohome says to a message. Each surface gives it its own look. */
export type Reply =
  | { readonly kind: 'text'; readonly ok: boolean; readonly text: string }
  /** A run has begun, or goes on with a new attempt: its card is to be followed from `afterSeq` on. */
  | { readonly kind: 'run'; readonly runId: RunId; readonly afterSeq: number; readonly text: string }
  | { readonly kind: 'card'; readonly card: CardModel }
  | { readonly kind: 'questions'; readonly questions: readonly QuestionCard[] }
  | { readonly kind: 'sections'; readonly intro: readonly string[]; readonly sections: readonly Section[] }
  | { readonly kind: 'outputs'; readonly outputs: readonly Output[] }
  /** An audit pack and the like. The terminal gets none: there it is written into a directory. */
  | { readonly kind: 'files'; readonly text: string; readonly files: readonly NamedFile[] }

export interface NamedFile {
  readonly name: string
  readonly bytes: Uint8Array
}

export const said = (text: string): Reply => ({ kind: 'text', ok: true, text })
export const refused = (text: string): Reply => ({ kind: 'text', ok: false, text })
