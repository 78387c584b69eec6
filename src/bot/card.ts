import { isFinal, PHASES, type PhaseStatus } from '../domain/run.ts'
import { isInterrupted, openQuestions, type RunView } from '../domain/run-view.ts'
import { formatDuration, formatElapsed } from '../i18n/figures.ts'
import { phrase, word } from '../i18n/say.ts'
import { actionsOf, nextSteps } from './card-actions.ts'
import { budgetLine } from './card-budget.ts'
import { criteriaLines, verdictLine } from './card-criteria.ts'
import { changeLines } from './card-changes.ts'
import type { CardModel, CardState, PhaseMark } from './card-model.ts'
import type { CardOptions } from './card-options.ts'
import { notesOf } from './card-notes.ts'
import { nowLine } from './card-now.ts'
import { hintsOf, reasonsOf, triedLines } from './card-reasons.ts'
import { cardState } from './card-state.ts'
import { stepLines } from './card-steps.ts'
import { ICONS, MARKERS } from './markers.ts'
import { questionCard } from './question-card.ts'
import { clip, oneLine, visible } from './visible.ts'

/** Reports are for reading; past this the run's own record has the rest. */
const REPORT_MAX = 20_000

/** The run card, in the order, amount and tone of every surface. Pure: time comes in as `options.now`. */
export function cardOf(view: RunView, options: CardOptions): CardModel {
  const { locale } = options
  const state = cardState(view)
  const title = titleOf(view, options)
  // A request that only repeats the title is not worth a line.
  const request = oneLine(view.request?.text ?? '', 200)
  const budget = budgetLine(view, options)
  const verdict = verdictLine(view, locale)
  const current = nowLine(view, options)
  return {
    runId: view.runId,
    locale,
    state,
    final: isFinal(view.status),
    icon: ICONS[state],
    title,
    status: statusWords(view, state, options),
    elapsed: elapsed(view, options),
    ...(['', title.toLowerCase(), view.workflow?.name].includes(request.toLowerCase()) ? {} : { request }),
    stepper: PHASES.map((phase) => phaseMark(view, phase, options)),
    ...(current === undefined ? {} : { now: current }),
    steps: stepLines(view, options),
    notes: [...notesOf(view, locale), ...changeLines(view, options)],
    criteria: criteriaLines(view, locale),
    ...(verdict === undefined ? {} : { verdict }),
    reasons: reasonsOf(view, locale),
    tried: triedLines(view, locale),
    hints: hintsOf(view),
    ...(view.report?.trim() ? { report: clip(visible(view.report.trim()), REPORT_MAX) } : {}),
    ...(budget === undefined ? {} : { budget }),
    askedBy: askedBy(view),
    questions: openQuestions(view).map((question) => questionCard(question, options)),
    actions: actionsOf(view, locale),
    next: nextSteps(view, state, locale),
  }
}

/** What the run is called: its workflow's title, else its objective, else what was asked. */
export function titleOf(view: RunView, { locale, titles }: CardOptions): string {
  const name = view.workflow?.name ?? view.request?.workflow
  const known = name === undefined ? undefined : titles?.get(name)
  return (
    oneLine(known ?? view.spec?.objective ?? view.request?.text ?? '', 80) || word('card.no_request', locale)
  )
}

export const askedBy = (view: RunView): string =>
  oneLine(view.request?.actor.name ?? view.request?.actor.id ?? '', 60)

function elapsed(view: RunView, { locale, now }: CardOptions): string {
  const since = view.startedAt ?? view.createdAt
  // Nobody works on what was interrupted: its time stands still.
  if (view.endedAt === undefined)
    return formatElapsed((isInterrupted(view) ? view.lastAt : now) - since, locale)
  return formatDuration(view.endedAt - since, locale)
}

function statusWords(view: RunView, state: CardState, { locale }: CardOptions): string {
  const waits = view.status === 'waiting' && view.waitsFor && openQuestions(view).length === 0
  const words = waits ? word('run.waits', locale) : word(`run.${state}`, locale)
  if (view.attempt < 2) return words
  return `${words} · ${phrase('card.attempt', { attempt: view.attempt }, locale)}`
}

/** What has not begun when a run ends will not begin: it is shown as skipped. */
function phaseMark(view: RunView, phase: (typeof PHASES)[number], { locale }: CardOptions): PhaseMark {
  const held = view.phases[phase]
  const ended = isFinal(view.status)
  const status: PhaseStatus =
    ended && held === 'pending'
      ? 'skipped'
      : ended && held === 'running'
        ? view.status === 'completed'
          ? 'completed'
          : 'failed'
        : held
  return {
    phase,
    label: word(`stage.${phase}`, locale),
    status,
    marker: MARKERS[status],
    words: word(`stage.state.${status}`, locale),
  }
}
