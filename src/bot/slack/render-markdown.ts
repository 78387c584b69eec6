import type { types } from '@slack/bolt'
import type { Block, ListItem, Spans } from '../markdown/blocks.ts'
import { tableText } from '../markdown/table.ts'
import { clip } from '../visible.ts'
import { LIMITS, piece, preformatted, rich, type SlackBlock, type TextElement } from './kit.ts'

export interface Fitted {
  readonly blocks: readonly SlackBlock[]
  /** Not everything found room. */
  readonly cut: boolean
}

/** Markdown as rich text, in which every text is literal: as many blocks as have room. */
export function renderMarkdown(
  markdown: readonly Block[],
  room: { readonly blocks: number; readonly characters: number },
): Fitted {
  const blocks: SlackBlock[] = []
  let left = room.characters
  for (const block of markdown) {
    if (blocks.length >= room.blocks || left <= 0) return { blocks, cut: true }
    const most = Math.min(left, LIMITS.sectionText)
    const elements = draw(block, most)
    if (elements === 'divider') blocks.push({ type: 'divider' })
    else if (elements.length > 0) blocks.push(rich(...elements))
    const length = lengthOf(block)
    if (length > most) return { blocks, cut: true }
    left -= length
  }
  return { blocks, cut: false }
}

type Drawn = readonly types.RichTextBlockElement[] | 'divider'

function draw(block: Block, most: number): Drawn {
  switch (block.kind) {
    case 'heading':
      return sections(
        block.spans.map((span) => ({ ...span, bold: true as const })),
        most,
      )
    case 'paragraph':
      return sections(block.spans, most)
    case 'quote': {
      const elements = texts(block.spans, most)
      return elements.length === 0 ? [] : [{ type: 'rich_text_quote', elements }]
    }
    case 'list':
      return lists(block.items, most)
    case 'code':
      return [preformatted(clip(block.text, most))]
    case 'table':
      return [preformatted(clip(tableText(block), most))]
    case 'rule':
      return 'divider'
    default:
      return block satisfies never
  }
}

function sections(spans: Spans, most: number): types.RichTextSection[] {
  const elements = texts(spans, most)
  return elements.length === 0 ? [] : [{ type: 'rich_text_section', elements }]
}

function texts(spans: Spans, most: number): TextElement[] {
  let left = most
  return spans.flatMap((span): TextElement[] => {
    const text = left <= 0 ? '' : clip(span.text, left)
    left -= text.length
    if (text === '') return []
    if (span.link && text === span.text) return [{ type: 'link', url: text, text }]
    const { bold, italic, strike, code } = span
    const style = {
      ...(bold && { bold }),
      ...(italic && { italic }),
      ...(strike && { strike }),
      ...(code && { code }),
    }
    return piece(text, Object.keys(style).length === 0 ? undefined : style)
  })
}

/** One list element for neighbours of the same depth and kind: that is how Slack nests. */
function lists(items: readonly ListItem[], most: number): types.RichTextList[] {
  const result: types.RichTextList[] = []
  let before: ListItem | undefined
  let left = most
  for (const item of items) {
    if (left <= 0) break
    const elements = texts(item.spans, left)
    left -= item.spans.reduce((sum, { text }) => sum + text.length, 0) + 1
    const section: types.RichTextSection = {
      type: 'rich_text_section',
      elements: elements.length === 0 ? piece(' ') : elements,
    }
    const last = result.at(-1)
    const same = before?.depth === item.depth && (before.number === undefined) === (item.number === undefined)
    if (last && same) last.elements.push(section)
    else
      result.push({
        type: 'rich_text_list',
        style: item.number === undefined ? 'bullet' : 'ordered',
        indent: item.depth,
        ...(item.number === undefined || item.number <= 1 ? {} : { offset: item.number - 1 }),
        elements: [section],
      })
    before = item
  }
  return result
}

/** What of a block counts against the room. */
function lengthOf(block: Block): number {
  switch (block.kind) {
    case 'code':
      return block.text.length
    case 'table':
      return tableText(block).length
    case 'list':
      return block.items.reduce((sum, { spans }) => sum + spansLength(spans) + 1, 0)
    case 'rule':
      return 1
    default:
      return spansLength(block.spans)
  }
}

const spansLength = (spans: Spans): number => spans.reduce((sum, { text }) => sum + text.length, 0)
