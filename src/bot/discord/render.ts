import { word } from '../../i18n/say.ts'
import type { Attachment, Outgoing, PhaseNote } from '../delivery/outgoing.ts'
import { type Component, divider, IS_COMPONENTS_V2, text } from './component.ts'
import { plain, plainWithin } from './markup.ts'
import { more, renderCard } from './render/card.ts'
import { COLOURS } from './render/colours.ts'
import { container, laidOut, lines, ROOM, whole } from './render/layout.ts'
import { renderQuestion } from './render/question.ts'
import { renderReply } from './render/reply.ts'
import { type Rendered, renderReport } from './render/report.ts'

/** A message as Discord takes it, besides what belongs to the sending: nonce, reference, ephemeral flag. */
export interface DiscordMessage {
  readonly flags: number
  readonly components: readonly Component[]
  /** Nobody is called by what stands in a text; only those who are named here. */
  readonly allowed_mentions: { readonly parse: readonly never[]; readonly users?: readonly string[] }
  readonly files: readonly Attachment[]
}

/** How a message looks on Discord. Pure; valid whatever it holds: 4,000 characters, 40 components, ids once each. */
export function renderDiscord(outgoing: Outgoing): DiscordMessage {
  const mention = outgoing.kind === 'question' ? (outgoing.mention ?? []).slice(0, MENTIONS_MAX) : []
  return {
    flags: IS_COMPONENTS_V2,
    ...rendered(outgoing, mention),
    allowed_mentions: { parse: [], ...(mention.length === 0 ? {} : { users: mention }) },
  }
}

/** Owners of one server are few; Discord's own limit is 100. */
const MENTIONS_MAX = 10

function rendered(outgoing: Outgoing, mention: readonly string[]): Rendered {
  switch (outgoing.kind) {
    case 'card':
      return only([renderCard(outgoing.card)])
    case 'phase':
      return only([phase(outgoing.note)])
    case 'question':
      return only(renderQuestion(outgoing.question, mention))
    case 'notice':
      return only([text(plainWithin(outgoing.text.trim(), 1_500) || '…')])
    case 'report':
      return renderReport(outgoing)
    case 'reply':
      return renderReply(outgoing.reply, outgoing.locale)
    case 'welcome':
      return only([welcome(outgoing)])
    default:
      return outgoing satisfies never
  }
}

const only = (components: readonly Component[]): Rendered => ({ components, files: [] })

/** One message a phase: what it found, line by line. */
function phase({ heading, lines: found, phase: { status } }: PhaseNote): Component {
  const parts = laidOut([
    whole(0, `**${plainWithin(heading, 400)}**`),
    lines(
      1,
      found.map((line) => plainWithin(line, 600)),
      more,
    ),
  ])
  return container(status === 'failed' ? COLOURS.red : undefined, parts)
}

function welcome({ text: words, examples, locale }: Extract<Outgoing, { kind: 'welcome' }>): Component {
  return container(
    COLOURS.blue,
    laidOut([
      whole(0, plainWithin(words, ROOM - 1_600)),
      divider,
      lines(
        1,
        examples.map((example) => `> ${plainWithin(example, 300)}`),
        more,
        1_200,
      ),
      whole(2, `-# ${plain(word('discord.how_to_ask', locale))}`),
    ]),
  )
}
