import type { types } from '@slack/bolt'
import { renderSlack } from '../src/bot/slack/render.ts'
import type { RichElement, SlackBlock, TextElement } from '../src/bot/slack/kit.ts'
import type { Outgoing } from '../src/bot/delivery/outgoing.ts'
import { escape, tag } from './html.ts'

/** About how Slack draws a message: its own payload, block by block. Not the app itself: sizes and colours are near. */
export function slackLook(message: Outgoing): string {
  const { blocks, files } = renderSlack(message)
  const attached = files.map(({ name }) => tag('div', 'file', `📄 ${escape(name)}`))
  return [...blocks.map(block), ...attached].join('\n')
}

function block(one: SlackBlock): string {
  switch (one.type) {
    case 'header':
      return tag('h3', '', escape(one.text.text))
    case 'context':
      return tag('div', 'context', one.elements.map(contextElement).join('<br>'))
    case 'section':
      return tag('p', '', one.text === undefined ? '' : written(one.text))
    case 'divider':
      return '<hr>'
    case 'rich_text':
      return one.elements.map(richElement).join('')
    case 'actions':
      return tag('div', 'actions', one.elements.map(actionElement).join(''))
    default:
      throw new Error(`the page of cards does not know the block ${one.type}`)
  }
}

const contextElement = (element: types.ContextBlockElement): string =>
  element.type === 'image' ? '' : written(element)

const written = (text: types.TextObject): string =>
  text.type === 'mrkdwn'
    ? escape(text.text)
        .replaceAll(/`([^`]+)`/g, '<code>$1</code>')
        .replaceAll(/\*([^*]+)\*/g, '<b>$1</b>')
    : escape(text.text)

function richElement(element: RichElement): string {
  switch (element.type) {
    case 'rich_text_section':
      return tag('p', '', element.elements.map(piece).join(''))
    case 'rich_text_quote':
      return tag('blockquote', '', element.elements.map(piece).join(''))
    case 'rich_text_preformatted':
      return tag('pre', '', element.elements.map(piece).join(''))
    case 'rich_text_list':
      return tag(
        element.style === 'ordered' ? 'ol' : 'ul',
        '',
        element.elements.map((item) => tag('li', '', richElement(item))).join(''),
      )
    default:
      return element satisfies never
  }
}

function piece(element: TextElement): string {
  if (element.type === 'link')
    return `<a title="${escape(element.url)}">${escape(element.text ?? element.url)}</a>`
  if (element.type === 'user') return tag('span', 'mention', `@${escape(element.user_id)}`)
  if (element.type !== 'text')
    throw new Error(`the page of cards does not know a piece of type ${element.type}`)
  const { bold, italic, strike, code } = element.style ?? {}
  const marks = [
    [code, 'code'],
    [strike, 's'],
    [italic, 'i'],
    [bold, 'b'],
  ] as const
  return marks.reduce((html, [on, name]) => (on === true ? tag(name, '', html) : html), escape(element.text))
}

function actionElement(element: types.ActionsBlockElement): string {
  if (element.type !== 'button') throw new Error(`the page of cards does not know a ${element.type}`)
  return tag('button', element.style ?? '', escape(element.text.text))
}
