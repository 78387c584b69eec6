import type { Component, Part } from '../src/bot/discord/component.ts'
import { renderDiscord } from '../src/bot/discord/render.ts'
import type { Outgoing } from '../src/bot/delivery/outgoing.ts'
import { escape, tag } from './html.ts'

/** About how Discord draws a message: its own payload, component by component. */
export function discordLook(message: Outgoing): string {
  const { components } = renderDiscord(message)
  return components.map(component).join('\n')
}

function component(one: Component): string {
  if (one.type !== 17) return part(one)
  const colour =
    one.accent_color === undefined
      ? ''
      : ` style="border-left-color:#${one.accent_color.toString(16).padStart(6, '0')}"`
  return `<div class="container"${colour}>${one.components.map(part).join('')}</div>`
}

const BUTTONS = { 1: 'primary', 2: 'secondary', 3: 'success', 4: 'danger' } as const

function part(one: Part): string {
  switch (one.type) {
    case 10:
      return tag('div', 'text', markdown(one.content))
    case 14:
      return one.divider ? '<hr>' : '<br>'
    case 13:
      return tag('div', 'file', `📄 ${escape(one.file.url.replace('attachment://', ''))}`)
    case 1:
      return tag(
        'div',
        'actions',
        one.components.map(({ style, label }) => tag('button', BUTTONS[style], escape(label))).join(''),
      )
    default:
      return one satisfies never
  }
}

/** The part of Discord's Markdown that our payloads use; a backslash takes the next sign's meaning away. */
function markdown(content: string): string {
  return content
    .split(/(```[\s\S]*?```)/)
    .map((piece) => {
      const fence = /^```[a-z]*\n?([\s\S]*?)\n?```$/.exec(piece)
      if (fence) return tag('pre', '', escape(fence[1] ?? ''))
      const between = piece.replace(/^\n|\n$/g, '')
      return between === '' ? '' : between.split('\n').map(line).join('\n')
    })
    .join('')
}

function line(text: string): string {
  const heading = /^(#{1,3}) (.*)$/.exec(text)
  if (heading) return tag('h3', '', inline(heading[2] ?? ''))
  if (text.startsWith('-# ')) return tag('small', '', inline(text.slice(3)))
  if (text.startsWith('> ')) return tag('blockquote', '', inline(text.slice(2)))
  if (/^[-*] /.test(text)) return tag('div', 'item', `• ${inline(text.slice(2))}`)
  return tag('div', '', text === '' ? '<br>' : inline(text))
}

const INLINE = /\\([\s\S])|(`+)([\s\S]+?)\2|\*\*([\s\S]+?)\*\*|~~([\s\S]+?)~~|<@(\d+)>/g

function inline(text: string): string {
  let html = ''
  let end = 0
  for (const match of text.matchAll(INLINE)) {
    const [whole, escaped, , code, bold, struck, user] = match
    html += escape(text.slice(end, match.index))
    end = match.index + whole.length
    if (escaped !== undefined) html += escape(escaped)
    else if (code !== undefined) html += tag('code', '', escape(code.trim()))
    else if (bold !== undefined) html += tag('b', '', inline(bold))
    else if (struck !== undefined) html += tag('s', '', inline(struck))
    else if (user !== undefined) html += tag('span', 'mention', `@${user}`)
  }
  return html + escape(text.slice(end))
}
