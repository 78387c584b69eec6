import type { CardModel, CriterionLine, PhaseMark, StepLine } from '../card-model.ts'
import { phrase } from '../../i18n/say.ts'
import { BLANK, fitLine, flow, type Line, line, type Span, type Style, span, spread } from './line.ts'
import { truncate, wrap } from './width.ts'

export interface RenderOptions {
  readonly width: number
  /** What commands are typed with here: `autohome` in a shell, `/orchestrate` in a chat. */
  readonly prefix: string
  /** At most so many lines; steps are left out first. Absent: everything. */
  readonly maxRows?: number
  /** The last line that the running call printed, already safe to show. */
  readonly tail?: string
}

/** The card for a terminal: headline, stepper, what goes on or what came of it, then the details. */
export function renderCard(card: CardModel, options: RenderOptions): Line[] {
  const { width, maxRows } = options
  const head = [...headline(card, width), ...stepper(card.stepper, width), ...standing(card, options)]
  const rest = [
    ...section(card.criteria.length > 0 && showCriteria(card) ? criteria(card, width) : []),
    ...section(card.notes.flatMap((note) => paragraph(note, width, 'dim'))),
    ...section(card.report === undefined ? [] : paragraph(card.report, width)),
    BLANK,
    ...footer(card, width),
    ...next(card, options),
  ]
  const room = maxRows === undefined ? undefined : maxRows - head.length - rest.length - 1
  return squeeze([...head, ...section(steps(card.steps, width, room)), ...rest], maxRows, head.length)
}

/** Only what fits beside a question: what and how it stands. */
export const renderBrief = (card: CardModel, width: number): Line[] => [
  ...headline(card, width),
  ...stepper(card.stepper, width),
]

const STATE_STYLE: Partial<Record<CardModel['state'], Style>> = {
  running: 'busy',
  waiting: 'busy',
  passed: 'good',
  unproven: 'busy',
  inconclusive: 'busy',
  cancelled: 'dim',
  queued: 'dim',
}

function headline({ icon, title, status, elapsed, state, request }: CardModel, width: number): Line[] {
  const left = [span(`${icon} `), span(title, 'bold')]
  const right = [span(status, STATE_STYLE[state] ?? 'bad'), span(` · ${elapsed}`, 'dim')]
  const asked = request === undefined ? [] : wrap(`   ${request}`, width).map((text) => line(text, 'dim'))
  return [...spread(left, right, width), ...asked]
}

const MARK_STYLE: Partial<Record<PhaseMark['status'], Style>> = {
  pending: 'dim',
  running: 'busy',
  completed: 'good',
  failed: 'bad',
  skipped: 'dim',
}

const stepper = (marks: readonly PhaseMark[], width: number): Line[] =>
  flow(
    marks.map(({ marker, label, status }) => [
      ...mark(marker, MARK_STYLE[status]),
      span(label, status === 'pending' || status === 'skipped' ? 'dim' : undefined),
    ]),
    '  ',
    width,
  )

const mark = (marker: string, style: Style | undefined): Span[] => [span(marker, style), span(' ')]

/** What goes on; at the end what came of it, why, what was tried and what the owner could do. */
function standing(card: CardModel, { width, tail }: RenderOptions): Line[] {
  const { locale } = card
  const found = [
    ...paragraph(card.now ?? '', width),
    ...(tail === undefined || tail === '' ? [] : [line(`  ${tail}`, 'dim')]),
    ...paragraph(card.verdict ?? '', width, 'bold'),
    ...card.reasons.flatMap((reason) => paragraph(reason, width)),
    ...card.tried.flatMap((tried) => paragraph(tried, width, 'dim')),
  ]
  if (!card.final) return found
  return [...found, ...card.hints.flatMap((hint) => paragraph(phrase('card.hint', { hint }, locale), width))]
}

const paragraph = (text: string, width: number, style?: Style): Line[] =>
  text === '' ? [] : wrap(text, width).map((part) => line(part, style))

const section = (lines: Line[]): Line[] => (lines.length === 0 ? [] : [BLANK, ...lines])

/** Before VERIFY the criteria are a promise that the spec has made already. */
const showCriteria = ({ criteria, final }: CardModel): boolean =>
  criteria.some(({ result }) => result !== 'pending') || (final && criteria.length > 0)

function steps(all: readonly StepLine[], width: number, room: number | undefined): Line[] {
  const shown = room === undefined || all.length <= room ? all : around(all, Math.max(1, room - 1))
  const left = all.length - shown.length
  const lines = shown.flatMap((step) => stepRows(step, width, room === undefined))
  return left > 0 ? [...lines, line(`  … +${left}`, 'dim')] : lines
}

/** As many steps as there is room for, about the one that runs. */
function around(all: readonly StepLine[], room: number): readonly StepLine[] {
  const running = all.findIndex(({ status }) => status === 'running')
  const begin = running === -1 ? all.findIndex(({ status }) => status === 'pending') : running
  const from = Math.max(0, Math.min((begin === -1 ? all.length : begin) - 1, all.length - room))
  return all.slice(from, from + room)
}

function stepRows(
  { marker, status, title, words, duration, why }: StepLine,
  width: number,
  inFull: boolean,
): Line[] {
  const style = MARK_STYLE[status]
  const left = [span('  '), ...mark(marker, style), span(title, status === 'pending' ? 'dim' : undefined)]
  const said = status === 'failed' || status === 'skipped' ? words : undefined
  const right = [said, duration].filter((part) => part !== undefined).join(' · ')
  const reason = inFull ? wrap(`    ${why ?? ''}`, width) : [truncate(`    ${why ?? ''}`, width)]
  const because = why === undefined ? [] : reason.map((text) => line(text, 'dim'))
  return [...spread(left, line(right, status === 'failed' ? 'bad' : 'dim'), width), ...because]
}

const CRITERION_STYLE: Record<CriterionLine['result'], Style> = {
  pass: 'good',
  fail: 'bad',
  inconclusive: 'busy',
  skipped: 'dim',
  pending: 'dim',
}

const criteria = (card: CardModel, width: number): Line[] =>
  card.criteria.flatMap((criterion) => criterionRows(criterion, card, width))

function criterionRows(criterion: CriterionLine, { locale }: CardModel, width: number): Line[] {
  const { marker, statement, result, figure, words, evidence, why } = criterion
  const ids = evidence.length === 0 ? '' : phrase('card.evidence', { ids: evidence.join(' ') }, locale)
  const right = [span(figure ?? words), span(ids === '' ? '' : `   ${ids}`, 'dim')]
  const left = [...mark(marker, CRITERION_STYLE[result]), span(statement)]
  const because = why === undefined ? [] : wrap(`  ${why}`, width).map((text) => line(text, 'dim'))
  return [...spread(left, right, width), ...because]
}

function footer(card: CardModel, width: number): Line[] {
  const { locale } = card
  const pieces = [
    ...(card.budget === undefined ? [] : [line(card.budget.words, 'dim')]),
    line(phrase('card.asked_by', { who: card.askedBy }, locale), 'dim'),
    line(phrase('card.run', { id: card.runId }, locale), 'dim'),
  ]
  return flow(pieces, '  ·  ', width)
}

function next({ next: following, runId }: CardModel, { prefix, width }: RenderOptions): Line[] {
  const typed = following.map(({ command }) =>
    command === 'workflows' ? `${prefix} workflows` : `${prefix} ${command} ${runId}`,
  )
  const column = Math.max(0, ...typed.map((text) => text.length)) + 3
  return following.map(({ label }, index) =>
    fitLine([span((typed[index] ?? '').padEnd(column)), span(label, 'dim')], width),
  )
}

/** The last resort on a very low screen: the top of the card, `keep` lines if there is room, and its end. */
export function squeeze(lines: Line[], maxRows: number | undefined, keep = 3): Line[] {
  if (maxRows === undefined || lines.length <= maxRows) return lines
  const head = Math.min(keep, Math.max(1, maxRows - 2))
  const tail = Math.max(0, maxRows - head - 1)
  return [
    ...lines.slice(0, head),
    line(`  … +${lines.length - head - tail}`, 'dim'),
    ...lines.slice(lines.length - tail),
  ]
}
