import { UserError } from '../../domain/errors.ts'
import type { MissedPolicy, ScheduleChange, ScheduleInfo } from '../../domain/schedule.ts'
import { phrase } from '../../i18n/say.ts'
import { scheduleLines } from '../../i18n/schedule-lines.ts'
import { languageOf } from '../../lib/language.ts'
import { parseWhen } from '../../lib/when/parse.ts'
import { splitWhen } from '../../lib/when/split.ts'
import { type Cli, print, printJson } from '../cli.ts'
import { refuseInsideCommand } from '../inside-command.ts'
import { type RunOptions, toRequest } from '../request.ts'
import { oneLine, visible } from '../table.ts'
import { watched } from '../watched.ts'
import { withEngine, withReader } from '../with-engine.ts'

export interface AddOptions extends Pick<RunOptions, 'json' | 'mode' | 'verify' | 'priority'> {
  readonly tz?: string
  readonly missed?: MissedPolicy
  readonly approve?: boolean
  readonly check?: boolean
}

export const EXAMPLE = {
  en: 'autohome schedule add "every Sunday at 4" docker-cleanup',
  fr: 'autohome schedule add "tous les dimanches à 4 h" docker-cleanup',
}

/** `schedule add "every Sunday at 4" docker-cleanup`, the quotes being optional. */
export async function add(cli: Cli, typed: readonly string[], options: AddOptions): Promise<number> {
  refuseInsideCommand(cli)
  const [first = '', ...rest] = typed
  const { when, words } = rest.length > 0 && /\s/.test(first) ? { when: first, words: rest } : unquoted(typed)
  if (words.length === 0) throw nothingToDo(when, cli)
  return withEngine(cli, async (engine) => {
    const asked = toRequest(words, options, await engine.workflows(cli.locale), cli)
    const { actor, thread: _thread, ...request } = asked
    const locale = cli.languageSet ? cli.locale : (languageOf(words.join(' ')) ?? cli.locale)
    const made = await engine.addSchedule(
      {
        when,
        request: { ...request, locale },
        kind: options.check ? 'check' : 'run',
        ...(options.tz === undefined ? {} : { timeZone: options.tz }),
        ...(options.missed === undefined ? {} : { missed: options.missed }),
        ...(options.approve ? { approve: true } : {}),
      },
      actor,
    )
    return show(cli, [made], options.json)
  })
}

function nothingToDo(when: string, { locale }: Cli): UserError {
  const read = parseWhen(when)
  if (!read.ok) return new UserError('bad_input', read.why)
  return new UserError('bad_input', phrase('schedule.need_what', { example: EXAMPLE[locale] }, locale))
}

/** Where no quotes held them together: as many words as make sense as a time. */
function unquoted(typed: readonly string[]): { readonly when: string; readonly words: readonly string[] } {
  const { when, what } = splitWhen(typed.join(' '))
  const count = when.split(/\s+/).length
  return { when, words: what === '' ? [] : typed.join(' ').trim().split(/\s+/).slice(count) }
}

export const list = (cli: Cli, { json }: { readonly json?: boolean }): Promise<number> =>
  withReader(cli, async (engine) => {
    const schedules = await engine.schedules()
    if (schedules.length > 0 || json) return show(cli, schedules, json, true)
    print(cli, phrase('schedule.none', { example: EXAMPLE[cli.locale] }, cli.locale))
    return 0
  })

export async function change(
  cli: Cli,
  id: string,
  what: ScheduleChange,
  { json }: { readonly json?: boolean },
): Promise<number> {
  refuseInsideCommand(cli)
  return withEngine(cli, async (engine) => {
    const changed = await engine.changeSchedule(id, what, cli.actor)
    if (json) return show(cli, [changed], json)
    print(cli, phrase(`schedule.${what}`, { id: changed.id }, cli.locale))
    return what === 'remove' || what === 'pause' ? 0 : show(cli, [changed], json)
  })
}

/** Watched to its end, like a run that was asked for. */
export async function runNow(cli: Cli, id: string, options: { readonly json?: boolean }): Promise<number> {
  refuseInsideCommand(cli)
  return withEngine(cli, async (engine) => {
    const { runId } = await engine.runSchedule(id, cli.actor)
    return watched(cli, engine, runId, options)
  })
}

async function show(
  cli: Cli,
  schedules: readonly ScheduleInfo[],
  json: boolean | undefined,
  many = false,
): Promise<number> {
  if (json) printJson(cli, many ? schedules : schedules[0])
  else {
    const { timezone } = await cli.config()
    print(cli, schedules.map((schedule) => block(schedule, cli, timezone)).join('\n\n'))
  }
  return 0
}

function block(schedule: ScheduleInfo, { locale }: Cli, zone: string): string {
  const { id, when, what, facts, commands } = scheduleLines(schedule, locale, zone)
  const how = `autohome schedule approve ${id}`
  const offer = schedule.asks !== undefined && !schedule.standing && schedule.request.workflow !== undefined
  return [
    `${id}  ${oneLine(when)}  ${oneLine(what)}`,
    ...facts.map((fact) => `          ${oneLine(fact)}`),
    ...commands.flatMap(({ title, lines }) => [
      `          ${oneLine(title)}`,
      ...lines.flatMap((line) => line.split('\n')).map((line) => `            ${visible(line)}`),
    ]),
    ...(offer && schedule.asks.length > 0
      ? [`          ${phrase('schedule.asks.approve', { how }, locale)}`]
      : []),
  ].join('\n')
}
