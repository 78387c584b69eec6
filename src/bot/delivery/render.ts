import type { Clock } from '../../domain/clock.ts'
import type { Engine } from '../../domain/engine.ts'
import { UserError } from '../../domain/errors.ts'
import type { RunEvent } from '../../domain/event.ts'
import { isFinal, type RunId } from '../../domain/run.ts'
import { viewOf } from '../../domain/run-fold.ts'
import type { RunView } from '../../domain/run-view.ts'
import type { Locale } from '../../domain/text.ts'
import { phrase, say, word } from '../../i18n/say.ts'
import { REQUESTS } from '../commands/help.ts'
import { callOutcome } from '../call-outcome.ts'
import { budgetNote, recoveryLine } from '../card-notes.ts'
import type { CardOptions } from '../card-options.ts'
import { cardOf, titleOf } from '../card.ts'
import { questionCard } from '../question-card.ts'
import { titlesIn } from '../titles.ts'
import { oneLine } from '../visible.ts'
import { phaseNote } from './phase-note.ts'
import type { Rendered } from './rendered.ts'
import { reportOf } from './report.ts'
import type { Runs } from './runs.ts'
import type { Shown } from './shown.ts'
import type { Thinking } from './thinking.ts'

export interface RenderDeps {
  readonly engine: Pick<Engine, 'show' | 'workflows'>
  readonly runs: Runs
  readonly clock: Clock
  /** Of what belongs to no run. */
  readonly locale: Locale
  readonly timeZone?: string
  /** Who is called for a question that nobody asked for from here, as the platform knows them. */
  readonly owners: readonly string[]
  readonly surface: string
  readonly thinking?: Pick<Thinking, 'line'>
}

/** What a message says at this moment; undefined where there is nothing to say (any more). */
export async function render(deps: RenderDeps, shown: Shown): Promise<Rendered | undefined> {
  const { locale } = deps
  if (shown.type === 'welcome') {
    const text = word('surface.welcome', locale)
    return { message: { kind: 'welcome', locale, text, examples: REQUESTS }, title: 'Autohome' }
  }
  if (shown.type === 'trouble') {
    const { surface, message } = shown
    return notice(phrase('surface.trouble', { surface, message: oneLine(message, 200) }, locale), locale)
  }
  const view = await knownRun(deps.runs, shown.runId)
  if (!view) return undefined
  const options = await optionsFor(deps, view)
  const title = titleOf(view, options)
  switch (shown.type) {
    case 'card':
      return { message: { kind: 'card', card: cardOf(view, options) }, title }
    case 'question':
      return renderQuestion(deps, view, shown.questionId, options)
    case 'moved':
      return notice(phrase('surface.moved', { why: oneLine(shown.why) }, options.locale), options.locale)
    default: {
      const { events } = await deps.engine.show(shown.runId)
      const event = events.find(({ seq }) => seq === shown.seq)
      return event && renderEvent(event, events, options)
    }
  }
}

const notice = (text: string, locale: Locale): Rendered => ({
  message: { kind: 'notice', locale, text },
  title: 'Autohome',
})

async function knownRun(runs: Runs, runId: RunId): Promise<RunView | undefined> {
  try {
    return await runs.view(runId)
  } catch (error) {
    if (error instanceof UserError && error.code === 'not_found') return undefined
    throw error
  }
}

async function optionsFor(
  { engine, clock, timeZone, thinking }: RenderDeps,
  view: RunView,
): Promise<CardOptions> {
  const locale = view.request?.locale ?? 'en'
  const titles = await titlesIn(engine, locale)
  const live = thinking?.line(view.runId)
  return {
    locale,
    now: clock.now(),
    titles,
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(live === undefined ? {} : { live }),
  }
}

function renderQuestion(
  { owners, surface }: RenderDeps,
  view: RunView,
  id: string,
  options: CardOptions,
): Rendered | undefined {
  const question = view.questions.get(id)
  if (!question) return undefined
  const card = questionCard(question, options)
  const title = card.title
  if (question.status !== 'open') {
    const came = callOutcome(view, id, options.locale)
    const closed = came === undefined ? card : { ...card, outcome: `${card.outcome ?? ''} · ${came}` }
    return { message: { kind: 'question', question: closed }, title }
  }
  if (isFinal(view.status)) {
    const over = { ...card, choices: [], outcome: word('surface.over', options.locale) }
    return { message: { kind: 'question', question: over }, title }
  }
  const asker = view.request?.actor
  const mention = asker?.surface === surface ? [asker.id] : owners
  return {
    message: { kind: 'question', question: card, ...(mention.length === 0 ? {} : { mention }) },
    title,
  }
}

/** What stays as it was when it happened. */
function renderEvent(
  event: RunEvent,
  events: readonly RunEvent[],
  options: CardOptions,
): Rendered | undefined {
  const { locale } = options
  const then = viewOf(
    event.runId,
    events.filter(({ seq }) => seq <= event.seq),
  )
  const title = titleOf(then, options)
  switch (event.type) {
    case 'phase.finished': {
      const note = phaseNote(then, event, options)
      return note && { message: { kind: 'phase', note }, title }
    }
    case 'recovery.attempted':
      return notice(recoveryLine(event, locale), locale)
    case 'budget.warned':
    case 'budget.exceeded':
      return notice(budgetNote(event, locale), locale)
    case 'incident.opened':
      return repeatsTheEnd(event, events)
        ? undefined
        : notice(
            phrase('surface.incident', { text: oneLine(say(event.incident.text, locale), 400) }, locale),
            locale,
          )
    case 'run.completed':
    case 'run.failed':
      return reportOf(then, title, locale)
    default:
      return undefined
  }
}

/** An incident that ended the run is what the card says of its end; a budget's has its own line already. */
function repeatsTheEnd(
  { incident }: Extract<RunEvent, { type: 'incident.opened' }>,
  events: readonly RunEvent[],
): boolean {
  const text = JSON.stringify(incident.text)
  return events.some(
    (event) =>
      (event.type === 'run.failed' && JSON.stringify(event.reason) === text) ||
      event.type === 'budget.exceeded',
  )
}
