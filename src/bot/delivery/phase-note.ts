import type { RunEvent } from '../../domain/event.ts'
import type { RunView } from '../../domain/run-view.ts'
import { phrase, say } from '../../i18n/say.ts'
import { criteriaLines } from '../card-criteria.ts'
import type { CardOptions } from '../card-options.ts'
import { stepLines } from '../card-steps.ts'
import { cardOf } from '../card.ts'
import { oneLine } from '../visible.ts'
import type { PhaseNote } from './outgoing.ts'

/** Of a long list the rest is counted: who wants it all has the card's evidence and the record. */
const MAX_LINES = 30

/**
 * What a phase found.
 *
 * @param view the run as it was when the phase ended, with nothing of what came later
 */
export function phaseNote(
  view: RunView,
  { attempt, phase, summary }: Extract<RunEvent, { type: 'phase.finished' }>,
  options: CardOptions,
): PhaseNote | undefined {
  const { locale } = options
  const mark = cardOf(view, options).stepper.find((one) => one.phase === phase)
  if (!mark) return undefined
  const found = summary === undefined ? mark.words : oneLine(say(summary, locale), 200)
  return {
    runId: view.runId,
    locale,
    attempt,
    phase: mark,
    heading: `${mark.label} · ${found}`,
    lines: clipped(linesOf(view, phase, attempt, options), options),
  }
}

function linesOf(view: RunView, phase: string, attempt: number, options: CardOptions): string[] {
  const { locale } = options
  switch (phase) {
    case 'spec':
      return (view.spec?.acceptance ?? []).map(({ statement }) => oneLine(statement, 200))
    case 'plan':
      return (view.plans.get(attempt)?.steps ?? []).map(
        ({ title }, index) => `${index + 1} ${oneLine(title)}`,
      )
    case 'execute':
    case 'repair':
      return stepLines(view, options)
        .filter((step) => step.attempt === attempt)
        .map(({ marker, title, words, duration, why }) =>
          [`${marker} ${title}`, [words, duration, why].filter(Boolean).join(' · ')].join('  '),
        )
    case 'verify':
      return criteriaLines(view, locale).map(({ marker, statement, figure, why, words, evidence }) => {
        const cited =
          evidence.length === 0 ? '' : phrase('card.evidence', { ids: evidence.join(', ') }, locale)
        return [`${marker} ${statement}`, figure ?? why ?? words, cited]
          .filter((part) => part !== '')
          .join('  ')
      })
    default:
      return []
  }
}

const clipped = (lines: string[], { locale }: CardOptions): string[] =>
  lines.length <= MAX_LINES
    ? lines
    : [...lines.slice(0, MAX_LINES), phrase('console.more', { count: lines.length - MAX_LINES }, locale)]
