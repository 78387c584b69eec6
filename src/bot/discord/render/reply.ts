import type { Locale } from '../../../domain/text.ts'
import { word } from '../../../i18n/say.ts'
import type { Attachment } from '../../delivery/outgoing.ts'
import { isTyped, type Output, type Reply, type Row, type Section } from '../../reply.ts'
import { type Component, COMPONENTS_MAX, divider, text } from '../component.ts'
import { codeWithin, inlineCode, plain, plainWithin } from '../markup.ts'
import { more, renderCardInFull } from './card.ts'
import { COLOURS } from './colours.ts'
import { fileParts, safeFiles } from './files.ts'
import { container, countOf, laidOut, lines, ROOM, whole } from './layout.ts'
import { questionContainer } from './question.ts'
import type { Rendered } from './report.ts'

/** What is said to the person who asked. */
export function renderReply(reply: Reply, locale: Locale): Rendered {
  switch (reply.kind) {
    case 'text':
      return without(reply.ok ? [text(said(reply.text))] : [container(COLOURS.red, [text(said(reply.text))])])
    case 'run':
      return without([text(said(reply.text))])
    case 'card':
      return without([renderCardInFull(reply.card)])
    case 'questions':
      return without(questions(reply, locale))
    case 'sections':
      return sections(reply.intro, reply.sections, locale)
    case 'outputs':
      return outputs(reply.outputs, locale)
    case 'files':
      return files(reply.text, reply.files)
    default:
      return reply satisfies never
  }
}

const without = (components: readonly Component[]): Rendered => ({ components, files: [] })

const said = (foreign: string): string => plainWithin(foreign.trim(), ROOM) || '…'

/** As many as a message holds, each whole; for the rest there is the list of approvals again. */
function questions({ questions: all }: Extract<Reply, { kind: 'questions' }>, locale: Locale): Component[] {
  const shown: Component[] = []
  let left = ROOM - 100
  for (const [at, question] of all.entries()) {
    const next = questionContainer(question)
    const length = lengthOf(next)
    if (length > left || countOf([...shown, next]) > COMPONENTS_MAX - 1)
      return [...shown, text(`${more(all.length - at)}  ${plain(word('discord.more_questions', locale))}`)]
    shown.push(next)
    left -= length
  }
  return shown
}

const lengthOf = (component: Component): number =>
  'content' in component
    ? component.content.length
    : 'components' in component
      ? component.components.reduce((sum, part) => sum + lengthOf(part as Component), 0)
      : 0

function sections(intro: readonly string[], all: readonly Section[], locale: Locale): Rendered {
  const head = intro.map((line) => plainWithin(line, 500))
  const parts = all.map(({ title, rows }) => [`**${plainWithin(title, 200)}**`, ...rows.map(rowLine)])
  const length = [...head, ...parts.flat()].reduce((sum, line) => sum + line.length + 1, 0)
  const attached = length <= ROOM ? [] : [asFile('autohome.txt', sectionsText(intro, all))]
  return {
    components: [
      container(
        COLOURS.blue,
        laidOut([
          whole(0, head.join('\n')),
          ...parts.slice(0, 12).flatMap((part, at) => [divider, lines(at + 1, part, more)]),
          whole(0, attached.length === 0 ? '' : `-# ${word('discord.rest_in_file', locale)}`),
          ...fileParts(attached),
        ]),
      ),
    ],
    files: attached,
  }
}

const rowLine = ({ left, right }: Row): string =>
  right === undefined ? marked(left) : `${marked(left)}  ·  ${marked(right)}`

const marked = (foreign: string): string =>
  isTyped(foreign) ? inlineCode(foreign) : plainWithin(foreign, 300)

const sectionsText = (intro: readonly string[], all: readonly Section[]): string =>
  [
    ...intro,
    ...all.map(({ title, rows }) =>
      [
        '',
        title,
        ...rows.map(({ left, right }) => `  ${left}${right === undefined ? '' : `   ${right}`}`),
      ].join('\n'),
    ),
  ].join('\n')

/** Each output as the command printed it; where one is cut here, all of them are in a file. */
function outputs(all: readonly Output[], locale: Locale): Rendered {
  const each = Math.floor((ROOM - 200) / Math.max(1, Math.min(all.length, OUTPUTS_MAX)))
  const shown = all.slice(0, OUTPUTS_MAX).map(({ title, text: printed }) => {
    const head = `**${plainWithin(title, Math.min(120, each / 3))}**`
    return { head, block: codeWithin(printed, each - head.length - 1), printed }
  })
  const isWhole = all.length <= OUTPUTS_MAX && shown.every(({ block, printed }) => block.includes(printed))
  const attached = isWhole
    ? []
    : [asFile('output.txt', all.map(({ title, text: printed }) => `# ${title}\n${printed}\n`).join('\n'))]
  return {
    components: [
      ...shown.map(({ head, block }) => text(block === '' ? head : `${head}\n${block}`)),
      ...(isWhole ? [] : [text(`-# ${word('discord.rest_in_file', locale)}`)]),
      ...fileParts(attached),
    ],
    files: attached,
  }
}

const OUTPUTS_MAX = 8

function files(foreign: string, named: readonly Attachment[]): Rendered {
  const attached = safeFiles(named)
  return { components: [text(said(foreign)), ...fileParts(attached)], files: attached }
}

const asFile = (name: string, content: string): Attachment => ({
  name,
  bytes: new TextEncoder().encode(content),
})
