import { phrase, word } from '../../i18n/say.ts'
import type { QuestionCard } from '../question-card.ts'
import { BLANK, type Line, line, span, spread } from './line.ts'
import { chunks, displayWidth, wrap } from './width.ts'

/** A question in full: the command is never cut, however long. */
export function renderQuestion(question: QuestionCard, width: number): Line[] {
  const { title, until, command, where, why, touches, undo, warning, locale } = question
  const head = [span('⚠ ', 'busy'), span(title, 'bold')]
  const rows: [string, string | undefined][] = [
    [word('question.why', locale), why],
    [word('question.touches', locale), touches],
    [word('question.undo', locale), undo],
  ]
  return [
    BLANK,
    ...spread(head, line(until, 'dim'), width),
    ...verbatim(command, width).map((text) => line(text, 'bold')),
    ...(warning === undefined ? [] : wrap(warning, width).map((text) => line(text, 'bad'))),
    ...(where === undefined ? [] : wrap(where, width).map((text) => line(text, 'dim'))),
    ...table(rows, width),
    ...dryRunLines(question, width, SHOWN_LINES),
    ...(question.kind === 'approval' ? [] : numbered(question, width)),
  ]
}

/** Lines of a dry run under a question; all of it is among the details. */
const SHOWN_LINES = 12

function dryRunLines({ dryRun, locale }: QuestionCard, width: number, most: number): Line[] {
  if (!dryRun) return []
  const all = dryRun.output === '' ? [] : dryRun.output.split('\n').flatMap((text) => chunks(text, width - 2))
  const more =
    all.length > most ? [phrase('question.dry_run.more', { count: all.length - most }, locale)] : []
  const note = dryRun.note === undefined ? [] : [dryRun.note]
  return [
    [span(`${word('question.dry_run', locale)}  `, 'dim'), span(dryRun.command, 'dim')],
    ...[...all.slice(0, most), ...more, ...note].map((text) => line(`  ${text}`)),
  ]
}

/** Everything that the answer is bound to, and the whole dry run. */
export const renderDetails = (question: QuestionCard, width: number): Line[] => [
  BLANK,
  ...dryRunLines(question, width, Number.POSITIVE_INFINITY),
  ...table(
    question.details.map(({ label, value }): [string, string] => [label, value]),
    width,
    chunks,
  ),
]

const numbered = ({ choices }: QuestionCard, width: number): Line[] =>
  choices.flatMap(({ label }, index) => wrap(`  ${index + 1}  ${label}`, width).map((text) => line(text)))

/** Label and value in two columns; long values go on below their own beginning. */
function table(
  rows: readonly (readonly [string, string | undefined])[],
  width: number,
  breakUp: typeof wrap = wrap,
): Line[] {
  const held = rows.filter((row): row is readonly [string, string] => row[1] !== undefined)
  const column = Math.max(0, ...held.map(([label]) => displayWidth(label))) + 3
  return held.flatMap(([label, value]) =>
    breakUp(value, Math.max(10, width - column)).map((text, index) => [
      span((index === 0 ? label : '').padEnd(column), 'dim'),
      span(text),
    ]),
  )
}

/** Broken only where the line ends, so that every character is there, spaces too. */
const verbatim = (command: string, width: number): string[] =>
  command.split('\n').flatMap((part) => chunks(part, width))
