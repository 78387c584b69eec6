import { type Clash, clashOf } from './clash.ts'
import type { Answer, ExplorationState } from './state.ts'

export type Answered =
  | { readonly ok: true; readonly state: ExplorationState }
  | { readonly ok: false; readonly clash: Clash }

/**
 * The state with one more answer, or what it clashes with; then nothing has changed, and either the answer or the one before
 * (`withdraw`) has to go. Any implication may be answered, also one that was not asked, or no longer is.
 */
export function answer(state: ExplorationState, given: Answer): Answered {
  const clash = clashOf(state, given)
  return clash ? { ok: false, clash } : { ok: true, state: { ...state, answers: [...state.answers, given] } }
}
