import type { types } from '@slack/bolt'
import { commandNamed } from '../command.ts'
import type { Desk } from './desk.ts'
import { asWritten, mentions } from './written.ts'

type Mention = types.AppMentionEvent
type Message = types.AllMessageEvents

/** Something written in a channel to this bot by name. */
export async function onMention(desk: Desk, event: Mention, eventId: string): Promise<void> {
  if (event.bot_id !== undefined || event.user === undefined || isOld(event)) return
  const text = asWritten(event.text, desk.identity.botUser)
  await desk.take({
    eventId,
    place: placeOf(event.channel, event.thread_ts),
    user: event.user,
    text,
    // A mention is a slash command where it begins like one, and conversation otherwise.
    explicit: commandNamed(/^\S*/.exec(text)?.[0] ?? '') !== undefined,
    message: event.ts,
  })
}

/** Subtypes that are something a person wrote; all others tell of what happened to messages and channels. */
const WRITTEN: ReadonlySet<string> = new Set(['file_share', 'thread_broadcast', 'me_message'])

/**
 * A direct message; or, without a mention, what is written in a thread that a message of ours began (a run's), and
 * `!command` in any thread. With a mention Slack tells of it as a mention too: that one counts.
 */
export async function onMessage(desk: Desk, event: Message, eventId: string): Promise<void> {
  const { botUser } = desk.identity
  if (event.subtype !== undefined && !WRITTEN.has(event.subtype)) return
  const { user, text = '', bot_id, thread_ts, ts, channel, channel_type, parent_user_id } = event as Written
  if (bot_id !== undefined || user === undefined || user === botUser || text.trim() === '') return
  const direct = channel_type === 'im'
  if (!direct && (mentions(text, botUser) || thread_ts === undefined)) return
  const words = asWritten(text, botUser)
  const explicit = words.startsWith('!')
  if (!direct && !explicit && parent_user_id !== botUser) return
  await desk.take({
    eventId,
    place: placeOf(channel, thread_ts),
    user,
    text: explicit ? words.slice(1).trim() : words,
    explicit,
    message: ts,
    direct,
  })
}

interface Written {
  readonly user?: string
  readonly bot_id?: string
  readonly text?: string
  readonly ts: string
  readonly thread_ts?: string
  readonly parent_user_id?: string
  readonly channel: string
  readonly channel_type?: string
}

const placeOf = (channel: string, thread: string | undefined) =>
  thread === undefined ? { channel } : { channel, thread }

/** An edited message is announced as a mention again. */
const isOld = (event: Mention): boolean => 'edited' in event
