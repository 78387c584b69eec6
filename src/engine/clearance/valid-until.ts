import { areOn, stretchFrom } from '../../lib/when/window.ts'
import type { EngineSettings } from '../deps.ts'

/** How long after the last moment for an answer an approval may still be used, in milliseconds. */
export const USE_WITHIN_MS = 10 * 60_000

/** The longest that a configured check may hold something back, in milliseconds, unless the settings say otherwise. */
export const MAX_HOLD_MS = 4 * 3_600_000

type Hours = Pick<EngineSettings, 'windows' | 'timeZone' | 'holds' | 'maxHoldMs'>

/**
 * Until when an approval counts that may be given until `expiresAt`: long enough for the window that it would wait for,
 * to that window's end. Known when the question is asked, so it is part of what the answer is bound to and never grows.
 */
export function validUntilFrom(settings: Hours, expiresAt: number): number {
  const { windows = [], timeZone = 'UTC', holds = [], maxHoldMs = MAX_HOLD_MS } = settings
  const plain = expiresAt + USE_WITHIN_MS + (holds.length > 0 ? maxHoldMs : 0)
  if (windows.length === 0 || areOn(windows, timeZone, expiresAt)) return plain
  return Math.max(plain, stretchFrom(windows, timeZone, expiresAt)?.to ?? 0)
}

/**
 * Until when a question can be answered. What a schedule asks while nobody is to be woken can be answered as long after
 * these hours as otherwise after the question.
 */
export function expiryOf(
  { questionExpiryMs, quietHours = [], timeZone = 'UTC' }: EngineSettings,
  askedAt: number,
  scheduled: boolean,
): number {
  const quiet = scheduled && areOn(quietHours, timeZone, askedAt)
  const from = quiet ? (stretchFrom(quietHours, timeZone, askedAt)?.to ?? askedAt) : askedAt
  return from + questionExpiryMs
}
