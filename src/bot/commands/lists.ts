import { formatDate } from '../../i18n/figures.ts'
import { phrase, word } from '../../i18n/say.ts'
import { titlesIn } from '../titles.ts'
import { summaryState } from '../card-state.ts'
import type { Conversation } from '../conversation.ts'
import { ICONS } from '../markers.ts'
import { questionCard } from '../question-card.ts'
import { type Reply, said } from '../reply.ts'
import { oneLine } from '../visible.ts'

const LATEST = 10

export async function tellStatus({ engine, inbound, timeZone }: Conversation): Promise<Reply> {
  const { locale } = inbound
  const { version, stats, away } = await engine.status()
  const { running, waiting, queued, total, completed, failed, cancelled, timedOut } = stats
  const now = phrase('talk.status', { version, running, waiting, queued }, locale)
  const counts = { total, completed, failed, cancelled, timedOut, mean: stats.meanDurationMs }
  const lines = [
    now,
    ...(total === 0 ? [] : [phrase('talk.status.counts', counts, locale)]),
    ...(away
      ? [
          phrase(
            'away.on',
            { by: away.by.name ?? away.by.id, time: formatDate(away.since, locale, timeZone) },
            locale,
          ),
        ]
      : []),
  ]
  return said(lines.join('\n'))
}

/** The latest runs of every thread: an owner wants to know what moves, wherever it was asked for. */
export async function listRuns({ engine, inbound }: Conversation): Promise<Reply> {
  const { locale } = inbound
  const [runs, titles] = await Promise.all([engine.runs({ limit: LATEST }), titlesIn(engine, locale)])
  if (runs.length === 0) return said(word('talk.no_runs', locale))
  const rows = runs.map((run) => {
    const state = summaryState(run)
    const title = titles.get(run.workflow ?? '') ?? oneLine(run.request, 60)
    return { left: `${ICONS[state]} ${title} · ${word(`run.${state}`, locale)}`, right: run.id }
  })
  return { kind: 'sections', intro: [], sections: [{ title: word('talk.runs', locale), rows }] }
}

export async function listWorkflows({ engine, inbound }: Conversation): Promise<Reply> {
  const { locale } = inbound
  const workflows = await engine.workflows(locale)
  const rows = workflows.map(({ name, title }) => ({ left: name, right: oneLine(title) }))
  return { kind: 'sections', intro: [], sections: [{ title: word('talk.workflows', locale), rows }] }
}

export async function openApprovals({ engine, inbound, clock, timeZone }: Conversation): Promise<Reply> {
  const { locale } = inbound
  const open = await engine.questions({ status: 'open' })
  if (open.length === 0) return said(word('talk.no_questions', locale))
  const options = { locale, now: clock.now(), ...(timeZone === undefined ? {} : { timeZone }) }
  return { kind: 'questions', questions: open.map((question) => questionCard(question, options)) }
}
