import type { Database } from 'better-sqlite3'
import { ConditionFailed } from '../domain/journal.ts'
import type { RunId } from '../domain/run.ts'
import type { DueClaim, Health, Schedule, ScheduleRows, Standing } from '../domain/schedule.ts'
import { openReadable } from './database.ts'
import { cannotWrite } from './storage-errors.ts'

interface ScheduleRow {
  readonly id: string
  readonly due_at: number | null
  readonly last_due: number | null
  readonly last_run: string | null
  readonly passed_over: number
  readonly paused_at: number | null
  readonly schedule: string
  readonly standing: string | null
  readonly health: string | null
}

/** What never changes of a schedule; the rest has columns. */
type Made = Pick<Schedule, 'kind' | 'when' | 'cron' | 'timeZone' | 'request' | 'missed' | 'by' | 'createdAt'>

const toSchedule = (row: ScheduleRow): Schedule => ({
  ...(JSON.parse(row.schedule) as Made),
  id: row.id,
  passedOver: row.passed_over,
  ...(row.paused_at === null ? {} : { pausedAt: row.paused_at }),
  ...(row.due_at === null ? {} : { dueAt: row.due_at }),
  ...(row.last_due === null ? {} : { lastDue: row.last_due }),
  ...(row.last_run === null ? {} : { lastRun: row.last_run }),
  ...(row.standing === null ? {} : { standing: JSON.parse(row.standing) as Standing }),
  ...(row.health === null ? {} : { health: JSON.parse(row.health) as Health }),
})

const LIST = "SELECT * FROM schedules ORDER BY json_extract(schedule, '$.createdAt'), id"

/** The schedules, on the connection of the process that writes the journal. */
export function openSchedules(db: Database): ScheduleRows {
  const all = db.prepare<[], ScheduleRow>(LIST)
  const one = db.prepare<[string], ScheduleRow>('SELECT * FROM schedules WHERE id = ?')
  const timers = db.prepare<[], { id: string; dueAt: number }>(
    'SELECT id, due_at AS dueAt FROM schedules WHERE due_at IS NOT NULL',
  )
  const insert = db.prepare('INSERT INTO schedules (id, due_at, schedule, standing) VALUES (?, ?, ?, ?)')
  const remove = db.prepare('DELETE FROM schedules WHERE id = ?')
  const update = db.prepare('UPDATE schedules SET due_at = ?, paused_at = ?, standing = ? WHERE id = ?')
  const claims = createDueClaims(db)
  const get = (id: string): Schedule | undefined => {
    const row = one.get(id)
    return row && toSchedule(row)
  }
  const write = <T>(work: () => T): T => {
    try {
      return db.transaction(work).immediate()
    } catch (error) {
      throw cannotWrite(db.name, error)
    }
  }

  return {
    list: () => all.all().map(toSchedule),
    timers: () => timers.all(),
    get,
    add({ id, dueAt, standing, kind, when, cron, timeZone, request, missed, by, createdAt }) {
      const made: Made = { kind, when, cron, timeZone, request, missed, by, createdAt }
      write(() => insert.run(id, dueAt ?? null, JSON.stringify(made), json(standing)))
    },
    change: (id, change) =>
      write(() => {
        const held = get(id)
        if (!held) return false
        const { dueAt, pausedAt, standing } = { ...held, ...change }
        update.run(dueAt ?? null, pausedAt ?? null, json(standing), id)
        return true
      }),
    remove: (id) => write(() => remove.run(id).changes === 1),
    pass: (claim) => write(() => claims.refuse(claim, undefined) === undefined),
  }
}

const json = (value: object | undefined): string | null =>
  value === undefined ? null : JSON.stringify(value)

/** The writing of due times; inside the journal's transaction. */
export interface DueClaims {
  /** Why it may not be acted upon; moves the schedule on where it may. */
  refuse(claim: DueClaim, run: RunId | undefined): ConditionFailed | undefined
}

export function createDueClaims(db: Database): DueClaims {
  const claim = db.prepare(`
    UPDATE schedules SET due_at = ?, last_due = coalesce(?, last_due), last_run = coalesce(?, last_run),
      passed_over = passed_over + ?, health = coalesce(?, health)
    WHERE id = ? AND due_at = ?`)
  return {
    refuse({ schedule, dueAt, actsOn, nextDue, passedOver, health }, run) {
      const { changes } = claim.run(
        nextDue ?? null,
        actsOn ?? null,
        run ?? null,
        passedOver,
        json(health),
        schedule,
        dueAt,
      )
      return changes === 1
        ? undefined
        : new ConditionFailed(`Schedule ${schedule} is not due at ${dueAt} any more.`)
    },
  }
}

/** The schedules of a data directory, whether or not an engine works on it. @throws UserError `storage`, `newer_database` */
export function readSchedules(directory: string): readonly Schedule[] {
  const db = openReadable(directory)
  if (!db) return []
  try {
    const there = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'schedules'").get()
    return there === undefined ? [] : db.prepare<[], ScheduleRow>(LIST).all().map(toSchedule)
  } finally {
    db.close()
  }
}
