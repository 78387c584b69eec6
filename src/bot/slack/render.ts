import { phrase, word } from '../../i18n/say.ts'
import type { Outgoing, PhaseNote } from '../delivery/outgoing.ts'
import { parseMarkdown } from '../markdown.ts'
import { clip } from '../visible.ts'
import { bullets, fallback, header, LIMITS, line, piece, rich, said, type SlackBlock } from './kit.ts'
import { renderCard } from './render-card.ts'
import { renderMarkdown } from './render-markdown.ts'
import { renderQuestion } from './render-question.ts'
import { type Rendered, renderReply } from './render-reply.ts'

/** Every message as Slack shows it. Pure. Whatever the texts hold, what comes out is within Slack's limits. */
export function renderSlack(message: Outgoing): Rendered {
  switch (message.kind) {
    case 'card':
      return { ...renderCard(message.card), files: [] }
    case 'phase':
      return renderPhase(message.note)
    case 'question':
      return { ...renderQuestion(message.question, message.mention), files: [] }
    case 'notice':
      return { text: fallback(message.text), blocks: [said(message.text)], files: [] }
    case 'report':
      return renderReport(message)
    case 'reply':
      return renderReply(message.reply, message.locale)
    case 'welcome':
      return renderWelcome(message)
    default:
      return message satisfies never
  }
}

const PHASE_LINES_MAX = 20

function renderPhase({ heading, lines, locale }: PhaseNote): Rendered {
  const left = lines.length - PHASE_LINES_MAX
  const more = left > 0 ? [phrase('slack.more', { count: left }, locale)] : []
  const shown = [...lines.slice(0, PHASE_LINES_MAX), ...more].map((text) => clip(text, 400))
  const body = shown.length === 0 ? '' : clip(`\n${shown.join('\n')}`, LIMITS.sectionText)
  const blocks: SlackBlock[] = [
    rich(line(...piece(clip(heading, 400) || ' ', { bold: true }), ...piece(body))),
  ]
  return { text: fallback(heading), blocks, files: [] }
}

const REPORT = 'report.md'

/** A report that finds no room in a message is beside it as a file, whole. */
function renderReport({ title, markdown, files, locale }: Extract<Outgoing, { kind: 'report' }>): Rendered {
  const room = { blocks: LIMITS.blocks - 3, characters: LIMITS.message }
  const { blocks, cut } = renderMarkdown(parseMarkdown(markdown), room)
  const held = files.find(({ name }) => name.endsWith('.md'))
  const name = held?.name ?? REPORT
  return {
    text: fallback(title),
    blocks: [header(title), ...blocks, ...(cut ? [said(phrase('slack.cut', { name }, locale))] : [])],
    files: cut && !held ? [...files, { name, bytes: Buffer.from(markdown) }] : files,
  }
}

function renderWelcome({ text, examples, locale }: Extract<Outgoing, { kind: 'welcome' }>): Rendered {
  const list = examples.slice(0, 10).map((example) => clip(example, 200))
  return {
    text: fallback(text),
    blocks: [
      said(text),
      ...(list.length === 0
        ? []
        : [rich(line(...piece(word('slack.welcome', locale), { bold: true })), bullets(list))]),
    ],
    files: [],
  }
}
