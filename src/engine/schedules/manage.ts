import type { Clock } from '../../domain/clock.ts'
import { UserError } from '../../domain/errors.ts'
import type { Actor, RunId, RunRequest } from '../../domain/run.ts'
import type {
  NewSchedule,
  Schedule,
  ScheduleChange,
  ScheduleInfo,
  ScheduleRows,
  Schedules,
} from '../../domain/schedule.ts'
import type { Localized } from '../../domain/text.ts'
import { type DueTimes, dueTimes } from '../../lib/due-times.ts'
import { shortId } from '../../lib/ids.ts'
import { parseWhen } from '../../lib/when/parse.ts'
import type { EngineSettings, House } from '../deps.ts'
import { mustBeOwner } from '../owners.ts'
import { checkedRequest } from '../request.ts'
import { requestOf } from './due.ts'
import { checksOf } from './heartbeat.ts'
import { infoOf } from './info.ts'
import { type Approvable, approvableOf, standingBy } from './standing.ts'

export interface ManageDeps {
  /** Absent where no schedules are kept. */
  readonly rows: ScheduleRows | undefined
  readonly clock: Clock
  readonly settings: EngineSettings
  readonly house: () => Promise<House>
  readonly begin: (request: RunRequest) => Promise<RunId>
  /** What is due next may be something else now. */
  readonly onChange: () => void
  readonly signal: AbortSignal
}

/** The schedules' part of the façade. */
export function createSchedules(deps: ManageDeps): Schedules {
  const { clock, settings, house, signal } = deps
  const held = (): ScheduleRows => deps.rows ?? refuse(NOT_KEPT)
  const info = (schedule: Schedule) => infoOf(schedule, clock.now(), house)

  async function add(asked: NewSchedule, by: Actor): Promise<ScheduleInfo> {
    mustBeOwner(settings, by)
    const rows = held()
    const { request, when, kind = 'run', missed = settings.missed ?? 'catch_up' } = asked
    const timeZone = asked.timeZone ?? settings.timeZone ?? 'UTC'
    const { cron, times } = await readWhen(when, timeZone)
    const next = times.next(clock.now())
    if (next === undefined) throw new UserError('bad_input', never(when))
    const base: Schedule = {
      id: shortId(),
      kind,
      when,
      cron,
      timeZone,
      request,
      missed: kind === 'check' ? 'skip' : missed,
      by,
      createdAt: clock.now(),
      dueAt: next,
      passedOver: 0,
    }
    checkedRequest({ ...request, actor: by, thread: base.id })
    const approvable = await looked(base, asked.approve === true)
    const approved = asked.approve === true && approvable
    const schedule = approved ? { ...base, standing: standingBy(by, clock.now(), approvable) } : base
    rows.add(schedule)
    deps.onChange()
    return { ...(await info(schedule)), ...asksOf(approvable, schedule.standing !== undefined) }
  }

  /** What can be known of its runs; whatever is wrong with it is said now rather than in the night. */
  async function looked(schedule: Schedule, approve: boolean): Promise<Approvable | undefined> {
    if (schedule.kind === 'check') {
      if (approve) throw new UserError('bad_input', NOTHING_TO_APPROVE)
      await checksOf(await house(), settings, schedule, signal)
      return undefined
    }
    if (!approve && schedule.request.workflow === undefined) return undefined
    const approvable = await approvableOf(await house(), settings, schedule, signal)
    if (approve && approvable.calls.length === 0) throw new UserError('bad_input', NOTHING_TO_APPROVE)
    return approvable
  }

  async function change(typed: string, what: ScheduleChange, by: Actor): Promise<ScheduleInfo> {
    mustBeOwner(settings, by)
    const rows = held()
    const schedule = findSchedule(rows, typed)
    const asks = await changed(rows, schedule, what, by)
    deps.onChange()
    const now = rows.get(schedule.id)
    return { ...(await info(now ?? without(schedule))), ...asks }
  }

  async function changed(
    rows: ScheduleRows,
    schedule: Schedule,
    what: ScheduleChange,
    by: Actor,
  ): Promise<Pick<ScheduleInfo, 'asks'>> {
    const { id, cron, timeZone } = schedule
    switch (what) {
      case 'pause':
        rows.change(id, { pausedAt: schedule.pausedAt ?? clock.now(), dueAt: undefined })
        return {}
      case 'resume':
        if (schedule.pausedAt !== undefined)
          rows.change(id, {
            pausedAt: undefined,
            dueAt: (await dueTimes(cron, timeZone)).next(clock.now()),
          })
        return {}
      case 'remove':
        rows.remove(id)
        return {}
      case 'revoke':
        rows.change(id, { standing: undefined })
        return {}
      case 'approve': {
        const approvable = await looked(schedule, true)
        if (approvable) rows.change(id, { standing: standingBy(by, clock.now(), approvable) })
        return asksOf(approvable, true)
      }
      default:
        return what satisfies never
    }
  }

  return {
    addSchedule: add,
    schedules: () => Promise.all((deps.rows?.list() ?? []).map(info)),
    changeSchedule: change,
    async runSchedule(typed, by) {
      mustBeOwner(settings, by)
      const schedule = findSchedule(held(), typed)
      const { key: _key, ...request } = requestOf(schedule, clock.now())
      const noticed = schedule.kind === 'check' ? { noticed: { failed: [], recovered: [] } } : {}
      return { runId: await deps.begin({ ...request, actor: by, schedule: { id: schedule.id, ...noticed } }) }
    },
  }
}

/** Calls that will ask somebody each time. */
function asksOf(approvable: Approvable | undefined, approved: boolean): Pick<ScheduleInfo, 'asks'> {
  if (!approvable) return {}
  const commands = approvable.calls.map(({ tool, args }) =>
    typeof args['command'] === 'string' ? args['command'] : `${tool} ${JSON.stringify(args)}`,
  )
  return { asks: [...(approved ? [] : commands), ...approvable.asks] }
}

/** As it is shown when it is gone: due no more. */
const without = ({ dueAt: _due, ...rest }: Schedule): Schedule => rest

async function readWhen(
  when: string,
  timeZone: string,
): Promise<{ readonly cron: string; readonly times: DueTimes }> {
  const parsed = parseWhen(when)
  if (!parsed.ok) throw new UserError('bad_input', parsed.why)
  if (!isTimeZone(timeZone)) throw new UserError('bad_input', noZone(timeZone))
  try {
    return { cron: parsed.cron, times: await dueTimes(parsed.cron, timeZone) }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new UserError('bad_input', badCron(when, why), { cause: error })
  }
}

function isTimeZone(name: string): boolean {
  try {
    return Boolean(Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}

/** @throws UserError `not_found`, `ambiguous` */
function findSchedule(rows: ScheduleRows, typed: string): Schedule {
  const known = rows.list()
  const fitting = known.filter(({ id }) => id.startsWith(typed.toLowerCase()))
  const [first] = fitting
  if (first && fitting.length === 1) return first
  if (fitting.length > 1 && typed !== '')
    throw new UserError('ambiguous', {
      en: `“${typed}” could be: ${fitting.map(({ id }) => id).join(', ')}. Type more of it.`,
      fr: `« ${typed} » pourrait être : ${fitting.map(({ id }) => id).join(', ')}. Tapez-en davantage.`,
    })
  throw new UserError('not_found', {
    en: `There is no schedule “${typed}”: \`autohome schedule list\` names them.`,
    fr: `Il n’y a pas de planification « ${typed} » : \`autohome schedule list\` les donne.`,
  })
}

const refuse = (line: Localized): never => {
  throw new UserError('not_now', line)
}

const NOT_KEPT: Localized = {
  en: 'No schedules are kept here.',
  fr: 'Aucune planification n’est conservée ici.',
}
const NOTHING_TO_APPROVE: Localized = {
  en: 'There is nothing to approve beforehand: no call of it asks, or what it runs is only known when it runs.',
  fr: 'Rien à approuver d’avance : aucun de ses appels ne demande d’accord, ou ce qu’il lance n’est connu qu’au moment voulu.',
}
const never = (when: string): Localized => ({
  en: `“${when}” never comes.`,
  fr: `« ${when} » n’arrive jamais.`,
})
const noZone = (name: string): Localized => ({
  en: `“${name}” is no time zone; for example: Europe/Paris, America/New_York, UTC.`,
  fr: `« ${name} » n’est pas un fuseau horaire ; par exemple : Europe/Paris, America/New_York, UTC.`,
})
const badCron = (when: string, why: string): Localized => ({
  en: `“${when}” is no cron expression (${why}): minute hour day month weekday, such as “30 3 1 * *”.`,
  fr: `« ${when} » n’est pas une expression cron (${why}) : minute heure jour mois jour-de-semaine, comme « 30 3 1 * * ».`,
})
