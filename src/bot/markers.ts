import type { PhaseStatus } from '../domain/run.ts'
import type { CardState, CriterionLine } from './card-model.ts'

export const MARKERS = {
  pending: '○',
  running: '◐',
  completed: '●',
  failed: '✗',
  skipped: '–',
} as const satisfies Record<PhaseStatus, string>

export const CRITERION_MARKERS = {
  pass: '✓',
  fail: '✗',
  inconclusive: '?',
  skipped: '–',
  pending: '○',
} as const satisfies Record<CriterionLine['result'], string>

/** Two columns wide in every terminal: none needs a variation selector. */
export const ICONS = {
  queued: '⏳',
  running: '🔧',
  waiting: '✋',
  passed: '✅',
  unproven: '⚪',
  not_passed: '❌',
  inconclusive: '❓',
  denied: '❌',
  timed_out: '❌',
  over_budget: '❌',
  failed: '❌',
  cancelled: '🚫',
} as const satisfies Record<CardState, string>

/** Ten characters: `▰▰▱▱▱▱▱▱▱▱`. One percent used already shows. */
export function bar(share: number): string {
  const full = Math.min(10, Math.max(share >= 0.01 ? 1 : 0, Math.round(share * 10)))
  return '▰'.repeat(full) + '▱'.repeat(10 - full)
}

/**
 * A marker stays with its word at the end of a line, which on a phone comes early: no space in it breaks. After a dash a
 * line may end all the same (Unicode's line breaking, class BA), so a word joiner stands behind it.
 */
export const markedBy = (marker: string, label: string): string =>
  `${marker === MARKERS.skipped ? `${marker}\u2060` : marker} ${label}`.replaceAll(' ', '\u00a0')
