import type { Clock } from '../../domain/clock.ts'
import type { AppendConditions, JournalReader } from '../../domain/journal.ts'
import { ConditionFailed, KeyTaken } from '../../domain/journal.ts'
import { isFinal, type Noticed, type RunId, type RunRequest } from '../../domain/run.ts'
import type { DueClaim, Schedule, ScheduleRows } from '../../domain/schedule.ts'
import { type DueTimes, dueTimes } from '../../lib/due-times.ts'
import type { Look } from './heartbeat.ts'

export interface DueDeps {
  readonly rows: ScheduleRows
  readonly journal: Pick<JournalReader, 'run'>
  readonly clock: Clock
  /** Begins a run, together with what the conditions claim. */
  readonly begin: (request: RunRequest, conditions: AppendConditions) => Promise<RunId>
  readonly look: (schedule: Schedule) => Promise<Look>
  readonly onFatal: (error: unknown) => void
}

/** Acts upon schedules when they are due. The rows are the timers; one timer of the clock waits for the next of them. */
export interface Due {
  start(): void
  /** To be called after every change of a schedule. */
  arm(): void
  /** Begins nothing any more; resolves when nothing is under way. */
  stop(): Promise<void>
}

/** A due time that was acted upon later than this was missed, in milliseconds. */
const LATE_MS = 5 * 60_000
/** The clock's timers stand still while a machine sleeps: the rows are looked at again at least so often, milliseconds. */
const LOOK_AGAIN_MS = 60 * 60_000

export function createDue({ rows, journal, clock, begin, look, onFatal }: DueDeps): Due {
  const working = new Map<string, Promise<void>>()
  let running = false
  let disarm: (() => void) | undefined

  function arm(): void {
    disarm?.()
    disarm = undefined
    if (!running) return
    const waiting = rows.timers().filter(({ id }) => !working.has(id))
    const next = Math.min(...waiting.map(({ dueAt }) => dueAt))
    if (next === Infinity) return
    disarm = clock.after(Math.min(Math.max(0, next - clock.now()), LOOK_AGAIN_MS), fire)
  }

  function fire(): void {
    const now = clock.now()
    for (const { id, dueAt } of rows.timers()) {
      if (dueAt > now || working.has(id)) continue
      const work = act(id)
        .catch((error: unknown) => {
          // What is broken off by the end of this process is done by the next.
          if (!running) return
          running = false
          onFatal(error)
        })
        .finally(() => {
          working.delete(id)
          arm()
        })
      working.set(id, work)
    }
    arm()
  }

  async function act(id: string): Promise<void> {
    const schedule = rows.get(id)
    if (!running || schedule?.dueAt === undefined) return
    const times = await dueTimes(schedule.cron, schedule.timeZone)
    return schedule.kind === 'check'
      ? beat(schedule, schedule.dueAt, times)
      : run(schedule, schedule.dueAt, times)
  }

  async function run(schedule: Schedule, dueAt: number, times: DueTimes): Promise<void> {
    const { last, count, next } = over(times, dueAt, clock.now())
    const claim = { schedule: schedule.id, dueAt, ...(next === undefined ? {} : { nextDue: next }) }
    const missed = clock.now() - last > LATE_MS && schedule.missed === 'skip'
    if (missed || isGoingOn(schedule)) return void rows.pass({ ...claim, passedOver: count })
    await claimed(requestOf(schedule, last), { ...claim, actsOn: last, passedOver: count - 1 })
  }

  /** What is looked at is not repeated for times that are over; only a change makes a run. */
  async function beat(schedule: Schedule, dueAt: number, times: DueTimes): Promise<void> {
    const { health, noticed } = await look(schedule)
    if (!running) return
    const { last, count, next } = over(times, dueAt, clock.now())
    const claim: DueClaim = {
      schedule: schedule.id,
      dueAt,
      actsOn: last,
      ...(next === undefined ? {} : { nextDue: next }),
      passedOver: count - 1,
      health,
    }
    if (noticed) await claimed(requestOf(schedule, last, noticed), claim)
    else rows.pass(claim)
  }

  async function claimed(request: RunRequest, due: DueClaim): Promise<void> {
    try {
      await begin(request, { due })
    } catch (error) {
      // The run of this due time is there already, although its row has not moved on.
      if (error instanceof KeyTaken) return void rows.pass(due)
      // Somebody paused it, took it away or was quicker.
      if (!(error instanceof ConditionFailed)) throw error
    }
  }

  const isGoingOn = ({ lastRun }: Schedule): boolean => {
    const status = lastRun === undefined ? undefined : journal.run(lastRun)?.status
    return status !== undefined && !isFinal(status)
  }

  return {
    start() {
      running = true
      arm()
    },
    arm,
    async stop() {
      running = false
      arm()
      await Promise.all(working.values())
    },
  }
}

/** Due times that are counted one by one; past them the rest is passed over uncounted. */
const MOST_COUNTED = 1_000

/** Which due times from `first` on are over: the last of them, how many, and the one that comes. */
function over(
  times: DueTimes,
  first: number,
  now: number,
): { readonly last: number; readonly count: number; readonly next: number | undefined } {
  let last = first
  let count = 1
  for (let next = times.next(first); ; next = times.next(last)) {
    if (next === undefined || next > now) return { last, count, next }
    if (count === MOST_COUNTED) return { last, count, next: times.next(now) }
    last = next
    count++
  }
}

/** What a schedule asks for; each time a conversation of its own, and the same request for the same due time. */
export function requestOf(schedule: Schedule, dueAt: number, noticed?: Noticed): RunRequest {
  const thread = `schedule:${schedule.id}:${new Date(dueAt).toISOString()}`
  return {
    ...schedule.request,
    actor: schedule.by,
    thread,
    key: thread,
    schedule: { id: schedule.id, dueAt, ...(noticed ? { noticed } : {}) },
  }
}
