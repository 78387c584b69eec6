import type { Reply, Section } from '../reply.ts'
import { BLANK, fitLine, type Line, line, span } from './line.ts'
import { type RenderOptions, renderCard } from './render-card.ts'
import { renderQuestion } from './render-question.ts'
import { displayWidth, wrap } from './width.ts'

/** What Autohome said, as lines that stay. A run's own card follows it elsewhere. */
export function renderReply(reply: Reply, options: RenderOptions): Line[] {
  const { width } = options
  switch (reply.kind) {
    case 'text':
      return wrap(reply.text, width).map((text) => line(text, reply.ok ? undefined : 'bad'))
    case 'run':
      return []
    case 'card':
      return renderCard(reply.card, options)
    case 'questions':
      return reply.questions.flatMap((question) => [
        ...renderQuestion(question, width),
        line(`${options.prefix} approve ${question.id}`, 'dim'),
      ])
    case 'sections':
      return [
        ...reply.intro.flatMap((text) => wrap(text, width).map((part) => line(part))),
        ...reply.sections.flatMap((section) => [BLANK, ...sectionLines(section, width)]),
      ]
    case 'outputs':
      return reply.outputs.flatMap(({ title, text }) => [
        BLANK,
        line(title, 'bold'),
        ...wrap(text, width - 2).map((part) => line(`  ${part}`)),
      ])
    case 'files':
      return [
        ...wrap(reply.text, width).map((text) => line(text)),
        ...reply.files.map(({ name }) => line(name, 'dim')),
      ]
    default:
      return reply satisfies never
  }
}

/** Two columns where they fit beside each other; otherwise the second goes below the first. */
function sectionLines({ title, rows }: Section, width: number): Line[] {
  const widest = Math.max(0, ...rows.map(({ left }) => displayWidth(left)))
  const right = Math.max(0, ...rows.map((row) => displayWidth(row.right ?? '')))
  const column = widest + 3 + right + 2 <= width ? widest : undefined
  return [
    line(title, 'bold'),
    ...rows.flatMap((row): Line[] => {
      if (row.right === undefined) return wrap(`  ${row.left}`, width).map((text) => line(text))
      if (column === undefined)
        return [
          fitLine(line(`  ${row.left}`), width),
          ...wrap(`      ${row.right}`, width).map((text) => line(text, 'dim')),
        ]
      const gap = ' '.repeat(column - displayWidth(row.left) + 3)
      return [[span(`  ${row.left}${gap}`), span(row.right, 'dim')]]
    }),
  ]
}
