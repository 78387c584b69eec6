import { phrase, word } from '../../i18n/say.ts'
import { toneOf } from '../answer-tone.ts'
import { buttonLabel, pressId } from '../press.ts'
import type { QuestionCard } from '../question-card.ts'
import { questionInRoom } from '../question-room.ts'
import { clip } from '../visible.ts'
import {
  actions,
  type Button,
  button,
  fallback,
  header,
  LIMITS,
  line,
  piece,
  preformatted,
  rich,
  small,
  type SlackBlock,
  type TextElement,
} from './kit.ts'

/** A command is never cut: what is longer than this is asked elsewhere. */
const COMMAND_MAX = LIMITS.sectionText

/** Lines of a dry run; all of it is in the terminal. */
const DRY_RUN_LINES = 12

/** A question with everything that helps to decide, or, once closed, with who answered what and when. */
export function renderQuestion(
  whole: QuestionCard,
  mention: readonly string[] = [],
): {
  readonly text: string
  readonly blocks: SlackBlock[]
} {
  const question = questionInRoom(whole, COMMAND_MAX)
  const { title, command, until, warning, outcome, status } = question
  // Nobody answered a question whose run has ended, and it is over all the same.
  const isOpen = status === 'open' && outcome === undefined
  const icon = iconOf(question)
  const first = clip(command.split('\n')[0] ?? '', 200)
  return {
    text: fallback(
      `${icon} ${[outcome ?? title, outcome === undefined ? first : title].filter(Boolean).join(' · ')}`,
    ),
    blocks: [
      ...(outcome === undefined ? [header(`${icon} ${title}`)] : settled(`${icon} ${outcome}`, title)),
      ...called(isOpen ? mention : []),
      ...(isOpen ? [small(until)] : []),
      ...(command === '' ? [] : [rich(preformatted(command))]),
      ...(warning === undefined ? [] : [rich(line(...piece(`⚠ ${clip(warning, 600)}`, { bold: true })))]),
      ...(isOpen ? forDeciding(question) : []),
    ],
  }
}

const forDeciding = (question: QuestionCard): SlackBlock[] => [
  ...(question.where === undefined ? [] : [small(question.where)]),
  ...facts(question),
  ...dryRun(question),
  ...answers(question),
]

/** What came of it opens the message, as large as it has room; what was asked is small below it. */
const settled = (outcome: string, title: string): SlackBlock[] => [
  outcome.length <= LIMITS.header
    ? header(outcome)
    : rich(line(...piece(clip(outcome, LIMITS.sectionText), { bold: true }))),
  small(title),
]

/** Who is to notice. Slack calls nobody again for an edited message. */
function called(people: readonly string[]): SlackBlock[] {
  const ids = people.filter((id) => /^[UW][A-Z0-9]{2,}$/.test(id)).slice(0, 20)
  const elements = ids.flatMap((id): TextElement[] => [{ type: 'user', user_id: id }, ...piece(' ')])
  return elements.length === 0 ? [] : [rich(line(...elements))]
}

const iconOf = ({ status, chosen, outcome }: QuestionCard): string => {
  if (outcome === undefined) return '⚠️'
  if (status !== 'answered') return '⌛'
  return toneOf(chosen ?? '') === 'no' ? '🚫' : '✅'
}

function facts({ why, touches, undo, locale }: QuestionCard): SlackBlock[] {
  const rows = [
    [word('question.why', locale), why],
    [word('question.touches', locale), touches],
    [word('question.undo', locale), undo],
  ] as const
  const lines = rows.flatMap(([label, value]) =>
    value === undefined
      ? []
      : [line(...piece(`${label}  `, { bold: true }), ...piece(clip(value, 400) || ' '))],
  )
  return lines.length === 0 ? [] : [rich(...lines)]
}

function dryRun({ dryRun: tried, locale }: QuestionCard): SlackBlock[] {
  if (!tried) return []
  const lines = tried.output.split('\n')
  const more = lines.length - DRY_RUN_LINES
  const shown = [
    ...lines.slice(0, DRY_RUN_LINES).map((text) => clip(text, 80)),
    ...(more > 0 ? [phrase('question.dry_run.more', { count: more }, locale)] : []),
    ...(tried.note === undefined ? [] : [clip(tried.note, 200)]),
  ]
  const label = line(
    ...piece(`${word('question.dry_run', locale)}  `, { bold: true }),
    ...piece(clip(tried.command, 200), { code: true }),
  )
  const output = shown.join('\n').trim()
  return [rich(label, ...(output === '' ? [] : [preformatted(output)]))]
}

const STYLES = { yes: 'primary', no: 'danger', other: undefined } as const

/** Labels that no button holds are read in a list above, in the order of the buttons. */
function answers({ choices, id }: QuestionCard): SlackBlock[] {
  const long = choices.some(({ label }) => label.length > LIMITS.buttonText)
  const list = rich({
    type: 'rich_text_list',
    style: 'ordered',
    elements: choices.slice(0, LIMITS.actions).map(({ label }) => line(...piece(clip(label, 150) || ' '))),
  })
  const buttons = choices.map(({ id: option, label }): Button => {
    const style = STYLES[toneOf(option)]
    return button(
      pressId({ kind: 'answer', option, questionId: id }),
      buttonLabel(option, label),
      style === undefined ? {} : { style },
    )
  })
  return [...(long ? [list] : []), ...actions(buttons)]
}
