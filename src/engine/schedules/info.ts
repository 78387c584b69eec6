import type { Schedule, ScheduleInfo } from '../../domain/schedule.ts'
import { dueTimes } from '../../lib/due-times.ts'
import type { House } from '../deps.ts'
import { forecastRun } from './forecast.ts'

/** Due times that are shown. */
const SHOWN = 3

/** A schedule with what can be seen of it now: when it is due next, and whether its standing approval still counts. */
export async function infoOf(
  schedule: Schedule,
  now: number,
  house: () => Promise<House>,
): Promise<ScheduleInfo> {
  const { cron, timeZone, dueAt } = schedule
  const next =
    dueAt === undefined
      ? []
      : [dueAt, ...(await dueTimes(cron, timeZone)).upcoming(Math.max(dueAt, now), SHOWN - 1)]
  const isVoid = schedule.standing !== undefined && (await changedSince(schedule, await house()))
  return { ...schedule, next, ...(isVoid ? { void: { key: 'schedule.void' } } : {}) }
}

/** Whether the workflow is no longer the one that was approved, to the byte. */
async function changedSince(schedule: Schedule, house: House): Promise<boolean> {
  try {
    const run = await forecastRun(house, schedule, new AbortController().signal)
    return run.workflow?.sha256 !== schedule.standing?.sha256
  } catch {
    return true
  }
}
