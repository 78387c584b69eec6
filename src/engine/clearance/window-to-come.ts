import { areOn, stretchFrom } from '../../lib/when/window.ts'
import type { EngineSettings } from '../deps.ts'
import { momentIn } from './clear-to-start.ts'

/** When the maintenance window opens that an approved command would wait for, for people; undefined where it would not. */
export function windowToCome(
  { windows = [], timeZone = 'UTC' }: Pick<EngineSettings, 'windows' | 'timeZone'>,
  now: number,
): string | undefined {
  if (windows.length === 0 || areOn(windows, timeZone, now)) return undefined
  const from = stretchFrom(windows, timeZone, now)?.from
  return from === undefined ? undefined : momentIn(timeZone, from, now)
}
