import type { types } from '@slack/bolt'
import { clip } from '../visible.ts'

export type SlackBlock = types.KnownBlock
export type Button = types.Button
export type RichElement = types.RichTextBlockElement
export type TextElement = types.RichTextElement

/** Source: docs.slack.dev, reference of Block Kit and of chat.postMessage, chat.update; characters unless said. */
export const LIMITS = {
  blocks: 50,
  header: 150,
  sectionText: 3_000,
  buttonText: 75,
  buttonValue: 2_000,
  actionId: 255,
  actions: 25,
  contextElements: 10,
  optionText: 75,
  options: 100,
  inputLength: 3_000,
  viewTitle: 24,
  /** What chat.update takes; chat.postMessage would take more. */
  fallback: 4_000,
  /** Nothing is published for all texts of a message together; 13,000 and more are refused as `msg_blocks_too_long`. */
  message: 10_000,
} as const

/** Plain text is shown as it is: no mention, no link, no `:emoji:` in it means anything. Never empty. */
export const plain = (text: string, max: number): types.PlainTextElement => ({
  type: 'plain_text',
  text: clip(text, max) || ' ',
  emoji: false,
})

export const header = (text: string): SlackBlock => ({ type: 'header', text: plain(text, LIMITS.header) })

/** Small lines are read at a glance or not at all. */
const SMALL_MAX = 300

/** Small grey lines. */
export const small = (...lines: readonly string[]): SlackBlock => ({
  type: 'context',
  elements: lines.slice(0, LIMITS.contextElements).map((line) => plain(line, SMALL_MAX)),
})

export const rich = (...elements: readonly RichElement[]): SlackBlock => ({
  type: 'rich_text',
  elements: [...elements],
})

/** A literal piece of text; Slack refuses empty ones. */
export const piece = (text: string, style?: types.RichTextStyleable['style']): TextElement[] =>
  text === '' ? [] : [{ type: 'text', text, ...(style === undefined ? {} : { style }) }]

export const line = (...pieces: readonly TextElement[]): types.RichTextSection => ({
  type: 'rich_text_section',
  elements: pieces.length === 0 ? piece(' ') : [...pieces],
})

/** One line of ordinary text. */
export const said = (text: string): SlackBlock => rich(line(...piece(clip(text, LIMITS.sectionText) || ' ')))

/** What programs read or print, character for character. */
export const preformatted = (text: string): types.RichTextPreformatted => ({
  type: 'rich_text_preformatted',
  elements: [{ type: 'text', text: text || ' ' }],
})

export const bullets = (lines: readonly string[]): types.RichTextList => ({
  type: 'rich_text_list',
  style: 'bullet',
  elements: lines.map((text) => line(...piece(clip(text, 500) || ' '))),
})

export function button(
  id: string,
  label: string,
  look: { readonly style?: 'primary' | 'danger'; readonly confirm?: types.ConfirmationDialog } = {},
): Button {
  return { type: 'button', action_id: id, text: plain(label, LIMITS.buttonText), ...look }
}

/** No block at all where there is nothing to press. */
export const actions = (buttons: readonly Button[]): SlackBlock[] =>
  buttons.length === 0 ? [] : [{ type: 'actions', elements: buttons.slice(0, LIMITS.actions) }]

/** For `text` beside blocks: notifications and screen readers. Slack reads mrkdwn in it, so its three signs are escaped. */
export const fallback = (text: string): string => escapeMrkdwn(clip(text.trim(), 750) || 'Autohome')

/** Source: docs.slack.dev, formatting: only these three are escaped. At most five times as long. */
export const escapeMrkdwn = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/**
 * As many groups of blocks as a message holds, in order. None is broken up: what is asked and the buttons that answer it
 * stay together.
 */
export function fitting(
  groups: readonly (readonly SlackBlock[])[],
  blocksMax: number,
): readonly (readonly SlackBlock[])[] {
  let blocks = 0
  let characters = 0
  const end = groups.findIndex((group) => {
    blocks += group.length
    characters += textLength(group)
    return blocks > blocksMax || characters > LIMITS.message
  })
  return end === -1 ? groups : groups.slice(0, end)
}

/** Of every text in it. */
function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, held) => sum + textLength(held), 0)
  if (value === null || typeof value !== 'object') return 0
  return Object.entries(value).reduce(
    (sum, [name, held]) =>
      sum + (name === 'text' && typeof held === 'string' ? held.length : textLength(held)),
    0,
  )
}
