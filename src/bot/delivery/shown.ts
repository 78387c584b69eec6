import type { JsonObject } from '../../domain/json.ts'
import type { Phase, RunId } from '../../domain/run.ts'

/** What a message of the outbox shows. Everything else about it is in the journal. */
export type Shown =
  | { readonly type: 'card'; readonly runId: RunId }
  | {
      readonly type: 'phase'
      readonly runId: RunId
      readonly attempt: number
      readonly phase: Phase
      readonly seq: number
    }
  | { readonly type: 'question'; readonly runId: RunId; readonly questionId: string }
  /** A recovery, a warning or an incident: the event says it all. */
  | { readonly type: 'event'; readonly runId: RunId; readonly seq: number }
  | { readonly type: 'report'; readonly runId: RunId; readonly seq: number }
  /** Why the thread goes on somewhere else. */
  | { readonly type: 'moved'; readonly runId: RunId; readonly why: string }
  | { readonly type: 'welcome'; readonly channel: string }
  /** Another surface cannot be used any more. */
  | { readonly type: 'trouble'; readonly surface: string; readonly message: string; readonly at: number }

export const keyOf = (shown: Shown): string => {
  switch (shown.type) {
    case 'card':
      return `card:${shown.runId}`
    case 'phase':
      return `phase:${shown.runId}:${shown.attempt}/${shown.phase}`
    case 'question':
      return `question:${shown.questionId}`
    case 'event':
    case 'report':
      return `${shown.type}:${shown.runId}:${shown.seq}`
    case 'moved':
      return `moved:${shown.runId}`
    case 'welcome':
      return `welcome:${shown.channel}`
    case 'trouble':
      return `trouble:${shown.surface}:${shown.at}`
    default:
      return shown satisfies never
  }
}

/** A card and a question change with their run, and somebody would miss them; anything else stays as it was said. */
export const isLive = ({ type }: Shown): boolean => type === 'card' || type === 'question'

/** As it is kept; unions have no index signature of their own. */
export const kept = (shown: Shown): JsonObject => ({ ...shown })

/** @param what of a row that `kept` has written */
export const shownOf = (what: JsonObject): Shown => what as unknown as Shown
