import { minuteOfDay, wallTime } from '../../lib/wall-time.ts'

/** Hours of the day in which nobody is woken without need. */
export type QuietHours = (now: number) => boolean

/** @param setting `22:00-07:00`, or `off` */
export function quietHours(setting: string, timeZone: string): QuietHours {
  const [from, to] = setting.split('-')
  if (from === undefined || to === undefined) return () => false
  const [begin, end] = [minuteOfDay(from), minuteOfDay(to)]
  return (now) => {
    const { minute } = wallTime(now, timeZone)
    return begin <= end ? minute >= begin && minute < end : minute >= begin || minute < end
  }
}
