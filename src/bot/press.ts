import type { Command } from './command.ts'

/**
 * What a button stands for. Its id is what the platform gives back on a press, also days later: at most 100 characters
 * (Discord's custom_id is the shorter limit) and all that is needed.
 */
export type Press =
  | { readonly kind: 'run'; readonly action: RunAction; readonly runId: string }
  | { readonly kind: 'answer'; readonly option: string; readonly questionId: string }

export type RunAction = (typeof RUN_ACTIONS)[number]
const RUN_ACTIONS = ['cancel', 'verify', 'repair', 'evidence', 'audit'] as const

const PREFIX = 'ah'

export const pressId = (press: Press): string =>
  press.kind === 'run'
    ? `${PREFIX}:run:${press.action}:${press.runId}`
    : `${PREFIX}:answer:${press.option}:${press.questionId}`

/** undefined: no button of ours. */
export function readPress(id: string): Press | undefined {
  const [prefix, kind, what, subject, ...more] = id.split(':')
  if (prefix !== PREFIX || !what || !subject || more.length > 0) return undefined
  if (kind === 'answer') return { kind, option: what, questionId: subject }
  const action = RUN_ACTIONS.find((known) => known === what)
  return kind === 'run' && action ? { kind, action, runId: subject } : undefined
}

/** What a press does at once. `edit`, `deny` and `always` are shown to the person once more first, in a modal. */
export const commandOf = (press: Press): Command =>
  press.kind === 'run'
    ? { kind: press.action, id: press.runId }
    : { kind: 'answer', id: press.questionId, option: press.option }

/** Answers that need words or a second look before they are given. */
export const needsModal = (option: string): boolean =>
  option === 'edit' || option === 'deny' || option === 'always'

/** Its button ends in three dots. */
export const buttonLabel = (option: string, label: string): string =>
  needsModal(option) && !label.endsWith('…') ? `${label}…` : label
