import { phrase } from '../../i18n/say.ts'
import { clip, oneLine } from '../visible.ts'
import type { Outgoing } from './outgoing.ts'

/** The shortest text that a platform could still refuse for its length is longer than this. */
const ROOM = 1_500

/** The same without its look, for a platform that refused it: what it is about and where to see the rest. */
export function inPlainWords(message: Outgoing): Outgoing {
  const said = (text: string, locale: 'en' | 'fr'): Outgoing => ({
    kind: 'notice',
    locale,
    text: clip(text, ROOM),
  })
  switch (message.kind) {
    case 'card': {
      const { icon, title, status, runId, locale } = message.card
      return said(phrase('chat.background', { icon, title, status, id: runId }, locale), locale)
    }
    case 'question': {
      const { locale, id, title, command, outcome } = message.question
      if (outcome !== undefined) return said(`${title} ${outcome}`, locale)
      return said(
        phrase('surface.question.plain', { title, command: oneLine(command, 500), id }, locale),
        locale,
      )
    }
    case 'phase':
      return said([message.note.heading, ...message.note.lines].join('\n'), message.note.locale)
    case 'report':
      return said(`${message.title}\n${message.markdown}`, message.locale)
    case 'notice':
    case 'welcome':
      return said(message.text, message.locale)
    case 'reply':
      return said('text' in message.reply ? message.reply.text : '', message.locale)
    default:
      return message satisfies never
  }
}
