import type { CardState } from '../../card-model.ts'

/** Discord's own palette: readable beside light and dark alike. */
export const COLOURS = {
  blue: 0x5865f2,
  green: 0x23a55a,
  amber: 0xf0b232,
  red: 0xda373c,
  grey: 0x80848e,
} as const

/** The bar at a card's side. Never the only sign: the words say it too. */
export const STATE_COLOURS = {
  queued: COLOURS.grey,
  running: COLOURS.blue,
  waiting: COLOURS.amber,
  passed: COLOURS.green,
  unproven: COLOURS.grey,
  not_passed: COLOURS.red,
  inconclusive: COLOURS.amber,
  denied: COLOURS.red,
  timed_out: COLOURS.red,
  over_budget: COLOURS.red,
  failed: COLOURS.red,
  cancelled: COLOURS.grey,
} as const satisfies Record<CardState, number>
