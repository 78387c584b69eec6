import { word } from '../../../i18n/say.ts'
import { toneOf } from '../../answer-tone.ts'
import { buttonLabel, pressId } from '../../press.ts'
import type { QuestionCard } from '../../question-card.ts'
import { questionInRoom } from '../../question-room.ts'
import { type Button, type Component, type Container, divider, text } from '../component.ts'
import { codeBlock, codeWithin, inlineCode, plain, plainWithin } from '../markup.ts'
import { button, rowsOf } from './buttons.ts'
import { COLOURS } from './colours.ts'
import { container, type Item, laidOut, type Piece, ROOM, whole } from './layout.ts'

/** What the rest of a question may take at most; so much less is left for the command, which is shown whole or not at all. */
const REST = 1_900
const COMMAND_ROOM = ROOM - REST

/** A question in a message of its own; `mention` are the ids of those who are to notice. */
export const renderQuestion = (question: QuestionCard, mention: readonly string[] = []): Component[] => [
  ...(mention.length === 0 ? [] : [text(mention.map((id) => `<@${id}>`).join(' '))]),
  questionContainer(question),
]

export const questionContainer = (question: QuestionCard): Container =>
  question.status === 'open' && question.outcome === undefined
    ? openQuestion(inRoom(question))
    : closedQuestion(question)

/** What is approved is what was read: too long a command is not cut but cannot be approved here. */
function inRoom(question: QuestionCard): QuestionCard {
  const shown = isCommand(question) ? codeBlock(question.command) : plain(question.command)
  return shown.length <= COMMAND_ROOM ? question : questionInRoom(question, -1)
}

const isCommand = ({ kind }: QuestionCard): boolean => kind !== 'choice' && kind !== 'discovery'

const openQuestion = (question: QuestionCard): Container =>
  container(
    COLOURS.amber,
    laidOut([
      whole(0, `### ⚠️ ${plainWithin(question.title, 120)}\n-# ${plain(question.until)}`),
      whole(0, isCommand(question) ? codeBlock(question.command) : plain(question.command)),
      whole(1, question.warning === undefined ? '' : `⚠️ **${plainWithin(question.warning, 500)}**`),
      ...facts(question),
      ...dryRun(question),
      divider,
      ...rowsOf(question.choices.map((choice) => choiceButton(question, choice))),
    ]),
  )

/** The same message after the answer, or after the end of its run: who, when and what came of it; nothing is left to press. */
function closedQuestion(question: QuestionCard): Container {
  const { title, command, outcome, chosen, status } = question
  const yes = chosen !== undefined && toneOf(chosen) !== 'no'
  const icon = status !== 'answered' ? '⌛' : yes ? '✅' : '🚫'
  return container(
    yes ? COLOURS.green : COLOURS.grey,
    laidOut([
      whole(0, `${icon} **${plainWithin(outcome ?? '', 1_000)}**`),
      whole(1, `-# ${plainWithin(title, 120)}`),
      {
        rank: 2,
        render: (room) =>
          isCommand(question)
            ? codeWithin(command, Math.min(room, 1_500))
            : plainWithin(command, Math.min(room, 800)),
      },
    ]),
  )
}

function facts({ where, why, touches, undo, locale }: QuestionCard): Piece[] {
  const rows: [Parameters<typeof word>[0], string | undefined][] = [
    ['question.why', why],
    ['question.touches', touches],
    ['question.undo', undo],
  ]
  const table = rows.flatMap(([key, value]) =>
    value === undefined ? [] : [`**${word(key, locale)}**  ${plainWithin(value, 250)}`],
  )
  return [whole(3, [...(where === undefined ? [] : [`-# ${plainWithin(where, 200)}`]), ...table].join('\n'))]
}

/** Said by the command itself, so it is shown as it was printed, in a block of code. */
function dryRun({ dryRun: dry, locale }: QuestionCard): Item[] {
  if (!dry) return []
  const head = `**${word('question.dry_run', locale)}**  ${inlineCode(clipTo(dry.command))}`
  const note = dry.note === undefined ? '' : `\n-# ${plainWithin(dry.note, 120)}`
  return [
    {
      rank: 4,
      render(room) {
        const output = codeWithin(dry.output, Math.min(600, room - head.length - note.length - 1))
        const all = `${head}${output === '' ? '' : `\n${output}`}${note}`
        return all.length <= room ? all : ''
      },
    },
  ]
}

const clipTo = (command: string): string => command.replaceAll('\n', ' ').slice(0, 120)

const STYLES = { yes: 3, no: 4, other: 2 } as const

function choiceButton(
  { id: questionId }: QuestionCard,
  { id, label }: QuestionCard['choices'][number],
): Button {
  return button(
    STYLES[toneOf(id)],
    buttonLabel(id, label),
    pressId({ kind: 'answer', option: id, questionId }),
  )
}
