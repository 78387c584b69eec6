import type { types } from '@slack/bolt'
import type { Locale } from '../../domain/text.ts'
import { phrase, word } from '../../i18n/say.ts'
import type { CardAction, CardModel, PhaseMark } from '../card-model.ts'
import { markedBy } from '../markers.ts'
import { pressId } from '../press.ts'
import { clip } from '../visible.ts'
import {
  actions,
  bullets,
  type Button,
  button,
  fallback,
  header,
  line,
  piece,
  rich,
  said,
  small,
  type SlackBlock,
  type TextElement,
} from './kit.ts'

/** Reasons, tries and hints: so many of each, the rest is in the record. */
const LINES_MAX = 5

/** The run card: what and how it stands, the stepper, what goes on or came of it, and what can be done. */
export function renderCard(card: CardModel): { readonly text: string; readonly blocks: SlackBlock[] } {
  const { icon, title, status, elapsed, request, locale } = card
  return {
    text: fallback([`${icon} ${title}`, status, card.verdict ?? card.now ?? ''].filter(Boolean).join(' · ')),
    blocks: [
      header(`${icon} ${title}`),
      small(`${status} · ${elapsed}`),
      ...(request === undefined
        ? []
        : [rich({ type: 'rich_text_quote', elements: piece(clip(request, 300) || ' ') })]),
      rich(line(...card.stepper.flatMap(mark))),
      ...standing(card),
      small(...footer(card)),
      runId(card),
      ...actions(card.actions.map((action) => actionButton(action, card.runId, locale))),
    ],
  }
}

/** The marker and the word; the phase of the moment is bold, so that it is found at a glance. */
const mark = ({ marker, label, status }: PhaseMark, index: number): TextElement[] => [
  ...piece(index === 0 ? '' : '   '),
  ...piece(markedBy(marker, label), status === 'running' || status === 'failed' ? { bold: true } : undefined),
]

function standing(card: CardModel): SlackBlock[] {
  const { now, verdict, reasons, tried, hints, locale, final } = card
  const found = [
    ...(verdict === undefined ? [] : [line(...piece(clip(verdict, 500), { bold: true }))]),
    ...listed(reasons, locale),
    ...listed(tried, locale),
    ...(final
      ? listed(
          hints.map((hint) => phrase('card.hint', { hint }, locale)),
          locale,
        )
      : []),
  ]
  return [
    ...(now === undefined ? [] : [said(clip(now, 500))]),
    ...(found.length === 0 ? [] : [rich(...found)]),
  ]
}

/** One line stands alone; several are a list. */
function listed(lines: readonly string[], locale: Locale): (types.RichTextSection | types.RichTextList)[] {
  const [only] = lines
  if (only === undefined) return []
  if (lines.length === 1) return [line(...piece(clip(only, 500) || ' '))]
  const left = lines.length - LINES_MAX
  const more = left > 0 ? [phrase('slack.more', { count: left }, locale)] : []
  return [bullets([...lines.slice(0, LINES_MAX).map((text) => clip(text, 300)), ...more])]
}

const footer = ({ budget, askedBy, locale }: CardModel): string[] => [
  ...(budget === undefined ? [] : [budget.words]),
  phrase('card.asked_by', { who: askedBy }, locale),
]

/** Whole, and in code, because a tap on code selects it. An id of ours holds nothing that mrkdwn obeys. */
const runId = ({ runId: id, locale }: CardModel): SlackBlock => ({
  type: 'context',
  elements: [{ type: 'mrkdwn', text: phrase('card.run', { id: `\`${id}\`` }, locale) }],
})

function actionButton({ id, label }: CardAction, run: string, locale: Locale): Button {
  const press = pressId({ kind: 'run', action: id, runId: run })
  if (id !== 'cancel') return button(press, label)
  return button(press, label, {
    style: 'danger',
    confirm: {
      title: { type: 'plain_text', text: word('slack.cancel.title', locale) },
      text: { type: 'plain_text', text: word('slack.cancel.text', locale) },
      confirm: { type: 'plain_text', text: word('slack.cancel.yes', locale) },
      deny: { type: 'plain_text', text: word('slack.cancel.no', locale) },
      style: 'danger',
    },
  })
}
