import type { ScheduleInfo } from '../domain/schedule.ts'
import type { Locale } from '../domain/text.ts'
import { sayCron } from '../lib/when/say.ts'
import { formatDate } from './figures.ts'
import { phrase, say, word } from './say.ts'

/** A schedule in words: what and when on one line, what else there is to know on others. Foreign text in it is not made safe here. */
export interface ScheduleLines {
  readonly id: string
  readonly when: string
  readonly what: string
  readonly facts: readonly string[]
  /** Commands as they would be typed, each under the line before them. */
  readonly commands: readonly { readonly title: string; readonly lines: readonly string[] }[]
}

/** @param zone the reader's; times are shown in it */
export function scheduleLines(info: ScheduleInfo, locale: Locale, zone: string): ScheduleLines {
  const said = sayCron(info.cron, locale)
  const date = (at: number) => formatDate(at, locale, zone)
  const { request, standing, asks = [] } = info
  const name = request.workflow === undefined ? request.text : named(request.workflow, request.params)
  return {
    id: info.id,
    when:
      info.timeZone === zone ? said : phrase('schedule.zone', { when: said, zone: info.timeZone }, locale),
    what: info.kind === 'check' ? phrase('schedule.check', { what: name }, locale) : name,
    facts: [
      dueLine(info, locale, date),
      ...(info.lastDue === undefined
        ? []
        : [phrase('schedule.last', { time: date(info.lastDue), run: info.lastRun ?? '' }, locale)]),
      ...(info.passedOver === 0 || info.kind === 'check'
        ? []
        : [phrase('schedule.passed_over', { count: info.passedOver }, locale)]),
      ...(info.missed === 'skip' && info.kind === 'run' ? [word('schedule.skip', locale)] : []),
      ...healthLine(info, locale, date),
      ...(info.void === undefined ? [] : [say(info.void, locale)]),
    ],
    commands: [
      ...(standing && info.void === undefined
        ? [
            {
              title: phrase(
                'schedule.standing',
                { by: standing.by.name ?? standing.by.id, time: date(standing.at) },
                locale,
              ),
              lines: standing.calls.map(({ tool, args }) =>
                typeof args['command'] === 'string' ? args['command'] : `${tool} ${JSON.stringify(args)}`,
              ),
            },
          ]
        : []),
      ...(asks.length === 0 ? [] : [{ title: word('schedule.asks', locale), lines: asks }]),
    ],
  }
}

const named = (workflow: string, params: ScheduleInfo['request']['params'] = {}): string =>
  [
    workflow,
    ...Object.entries(params).map(
      ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
    ),
  ].join(' ')

function dueLine({ pausedAt, next }: ScheduleInfo, locale: Locale, date: (at: number) => string): string {
  if (pausedAt !== undefined) return phrase('schedule.paused', { time: date(pausedAt) }, locale)
  if (next.length === 0) return word('schedule.never', locale)
  return phrase('schedule.next', { times: next.map(date).join(' · ') }, locale)
}

function healthLine({ health }: ScheduleInfo, locale: Locale, date: (at: number) => string): string[] {
  if (!health) return []
  const failing = Object.values(health.criteria).filter(({ state }) => state === 'failed')
  if (failing.length === 0) return [phrase('schedule.well', { time: date(health.at) }, locale)]
  const since = Math.min(...failing.map((one) => one.since))
  return [phrase('schedule.failing', { time: date(since), count: failing.length }, locale)]
}
