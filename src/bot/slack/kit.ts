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

/** Small grey lines. */
export const small = (...lines: readonly string[]): SlackBlock => ({
  type: 'context',
  elements: lines.slice(0, LIMITS.contextElements).map((line) => plain(line, 2_000)),
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
  elements: [...pieces],
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
export const fallback = (text: string): string => escapeMrkdwn(clip(text, 750) || ' ')

/** Source: docs.slack.dev, formatting: only these three are escaped. At most five times as long. */
export const escapeMrkdwn = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
