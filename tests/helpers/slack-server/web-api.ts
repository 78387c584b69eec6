import { wrongWithBlocks, wrongWithView } from './block-kit.ts'
import type { Buckets } from './buckets.ts'
import { BOT, type SlackAnyBlock, type SlackChannel, type Workspace } from './workspace.ts'

export type Args = Readonly<Record<string, unknown>>
type Answer = Readonly<Record<string, unknown>>

/** Answered as `{ok: false, error}`. */
export class SlackRefusal extends Error {
  readonly more: Answer
  constructor(error: string, more: Answer = {}) {
    super(error)
    this.more = more
  }
}

export interface ApiDeps {
  readonly workspace: Workspace
  readonly buckets: Buckets
  readonly baseUrl: () => string
  /** A ticket for one connection. */
  readonly openTicket: () => string
  readonly useTrigger: (id: string) => 'ok' | 'expired_trigger_id' | 'exchanged_trigger_id'
}

/** A method: the token it takes, the scopes that it needs (one of them per kind of channel), and what it does. */
export interface Method {
  readonly token: 'bot' | 'app'
  readonly scopes: (args: Args, workspace: Workspace) => readonly string[]
  readonly answer: (args: Args, deps: ApiDeps) => Answer
}

const none = () => []
const scope = (name: string) => () => [name]
/** `history` → channels:history, groups:history or im:history, by what the channel is. */
const byChannel =
  (what: 'read' | 'history') =>
  ({ channel }: Args, { channels }: Workspace) => {
    const kind = channels.get(String(channel))?.kind ?? 'public'
    return [`${{ public: 'channels', private: 'groups', im: 'im' }[kind]}:${what}`]
  }

export const METHODS: Readonly<Record<string, Method>> = {
  'auth.test': {
    token: 'bot',
    scopes: none,
    answer: () => ({
      url: 'https://test.slack.com/',
      team: 'Test',
      user: 'autohome',
      team_id: BOT.team,
      user_id: BOT.user,
      bot_id: BOT.bot,
    }),
  },
  'apps.connections.open': {
    token: 'app',
    scopes: scope('connections:write'),
    answer: (_, { openTicket, baseUrl }) => ({
      url: `${baseUrl().replace('http', 'ws')}/link/?ticket=${openTicket()}&app_id=${BOT.app}`,
    }),
  },
  'chat.postMessage': { token: 'bot', scopes: scope('chat:write'), answer: postMessage },
  'chat.postEphemeral': { token: 'bot', scopes: scope('chat:write'), answer: postEphemeral },
  'chat.update': { token: 'bot', scopes: scope('chat:write'), answer: update },
  'users.info': { token: 'bot', scopes: scope('users:read'), answer: usersInfo },
  'conversations.info': {
    token: 'bot',
    scopes: byChannel('read'),
    answer: (args, { workspace }) => {
      const { id, members, archived, kind } = visibleChannel(workspace, args)
      return {
        channel: { id, is_member: members.has(BOT.user), is_archived: archived, is_im: kind === 'im' },
      }
    },
  },
  'conversations.history': {
    token: 'bot',
    scopes: byChannel('history'),
    answer: (args, deps) => history(args, deps, undefined),
  },
  'conversations.replies': {
    token: 'bot',
    scopes: byChannel('history'),
    answer: (args, deps) => history(args, deps, need(args, 'ts')),
  },
  'conversations.open': {
    token: 'bot',
    scopes: scope('im:write'),
    answer: (args, { workspace }) => {
      const user = need(args, 'users')
      if (!workspace.users.has(user)) throw new SlackRefusal('user_not_found')
      return { channel: { id: workspace.direct(user).id } }
    },
  },
  'views.open': { token: 'bot', scopes: none, answer: openView },
  'files.getUploadURLExternal': { token: 'bot', scopes: scope('files:write'), answer: getUploadUrl },
  'files.completeUploadExternal': { token: 'bot', scopes: scope('files:write'), answer: completeUpload },
}

function need(args: Args, name: string): string {
  const value = args[name]
  if (typeof value !== 'string' || value === '')
    throw new SlackRefusal('invalid_arguments', {
      response_metadata: { messages: [`[ERROR] missing required field: ${name}`] },
    })
  return value
}

function visibleChannel(workspace: Workspace, args: Args): SlackChannel {
  const channel = workspace.channels.get(need(args, 'channel'))
  if (!channel || (channel.kind !== 'public' && !channel.members.has(BOT.user)))
    throw new SlackRefusal('channel_not_found')
  return channel
}

/** A channel in which the app may write; a person's id stands for the conversation with them. */
function writable(workspace: Workspace, args: Args): SlackChannel {
  const named = need(args, 'channel')
  const channel = workspace.users.has(named) ? workspace.direct(named) : visibleChannel(workspace, args)
  if (channel.archived) throw new SlackRefusal('is_archived')
  if (!channel.members.has(BOT.user)) throw new SlackRefusal('not_in_channel')
  return channel
}

/** JSON inside a form, as the clients send lists and objects. */
function json(args: Args, name: string): unknown {
  const value = args[name]
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value) as unknown
  } catch {
    throw new SlackRefusal('invalid_arguments', {
      response_metadata: { messages: [`[ERROR] ${name} is no JSON`] },
    })
  }
}

function content(
  args: Args,
  textMax: number,
): { readonly text: string; readonly blocks: readonly SlackAnyBlock[] } {
  const blocks = json(args, 'blocks') ?? []
  const text = typeof args['text'] === 'string' ? args['text'] : ''
  const wrong = wrongWithBlocks(blocks)
  if (wrong.some((held) => held.endsWith('msg_blocks_too_long')))
    throw new SlackRefusal('msg_blocks_too_long')
  if (wrong.length > 0) throw new SlackRefusal('invalid_blocks', { response_metadata: { messages: wrong } })
  if (text === '' && (blocks as readonly unknown[]).length === 0) throw new SlackRefusal('no_text')
  if (text.length > textMax) throw new SlackRefusal('msg_too_long')
  return { text, blocks: blocks as readonly SlackAnyBlock[] }
}

function postMessage(args: Args, { workspace, buckets }: ApiDeps): Answer {
  const channel = writable(workspace, args)
  buckets.take(`post ${channel.id}`, POSTS)
  const written = content(args, 40_000)
  const ts = workspace.nextTs()
  workspace.messages.push({
    channel: channel.id,
    ts,
    user: BOT.user,
    ...threadOf(workspace, channel, args),
    ...written,
    edits: 0,
    deleted: false,
  })
  return { channel: channel.id, ts }
}

/** About one message a second and channel, short bursts allowed; updates are tier 3. Source: docs.slack.dev, rate limits. */
const POSTS = { burst: 10, perMinute: 60 }
const TIER_3 = { burst: 50, perMinute: 50 }

function threadOf(workspace: Workspace, channel: SlackChannel, args: Args): { readonly threadTs?: string } {
  const threadTs = args['thread_ts']
  if (threadTs === undefined) return {}
  const parent = workspace.find(channel.id, String(threadTs))
  if (!parent) throw new SlackRefusal('thread_not_found')
  if (parent.threadTs !== undefined) throw new SlackRefusal('cannot_reply_to_message')
  return { threadTs: parent.ts }
}

function postEphemeral(args: Args, { workspace, buckets }: ApiDeps): Answer {
  const channel = writable(workspace, args)
  const user = need(args, 'user')
  if (!channel.members.has(user)) throw new SlackRefusal('user_not_in_channel')
  buckets.take(`post ${channel.id}`, POSTS)
  const written = content(args, 40_000)
  const ts = workspace.nextTs()
  workspace.messages.push({
    channel: channel.id,
    ts,
    user: BOT.user,
    onlyFor: user,
    ...threadOf(workspace, channel, args),
    ...written,
    edits: 0,
    deleted: false,
  })
  return { message_ts: ts }
}

function update(args: Args, { workspace, buckets }: ApiDeps): Answer {
  const channel = writable(workspace, args)
  buckets.take('chat.update', TIER_3)
  const held = workspace.find(channel.id, need(args, 'ts'))
  if (!held || held.onlyFor !== undefined) throw new SlackRefusal('message_not_found')
  if (held.user !== BOT.user) throw new SlackRefusal('cant_update_message')
  const { text, blocks } = content(args, 4_000)
  Object.assign(held, { text, blocks, edits: held.edits + 1 })
  return { channel: channel.id, ts: held.ts, text }
}

function usersInfo(args: Args, { workspace }: ApiDeps): Answer {
  const user = workspace.users.get(need(args, 'user'))
  if (!user) throw new SlackRefusal('user_not_found')
  const locale = args['include_locale'] === undefined ? {} : { locale: user.locale }
  return {
    user: {
      id: user.id,
      name: user.name,
      real_name: `${user.name} (real)`,
      profile: { display_name: user.name },
      ...locale,
    },
  }
}

function history(args: Args, { workspace }: ApiDeps, thread: string | undefined): Answer {
  const channel = visibleChannel(workspace, args)
  if (!channel.members.has(BOT.user)) throw new SlackRefusal('not_in_channel')
  const oldest = Number(args['oldest'] ?? 0)
  const held = workspace.messages
    .filter((message) => message.channel === channel.id && !message.deleted && message.onlyFor === undefined)
    .filter(({ ts, threadTs }) =>
      thread === undefined ? threadTs === undefined : threadTs === thread || ts === thread,
    )
    .filter(({ ts }) => Number(ts) >= oldest)
  return {
    messages: held
      .slice(-Number(args['limit'] ?? 100))
      .map(({ ts, text, blocks, user }) => ({ type: 'message', ts, text, blocks, user })),
  }
}

function openView(args: Args, { workspace, useTrigger }: ApiDeps): Answer {
  const used = useTrigger(need(args, 'trigger_id'))
  if (used !== 'ok') throw new SlackRefusal(used)
  const view = json(args, 'view')
  const wrong = wrongWithView(view)
  if (wrong.length > 0)
    throw new SlackRefusal('invalid_arguments', { response_metadata: { messages: wrong } })
  const id = workspace.nextId('V')
  const opened = {
    id,
    hash: `${id}.hash`,
    user: String(args['trigger_id']).split('.')[1] ?? '',
    view: view as Readonly<Record<string, unknown>>,
  }
  workspace.views.push(opened)
  return { view: { id, hash: opened.hash, ...opened.view } }
}

function getUploadUrl(args: Args, { workspace, baseUrl }: ApiDeps): Answer {
  const length = Number(args['length'])
  if (!Number.isInteger(length) || length <= 0) throw new SlackRefusal('invalid_arguments')
  const id = workspace.nextId('F')
  workspace.files.push({ id, name: need(args, 'filename'), length })
  return { file_id: id, upload_url: `${baseUrl()}/upload/${id}` }
}

function completeUpload(args: Args, { workspace }: ApiDeps): Answer {
  const files = json(args, 'files') as readonly { readonly id: string }[]
  const channel =
    args['channel_id'] === undefined ? undefined : writable(workspace, { channel: args['channel_id'] })
  for (const { id } of files) {
    const held = workspace.files.find((file) => file.id === id)
    if (!held?.bytes) throw new SlackRefusal('file_not_found')
    if (held.bytes.length !== held.length) throw new SlackRefusal('file_update_failed')
    if (channel) held.sharedIn = { channel: channel.id, ...threadOf(workspace, channel, args) }
  }
  return { files }
}
