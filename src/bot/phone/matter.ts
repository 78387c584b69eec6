import type { JsonObject } from '../../domain/json.ts'
import type { RunId } from '../../domain/run.ts'

/** What somebody should hear of. What it says at a moment is found in the journal when it is sent. */
export type Matter =
  /** `step`: see Audience. */
  | { readonly type: 'question'; readonly runId: RunId; readonly questionId: string; readonly step: number }
  /** Everything about a question, for who pressed Open. */
  | { readonly type: 'details'; readonly runId: RunId; readonly questionId: string }
  /** `index`: among the incidents of its run; one that is told twice in the same words is one matter. */
  | { readonly type: 'incident'; readonly runId: RunId; readonly index: number }
  /** How a run ended. */
  | { readonly type: 'run'; readonly runId: RunId }
  | {
      readonly type: 'misuse'
      readonly why: Misuse
      readonly at: number
      readonly questionId?: string
      readonly detail?: string
    }
  /** Of the 24 hours before `until`; `day` is its date in the house's time zone. */
  | { readonly type: 'digest'; readonly day: string; readonly until: number }

/** Why a press counted for nothing. */
export type Misuse = 'forged' | 'used' | 'expired' | 'changed' | 'unknown' | 'closed' | 'stranger' | 'refused'

const HOUR_MS = 3_600_000

/** One matter, one notification. Misuse is told once an hour and kind: whoever floods the reply topic floods no phone. */
export function keyOf(matter: Matter): string {
  switch (matter.type) {
    case 'question':
      return `question:${matter.questionId}:${matter.step}`
    case 'details':
      return `details:${matter.questionId}`
    case 'incident':
      return `incident:${matter.runId}:${matter.index}`
    case 'run':
      return `run:${matter.runId}`
    case 'misuse':
      return `misuse:${matter.why}:${matter.questionId ?? ''}:${Math.floor(matter.at / HOUR_MS)}`
    case 'digest':
      return `digest:${matter.day}`
    default:
      return matter satisfies never
  }
}

/** As the outbox keeps it. */
export const kept = (matter: Matter): JsonObject => ({ ...matter })

/** @param what of a row that `kept` has written */
export const matterOf = (what: JsonObject): Matter => what as unknown as Matter
