import { word } from '../../i18n/say.ts'
import type { QuestionCard } from '../question-card.ts'
import { BLANK, type Line, line, span, spread } from './line.ts'
import { chunks, displayWidth, wrap } from './width.ts'

/** A question in full: the command is never cut, however long. */
export function renderQuestion(question: QuestionCard, width: number): Line[] {
  const { title, until, command, where, why, undo, warning, locale } = question
  const head = [span('⚠ ', 'busy'), span(title, 'bold')]
  const rows: [string, string | undefined][] = [
    [word('question.why', locale), why],
    [word('question.undo', locale), undo],
  ]
  return [
    BLANK,
    ...spread(head, line(until, 'dim'), width),
    ...verbatim(command, width).map((text) => line(text, 'bold')),
    ...(warning === undefined ? [] : wrap(warning, width).map((text) => line(text, 'bad'))),
    ...(where === undefined ? [] : wrap(where, width).map((text) => line(text, 'dim'))),
    ...table(rows, width),
    ...(question.kind === 'approval' ? [] : numbered(question, width)),
  ]
}

/** Everything that the answer is bound to. */
export const renderDetails = ({ details }: QuestionCard, width: number): Line[] => [
  BLANK,
  ...table(
    details.map(({ label, value }): [string, string] => [label, value]),
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
