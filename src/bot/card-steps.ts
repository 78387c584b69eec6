import { isFinal, type PhaseStatus } from '../domain/run.ts'
import type { RunView, StepView } from '../domain/run-view.ts'
import type { Locale } from '../domain/text.ts'
import { formatDuration, formatElapsed } from '../i18n/figures.ts'
import { say, word } from '../i18n/say.ts'
import { sayToolError } from '../i18n/tool-error.ts'
import type { StepLine } from './card-model.ts'
import type { CardOptions } from './card-options.ts'
import { MARKERS } from './markers.ts'
import { oneLine } from './visible.ts'

/** The steps of the plan and of every repair, in the order in which they were planned. */
export const stepLines = (view: RunView, options: CardOptions): StepLine[] =>
  [...view.steps.values()].map((step) => stepLine(view, step, options))

function stepLine(view: RunView, held: StepView, options: CardOptions): StepLine {
  const { locale } = options
  const status = shownStatus(view, held)
  const duration = durationOf(held, status, options)
  const words = stateWords(held, status, locale)
  const why = held.why === undefined ? held.error && sayToolError(held.error, locale) : say(held.why, locale)
  return {
    id: held.step.id,
    attempt: held.attempt,
    title: oneLine(held.step.title),
    status,
    marker: MARKERS[status],
    words,
    ...(duration === undefined ? {} : { duration }),
    ...(why === undefined || why === words || status === 'completed' ? {} : { why: oneLine(why, 300) }),
    ...(held.error?.hint === undefined ? {} : { hint: oneLine(held.error.hint, 300) }),
  }
}

/** What somebody said no to did not fail: nothing was tried. */
export const stateWords = ({ error }: StepView, status: PhaseStatus, locale: Locale): string =>
  word(status === 'failed' && isDenied(error) ? 'state.denied' : `state.${status}`, locale)

const isDenied = (error: StepView['error']): boolean => error?.code === 'E_DENIED'

/** A step that was under way, or had not begun, when the run ended. */
function shownStatus(view: RunView, { status }: StepView): PhaseStatus {
  if (!isFinal(view.status)) return status
  if (status === 'running') return 'failed'
  return status === 'pending' ? 'skipped' : status
}

function durationOf(held: StepView, status: PhaseStatus, { locale, now }: CardOptions): string | undefined {
  if (status === 'skipped' || isDenied(held.error)) return undefined
  if (held.durationMs !== undefined) return formatDuration(held.durationMs, locale)
  if (held.startedAt === undefined || status !== 'running') return undefined
  return formatElapsed(now - held.startedAt, locale)
}
