import type { Block, ListItem, Span, Spans } from '../../markdown/blocks.ts'
import { tableText } from '../../markdown/table.ts'
import { codeBlock, codeWithin, inlineCode, plain } from '../markup.ts'

/** Blocks as Discord's own Markdown; all that is text in them stays text. */
export const blockTexts = (blocks: readonly Block[]): string[] =>
  blocks.map(blockText).filter((text) => text !== '')

/** The beginning of a block that does not fit whole; only code can be cut without becoming something else. */
export const blockWithin = (block: Block, room: number): string =>
  block.kind === 'code'
    ? codeWithin(block.text, room)
    : block.kind === 'table'
      ? codeWithin(tableText(block), room)
      : ''

export function blockText(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(Math.max(2, block.level))} ${inline(block.spans).replaceAll('\n', ' ')}`
    case 'paragraph':
      return inline(block.spans)
    case 'quote':
      return inline(block.spans).replaceAll(/^/gm, '> ')
    case 'list':
      return block.items.map(item).join('\n')
    case 'code':
      return codeBlock(block.text)
    case 'table':
      return codeBlock(tableText(block))
    case 'rule':
      return ''
    default:
      return block satisfies never
  }
}

const item = ({ depth, number, spans }: ListItem): string =>
  `${'  '.repeat(depth)}${number === undefined ? '-' : `${number}.`} ${inline(spans).replaceAll('\n', ' ')}`

const inline = (spans: Spans): string => spans.map(span).join('')

function span({ text, bold, italic, strike, code, link }: Span): string {
  if (code) return inlineCode(text)
  // An address in angle brackets is a link without a preview; it is whole and hides nothing.
  const shown = link ? `<${text}>` : plain(text)
  if (text.trim() === '') return shown
  const [, before = '', middle = '', after = ''] = /^(\s*)(.*?)(\s*)$/su.exec(shown) ?? []
  const marks = [bold && '**', italic && '*', strike && '~~'].filter((mark) => typeof mark === 'string')
  return `${before}${marks.join('')}${middle}${marks.toReversed().join('')}${after}`
}
