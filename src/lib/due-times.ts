import type { Cron } from 'croner'

/** When a cron expression is due in a time zone. Milliseconds since the epoch. */
export interface DueTimes {
  /** The first moment after `after`; undefined where there is none any more. */
  next(after: number): number | undefined
  /** The next `count` of them. */
  upcoming(after: number, count: number): readonly number[]
}

let croner: Promise<typeof import('croner')> | undefined

/** How far clocks are put back at most, looked for in the hours before a due time: no zone of today goes further. */
const LONGEST_SHIFT_MS = 3 * 3_600_000

/**
 * Five fields, as crontab(5) writes them, with L (last) and # (nth weekday of the month).
 *
 * Where clocks are put forward, a fixed time that does not exist is due at the first moment after the gap, once, even
 * if several of its times fall into it; a rhythm (a field with `*` or a step for hours or minutes) goes on with its next
 * time. Where clocks are put back, a time that comes twice is due the first time; only what is due in every hour is due
 * in the hour that comes again, too.
 *
 * @throws TypeError from croner where the expression or the zone cannot be read
 */
export async function dueTimes(cron: string, timeZone: string): Promise<DueTimes> {
  const { Cron } = await (croner ??= import('croner'))
  const pattern = new Cron(cron, {
    timezone: timeZone,
    paused: true,
    mode: '5-part',
    fixedTimeRule: 'no-wildcard',
  })
  const everyHour = cron.trim().split(/\s+/)[1] === '*'
  const next = (after: number) => nextOf(pattern, after, everyHour ? undefined : wallClock(timeZone))
  return {
    next,
    upcoming(after, count) {
      const found: number[] = []
      for (let at = next(after); at !== undefined && found.length < count; at = next(at)) found.push(at)
      return found
    },
  }
}

/** @param wall where a time that comes again is passed over */
function nextOf(
  pattern: Cron,
  after: number,
  wall: ((at: number) => number) | undefined,
): number | undefined {
  for (let from = after; ; ) {
    const at = pattern.nextRun(new Date(from))?.getTime()
    if (at === undefined || !wall || !isSecondTime(at, wall)) return at
    from = at
  }
}

/** Whether the clocks of the zone showed this very time shortly before. */
function isSecondTime(at: number, wall: (at: number) => number): boolean {
  const offset = wall(at) - at
  const putBack = wall(at - LONGEST_SHIFT_MS) - (at - LONGEST_SHIFT_MS) - offset
  return putBack > 0 && wall(at - putBack) === wall(at)
}

/** What the clocks of a zone show, as if it were UTC; whole seconds. */
export function wallClock(timeZone: string): (at: number) => number {
  const format = formatOf(timeZone)
  return (at) => {
    const parts = Object.fromEntries(
      format.formatToParts(at).map(({ type, value }) => [type, Number(value)] as const),
    )
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
    return Date.UTC(year, month - 1, day, hour, minute, second) + (((at % 1000) + 1000) % 1000)
  }
}

/** Making one costs more than a thousand uses of it. */
const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const held = formats.get(timeZone)
  if (held) return held
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
  })
  formats.set(timeZone, made)
  return made
}
