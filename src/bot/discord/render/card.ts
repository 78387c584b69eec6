import { phrase } from '../../../i18n/say.ts'
import type { CardAction, CardModel, CriterionLine, PhaseMark, StepLine } from '../../card-model.ts'
import { markedBy } from '../../markers.ts'
import { pressId } from '../../press.ts'
import { type Button, type Container, divider } from '../component.ts'
import { inlineCode, plain, plainWithin } from '../markup.ts'
import { button, rowsOf } from './buttons.ts'
import { STATE_COLOURS } from './colours.ts'
import { container, type Item, laidOut, lines, type Piece, whole } from './layout.ts'

/** The run card: what and how it stands, the stepper, what helps to decide, and on one small line the rest. */
export const renderCard = (card: CardModel): Container =>
  container(
    STATE_COLOURS[card.state],
    laidOut([
      headline(card),
      whole(1, stepper(card.stepper)),
      ...standing(card),
      footer(card),
      divider,
      ...rowsOf(card.actions.map((action) => actionButton(card, action))),
    ]),
  )

/** The card when somebody asks to see a run: with its steps, criteria and notes. The report has a message of its own. */
export const renderCardInFull = (card: CardModel): Container =>
  container(
    STATE_COLOURS[card.state],
    laidOut([
      headline(card),
      whole(1, stepper(card.stepper)),
      ...standing(card),
      divider,
      lines(
        6,
        card.criteria.map((criterion) => criterionLine(criterion, card)),
        more,
      ),
      divider,
      lines(7, card.steps.map(stepLine), more),
      lines(
        8,
        card.notes.map((note) => `-# ${plain(note)}`),
        more,
      ),
      { rank: 9, render: (room) => plainWithin(card.report ?? '', Math.min(room, 1_200)) },
      divider,
      footer(card),
      ...rowsOf(card.actions.map((action) => actionButton(card, action))),
    ] satisfies Item[]),
  )

export const more = (count: number): string => `-# … +${count}`

const headline = ({ icon, title, status, elapsed, request }: CardModel): Piece =>
  whole(
    0,
    [
      `### ${icon} ${plainWithin(title, 300)}`,
      `**${plain(status)}** · ${plain(elapsed)}`,
      ...(request === undefined ? [] : [`> ${plainWithin(request, 500)}`]),
    ].join('\n'),
  )

/** What stands out is what goes on and what went wrong; a phase that was skipped is struck out. */
const stepper = (marks: readonly PhaseMark[]): string =>
  marks
    .map(({ marker, label, status, words }) => {
      const shown =
        status === 'running' || status === 'failed'
          ? `**${label}**`
          : status === 'skipped'
            ? `~~${label}~~`
            : label
      return markedBy(marker, status === 'failed' ? `${shown} (${words})` : shown)
    })
    .join('  ')

function standing(card: CardModel): Piece[] {
  const { now, verdict, reasons, tried, hints, final, locale, next } = card
  const asked = next.filter(({ command }) => command === 'workflows')
  return [
    { rank: 2, render: (room) => plainWithin(now ?? '', Math.min(room, 400)) },
    whole(2, verdict === undefined ? '' : `**${plainWithin(verdict, 300)}**`),
    lines(
      3,
      reasons.map((reason) => plainWithin(reason, 600)),
      more,
      1_500,
    ),
    lines(
      5,
      tried.map((what) => `-# ${plainWithin(what, 300)}`),
      more,
      600,
    ),
    lines(
      4,
      [
        ...(final ? hints.map((hint) => phrase('card.hint', { hint: plainWithin(hint, 400) }, locale)) : []),
        ...asked.map(({ label }) => `${inlineCode('/orchestrate workflows')}  ${plain(label)}`),
      ],
      more,
      800,
    ),
  ]
}

/** The run's id in full, as code: a long press copies it. */
const footer = ({ budget, askedBy, runId, locale }: CardModel): Piece => {
  const small = [
    ...(budget === undefined ? [] : [plain(budget.words)]),
    phrase('card.asked_by', { who: plainWithin(askedBy, 100) }, locale),
  ]
  return whole(0, `-# ${small.join('  ·  ')}\n-# ${phrase('card.run', { id: inlineCode(runId) }, locale)}`)
}

function actionButton({ state, runId }: CardModel, { id, label }: CardAction): Button {
  const urged = id === 'repair' && (state === 'not_passed' || state === 'failed' || state === 'inconclusive')
  return button(id === 'cancel' ? 4 : urged ? 1 : 2, label, pressId({ kind: 'run', action: id, runId }))
}

function criterionLine(criterion: CriterionLine, { locale }: CardModel): string {
  const { marker, statement, figure, words, evidence, why } = criterion
  const ids = evidence.length === 0 ? '' : `  ${phrase('card.evidence', { ids: evidence.join(' ') }, locale)}`
  const because = why === undefined ? '' : `\n-# ${plainWithin(why, 300)}`
  return `${marker} ${plainWithin(statement, 300)}  **${plainWithin(figure ?? words, 200)}**${plain(ids)}${because}`
}

function stepLine({ marker, title, status, words, duration, why }: StepLine): string {
  const said = status === 'failed' || status === 'skipped' ? [words] : []
  const right = [...said, ...(duration === undefined ? [] : [duration])].join(' · ')
  const because = why === undefined ? '' : `\n-# ${plainWithin(why, 300)}`
  return `${marker} ${plainWithin(title, 200)}${right === '' ? '' : `  ${plain(right)}`}${because}`
}
