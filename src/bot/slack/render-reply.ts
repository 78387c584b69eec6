import type { Attachment } from '../delivery/outgoing.ts'
import type { Locale } from '../../domain/text.ts'
import { phrase, word } from '../../i18n/say.ts'
import type { QuestionCard } from '../question-card.ts'
import { isTyped, type Output, type Reply, type Section } from '../reply.ts'
import { clip } from '../visible.ts'
import {
  bullets,
  fallback,
  fitting,
  LIMITS,
  line,
  piece,
  preformatted,
  rich,
  said,
  type RichElement,
  type SlackBlock,
  type TextElement,
} from './kit.ts'
import { renderCard } from './render-card.ts'
import { renderQuestion } from './render-question.ts'

export interface Rendered {
  readonly text: string
  readonly blocks: readonly SlackBlock[]
  /** What found no room in the message and goes beside it. */
  readonly files: readonly Attachment[]
}

export function renderReply(reply: Reply, locale: Locale): Rendered {
  switch (reply.kind) {
    case 'text':
    case 'run':
      return { text: fallback(reply.text), blocks: [said(reply.text)], files: [] }
    case 'card':
      return { ...renderCard(reply.card), files: [] }
    case 'questions':
      return renderQuestions(reply.questions, locale)
    case 'files':
      return { text: fallback(reply.text), blocks: [said(reply.text)], files: reply.files }
    case 'sections':
      return renderSections(reply.intro, reply.sections, locale)
    case 'outputs':
      return renderOutputs(reply.outputs, locale)
    default:
      return reply satisfies never
  }
}

function renderQuestions(questions: readonly QuestionCard[], locale: Locale): Rendered {
  const rendered = questions.map((question) => renderQuestion(question))
  const groups = rendered.map(({ blocks }, at) =>
    at === 0 ? blocks : [{ type: 'divider' } as const, ...blocks],
  )
  return { text: rendered[0]?.text ?? fallback(''), blocks: allThatFit(groups, locale), files: [] }
}

/** And how many there are besides. */
function allThatFit(groups: readonly (readonly SlackBlock[])[], locale: Locale): SlackBlock[] {
  const shown = fitting(groups, LIMITS.blocks - 1)
  const left = groups.length - shown.length
  const blocks = shown.flat()
  if (left > 0) return [...blocks, said(phrase('slack.more', { count: left }, locale))]
  return blocks.length === 0 ? [said(' ')] : blocks
}

/** Rows of a section in one message. */
const ROWS_MAX = 25

function renderSections(intro: readonly string[], sections: readonly Section[], locale: Locale): Rendered {
  const opening = intro.slice(0, 5).map((text) => said(clip(text, 500)))
  const groups = sections.map((section) => [rich(...sectionOf(section, locale))])
  return {
    text: fallback(intro[0] ?? sections[0]?.title ?? ''),
    blocks: allThatFit(opening.length === 0 ? groups : [opening, ...groups], locale),
    files: [],
  }
}

function sectionOf({ title, rows }: Section, locale: Locale): RichElement[] {
  const left = rows.length - ROWS_MAX
  const items = rows
    .slice(0, ROWS_MAX)
    .map(({ left: name, right }) =>
      line(
        ...marked(clip(name, 120) || ' '),
        ...(right === undefined ? [] : [...piece('  '), ...marked(clip(right, 160))]),
      ),
    )
  return [
    line(...piece(clip(title, 200) || ' ', { bold: true })),
    ...(items.length === 0
      ? []
      : [{ type: 'rich_text_list', style: 'bullet', elements: items } satisfies RichElement]),
    ...(left > 0 ? [bullets([phrase('slack.more', { count: left }, locale)])] : []),
  ]
}

const marked = (text: string): TextElement[] => piece(text, isTyped(text) ? { code: true } : undefined)

/** Characters of one output that are shown; longer ones go beside the message whole. */
const OUTPUT_MAX = 1_500
const OUTPUTS_MAX = 5
const FILE = 'output.txt'

function renderOutputs(outputs: readonly Output[], locale: Locale): Rendered {
  const long = outputs.length > OUTPUTS_MAX || outputs.some(({ text }) => text.length > OUTPUT_MAX)
  const blocks = outputs.slice(0, OUTPUTS_MAX).map(({ title, text }) => {
    const name: TextElement[] = piece(clip(title, 200) || ' ', { bold: true })
    return rich(line(...name), preformatted(clip(text, OUTPUT_MAX)))
  })
  const whole = outputs.map(({ title, text }) => `${title}\n\n${text}\n`).join('\n')
  return {
    text: fallback(outputs.map(({ title }) => title).join(' · ')),
    blocks: [
      ...(blocks.length === 0 ? [said(word('talk.no_runs', locale))] : blocks),
      ...(long ? [said(phrase('slack.cut', { name: FILE }, locale))] : []),
    ],
    files: long ? [{ name: FILE, bytes: Buffer.from(whole) }] : [],
  }
}
