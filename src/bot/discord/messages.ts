import type { Log } from '../../lib/log.ts'
import { word } from '../../i18n/say.ts'
import { commandNamed } from '../command.ts'
import type { Front, SurfaceEvent, Taken } from '../delivery/front.ts'
import { refused, type Reply } from '../reply.ts'
import { actorOf, type Languages } from './people.ts'
import { type ChannelFacts, isThread, placeOf, type Places } from './places.ts'
import type { Responses } from './responses.ts'

export interface MessageDeps {
  readonly front: Front
  readonly responses: Responses
  readonly languages: Languages
  readonly places: Places
  readonly log: Log
  /** The bot's own id as a user. */
  readonly botId: string
  readonly homeChannel?: string
  /** Whether Discord shows the bot messages that do not mention it. */
  readonly readsAll: boolean
  /** Tells that it is at work; never rejects. */
  readonly typing: (channel: string) => void
}

/** Of a message as the gateway sends it, what Autohome looks at. */
interface Raw {
  readonly id: string
  readonly channel_id: string
  readonly channel_type?: number
  readonly guild_id?: string
  readonly type?: number
  readonly content?: string
  readonly author?: { readonly id: string; readonly bot?: boolean; readonly system?: boolean }
  readonly member?: unknown
  readonly webhook_id?: string
  readonly mentions?: readonly { readonly id: string }[]
  readonly attachments?: readonly unknown[]
  readonly sticker_items?: readonly unknown[]
}

/** An ordinary message, and an answer to another one; joins, pins and the like are none. */
const WRITTEN: ReadonlySet<number> = new Set([0, 19])
const DIRECT = 1
const NAMED_COMMAND = /^!\s*(?:orchestrate|autohome)\b\s*/i

/** Mentions, direct messages, `!command`, and whatever is written in the thread of a run. */
export async function onMessage(deps: MessageDeps, message: unknown): Promise<void> {
  const raw = message as Raw
  if (raw.author?.bot || raw.author?.system || raw.webhook_id !== undefined) return
  if (!WRITTEN.has(raw.type ?? 0)) return
  const actor = actorOf(raw.author, raw.member)
  if (!actor) return
  const facts = await factsFor(deps, raw)
  const meant = meantFor(deps, raw, facts)
  if (!meant) return
  const locale = deps.languages.ofMessage(actor.id, meant.text)
  await act(deps, { eventId: raw.id, place: placeOf(raw.channel_id, facts), actor, locale, ...meant }, raw)
}

/** Only where it matters whether this is a thread, because it costs a request the first time. */
async function factsFor(deps: MessageDeps, raw: Raw): Promise<ChannelFacts | undefined> {
  if (raw.guild_id === undefined) return { type: DIRECT }
  const isChannel = raw.channel_type !== undefined && !isThread({ type: raw.channel_type })
  if (isChannel || raw.channel_id === deps.homeChannel) return { type: raw.channel_type ?? 0 }
  return deps.places.facts(raw.channel_id)
}

/** The text without mention or prefix; undefined where people talk among themselves. */
function meantFor(
  deps: MessageDeps,
  raw: Raw,
  facts: ChannelFacts | undefined,
): Pick<SurfaceEvent, 'text' | 'explicit'> | undefined {
  const content = raw.content ?? ''
  const isDirect = raw.guild_id === undefined
  const isOwnThread = facts !== undefined && isThread(facts) && facts.owner === deps.botId
  const mentioned = raw.mentions?.some(({ id }) => id === deps.botId) || content.includes(`<@${deps.botId}>`)
  const text = content.replaceAll(new RegExp(`<@!?${deps.botId}>`, 'g'), ' ').trim()
  const isHome = isDirect || isOwnThread || raw.channel_id === deps.homeChannel || mentioned
  const bang = bangText(text, isHome)
  if (bang !== undefined) return { text: bang, explicit: true }
  if (mentioned || ((isDirect || isOwnThread) && text !== '')) return { text }
  return isOwnThread && content === '' && !deps.readsAll && hasNothingElse(raw) ? { text: '' } : undefined
}

/** `!autohome status` anywhere; `!status` where Autohome is at home, because other bots listen for `!` too. */
function bangText(text: string, isHome: boolean): string | undefined {
  if (NAMED_COMMAND.test(text)) return text.replace(NAMED_COMMAND, '')
  const [, first] = /^!\s*(\S+)/.exec(text) ?? []
  return isHome && first !== undefined && commandNamed(first) ? text.replace(/^!\s*/, '') : undefined
}

/** What is empty and carries nothing was written, but not for the bot to read. */
const hasNothingElse = ({ attachments = [], sticker_items: stickers = [] }: Raw): boolean =>
  attachments.length === 0 && stickers.length === 0

async function act(deps: MessageDeps, event: SurfaceEvent, raw: Raw): Promise<void> {
  const { front, responses, log } = deps
  const { place, locale, eventId } = event
  const answer = (reply: Reply) => responses.post(place, reply, { locale, nonce: eventId, to: eventId })
  if (event.text === '' && (raw.content ?? '') === '' && !deps.readsAll)
    return answer(refused(word('discord.cannot_read', locale)))
  let taken: Taken
  try {
    taken = await front.take(event)
  } catch (error) {
    log.warn('a message on Discord could not be written down', { eventId, err: error })
    return answer(refused(word('discord.not_taken', locale)))
  }
  if (!taken.fresh) return
  deps.typing(raw.channel_id)
  const reply = await taken.reply.catch((error: unknown): Reply => {
    log.error('what a message on Discord asked for broke', { eventId, err: error })
    return refused(word('discord.broke', locale))
  })
  // The card of a run is the answer to the message that began it.
  if (reply.kind === 'run' || (reply.kind === 'text' && reply.text === '')) return
  await answer(reply)
}
