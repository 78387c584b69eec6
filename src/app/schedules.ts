import type { Config } from '../config.ts'
import type { Schedules } from '../domain/schedule.ts'
import type { EngineSettings, House } from '../engine/deps.ts'
import { systemClock } from '../lib/clock.ts'
import { type Hours, parseHours } from '../lib/when/window.ts'

/** What the engine obeys of schedules, windows and holds. */
export function scheduleSettings({
  timezone,
  schedules,
  maintenance,
  phone,
}: Config): Pick<EngineSettings, 'timeZone' | 'missed' | 'windows' | 'quietHours' | 'holds' | 'maxHoldMs'> {
  return {
    timeZone: timezone,
    missed: schedules.missed,
    windows: hoursOf(maintenance.windows),
    quietHours: hoursOf([phone.quietHours]),
    holds: maintenance.holds,
    maxHoldMs: maintenance.maxHoldMin * 60_000,
  }
}

/** The configuration has been checked; what is `off` is none. */
const hoursOf = (texts: readonly string[]): readonly Hours[] =>
  texts.map(parseHours).filter((hours) => hours !== undefined)

/** The schedules of a data directory on which no engine runs. */
export async function listSchedules(
  { home }: Pick<Config, 'home'>,
  house: () => Promise<House>,
): ReturnType<Schedules['schedules']> {
  const [{ readSchedules }, { infoOf }] = await Promise.all([
    import('../store/schedules.ts'),
    import('../engine/schedules/info.ts'),
  ])
  const now = systemClock.now()
  return Promise.all(readSchedules(home).map((schedule) => infoOf(schedule, now, house)))
}
