import { phrase } from '../../i18n/say.ts'
import type { CardModel } from '../card-model.ts'
import { BLANK, type Line, line, span } from './line.ts'

/** How a run ended, or stands, for a log: every line whole, whatever the width. */
export function renderEnd(card: CardModel, prefix: string): Line[] {
  const { icon, title, status, elapsed, locale, runId } = card
  return [
    ...(card.report === undefined ? [] : [BLANK, ...card.report.split('\n').map((text) => line(text))]),
    BLANK,
    [span(`${icon} `), span(title, 'bold'), span(` · ${status} · ${elapsed}`)],
    line(card.stepper.map(({ marker, label, words }) => `${marker} ${label} ${words}`).join('  ')),
    ...[card.now ?? '', card.verdict ?? '', ...card.reasons, ...card.tried]
      .map((text) => line(text))
      .filter(isFilled),
    ...card.hints.map((hint) => line(phrase('card.hint', { hint }, locale))),
    ...card.next.map(({ command, label }) =>
      line(`${prefix} ${command === 'workflows' ? command : `${command} ${runId}`}  (${label})`),
    ),
  ]
}

const isFilled = (parts: Line): boolean => parts.length > 0
