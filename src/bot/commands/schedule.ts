import type { NewSchedule, ScheduleInfo } from '../../domain/schedule.ts'
import { phrase, say } from '../../i18n/say.ts'
import { scheduleLines } from '../../i18n/schedule-lines.ts'
import type { ScheduleWish } from '../command.ts'
import type { Conversation } from '../conversation.ts'
import { parseCommand } from '../parse-command.ts'
import { type Reply, refused, said, type Section } from '../reply.ts'
import { oneLine, visible } from '../visible.ts'
import { findWorkflow } from './run-workflow.ts'

/** `schedule …`: what comes round. */
export async function onSchedule(talk: Conversation, wish: ScheduleWish): Promise<Reply> {
  const { engine, inbound } = talk
  const { actor, locale } = inbound
  switch (wish.action) {
    case 'list': {
      const all = await engine.schedules()
      if (all.length === 0) return said(phrase('schedule.none', { example: EXAMPLE[locale] }, locale))
      return { kind: 'sections', intro: [], sections: all.map((one) => sectionOf(talk, one)) }
    }
    case 'add':
      return add(talk, wish)
    case 'run': {
      const { runId } = await engine.runSchedule(wish.id, actor)
      return { kind: 'run', runId, afterSeq: 0, text: phrase('talk.started', { id: runId }, locale) }
    }
    case 'pause':
    case 'resume':
    case 'remove':
    case 'approve':
    case 'revoke': {
      const changed = await engine.changeSchedule(wish.id, wish.action, actor)
      const text = phrase(`schedule.${wish.action}`, { id: changed.id }, locale)
      if (wish.action === 'remove' || wish.action === 'pause') return said(text)
      return { kind: 'sections', intro: [text], sections: [sectionOf(talk, changed)] }
    }
    default:
      return wish satisfies never
  }
}

const EXAMPLE = {
  en: 'schedule add every Sunday at 4: docker-cleanup',
  fr: 'schedule add tous les dimanches à 4 h : docker-cleanup',
}

async function add(talk: Conversation, wish: Extract<ScheduleWish, { action: 'add' }>): Promise<Reply> {
  const { engine, inbound } = talk
  const { actor, locale } = inbound
  const request = await requestOf(talk, wish.what)
  if ('kind' in request) return request
  const asked: NewSchedule = {
    when: wish.when,
    request,
    kind: wish.check ? 'check' : 'run',
    ...(wish.approve ? { approve: true } : {}),
  }
  const made = await engine.addSchedule(asked, actor)
  const offer =
    !made.standing && made.asks !== undefined && made.asks.length > 0
      ? [phrase('schedule.asks.approve', { how: `schedule approve ${made.id}` }, locale)]
      : []
  return { kind: 'sections', intro: offer, sections: [sectionOf(talk, made)] }
}

/** A job by its name and parameters, or plain words, as if they were typed now. */
async function requestOf(
  { engine, inbound: { locale } }: Conversation,
  what: string,
): Promise<NewSchedule['request'] | Reply> {
  const workflows = await engine.workflows(locale)
  const parsed = parseCommand(/^\S+(?:\s+[A-Za-z_][\w-]*=|$)/u.test(what) ? `run ${what}` : what, {
    explicit: true,
  })
  if (!parsed.ok) return refused(oneLine(say(parsed.why, locale), 1_000))
  const { command } = parsed
  if (command.kind !== 'run') return { text: what, locale }
  const { one, near } = findWorkflow(workflows, command.workflow)
  if (one) return { text: what, locale, workflow: one.name, params: command.params }
  const params = { name: oneLine(command.workflow, 60), nearest: near.join(', ') }
  return near.length > 0 || Object.keys(command.params).length > 0
    ? refused(phrase('command.unknown_job', params, locale))
    : { text: what, locale }
}

function sectionOf({ inbound: { locale }, timeZone = 'UTC' }: Conversation, info: ScheduleInfo): Section {
  const { id, when, what, facts, commands } = scheduleLines(info, locale, timeZone)
  return {
    title: `${oneLine(when)} · ${oneLine(what, 200)}`,
    rows: [
      { left: oneLine(facts[0] ?? '', 300), right: id },
      ...facts.slice(1).map((fact) => ({ left: oneLine(fact, 300) })),
      ...commands.flatMap(({ title, lines }) => [
        { left: oneLine(title, 300) },
        ...lines.map((line) => ({ left: `• ${visible(line)}` })),
      ]),
    ],
  }
}
