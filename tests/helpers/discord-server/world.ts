import type { RawComponent } from './message-rules.ts'

/** Everything that a Discord of this size holds: one bot, its servers, channels, people, messages. */
export const PERMISSION = {
  ViewChannel: 1n << 10n,
  SendMessages: 1n << 11n,
  AttachFiles: 1n << 15n,
  ReadMessageHistory: 1n << 16n,
  ManageThreads: 1n << 34n,
  CreatePublicThreads: 1n << 35n,
  SendMessagesInThreads: 1n << 38n,
} as const
export type Permission = keyof typeof PERMISSION

const INVITED: readonly Permission[] = [
  'ViewChannel',
  'SendMessages',
  'AttachFiles',
  'ReadMessageHistory',
  'CreatePublicThreads',
  'SendMessagesInThreads',
]

export interface User {
  readonly id: string
  readonly username: string
  readonly global_name: string | null
  readonly bot?: boolean
}

export interface Message {
  readonly id: string
  readonly channel_id: string
  readonly author: User
  content: string
  components: readonly RawComponent[]
  flags: number
  files: Map<string, Uint8Array>
  nonce?: string
  mentions: readonly string[]
  edits: number
  /** Milliseconds since the epoch, of the server's own clock. */
  readonly postedAt?: number
  reference?: string
  ephemeralFor?: string
}

export interface Channel {
  readonly id: string
  /** 0 text, 1 direct, 11 public thread. */
  readonly type: number
  readonly guild_id?: string
  readonly parent_id?: string
  readonly owner_id?: string
  name: string
  archived?: boolean
  locked?: boolean
  readonly denied: Set<Permission>
  readonly messages: Map<string, Message>
}

export interface World {
  readonly applicationId: string
  readonly bot: User
  readonly guildId: string
  readonly people: Map<string, User>
  readonly channels: Map<string, Channel>
  /** By `''` for global ones, else by the server's id. */
  readonly commands: Map<string, Record<string, unknown>[]>
  /** Servers that have invited the bot. */
  readonly guilds: Set<string>
  flags: number
  newId(): string
}

export const MESSAGE_CONTENT_LIMITED = 1 << 19
/** 2015-01-01, where Discord's ids begin. */
const EPOCH = 1_420_070_400_000

export function createWorld(): World {
  let last = 0n
  const newId = () => {
    const next = BigInt(Date.now() - EPOCH) << 22n
    last = next > last ? next : last + 1n
    return last.toString()
  }
  const guildId = newId()
  const applicationId = newId()
  const bot: User = { id: newId(), username: 'autohome', global_name: null, bot: true }
  const home = newId()
  return {
    applicationId,
    bot,
    guildId,
    newId,
    people: new Map(),
    channels: new Map([[home, channel({ id: home, type: 0, guild_id: guildId, name: 'server' })]]),
    commands: new Map(),
    guilds: new Set([guildId]),
    flags: MESSAGE_CONTENT_LIMITED,
  }
}

export const channel = (of: Omit<Channel, 'denied' | 'messages'>): Channel => ({
  ...of,
  denied: new Set(),
  messages: new Map(),
})

/** A thread is as open as its parent. */
export function may(world: World, at: Channel, permission: Permission): boolean {
  if (at.type === 1) return true
  if (at.guild_id === undefined || !world.guilds.has(at.guild_id)) return false
  const parent = at.parent_id === undefined ? undefined : world.channels.get(at.parent_id)
  if (parent) return !at.denied.has(permission) && may(world, parent, permission)
  return INVITED.includes(permission) && !at.denied.has(permission)
}

export const isThread = ({ type }: Channel): boolean => type === 11

/** As the API tells of a message. */
export const rawMessage = (message: Message) => ({
  id: message.id,
  type: message.reference === undefined ? 0 : 19,
  channel_id: message.channel_id,
  author: message.author,
  content: message.content,
  components: message.components,
  flags: message.flags,
  attachments: [...message.files].map(([filename, bytes], index) => ({
    id: String(index),
    filename,
    size: bytes.length,
    url: `https://cdn.example/${filename}`,
    proxy_url: `https://cdn.example/${filename}`,
  })),
  embeds: [],
  mentions: [],
  mention_roles: [],
  mention_everyone: false,
  pinned: false,
  tts: false,
  timestamp: new Date().toISOString(),
  edited_timestamp: message.edits > 0 ? new Date().toISOString() : null,
  ...(message.nonce === undefined ? {} : { nonce: message.nonce }),
})

export const rawChannel = (one: Channel) => ({
  id: one.id,
  type: one.type,
  name: one.name,
  ...(one.guild_id === undefined ? {} : { guild_id: one.guild_id }),
  ...(one.parent_id === undefined ? {} : { parent_id: one.parent_id }),
  ...(one.owner_id === undefined ? {} : { owner_id: one.owner_id }),
  ...(isThread(one)
    ? {
        thread_metadata: {
          archived: one.archived ?? false,
          locked: one.locked ?? false,
          auto_archive_duration: 10_080,
        },
      }
    : {
        permission_overwrites: [
          { id: one.guild_id ?? '0', type: 0, allow: '0', deny: bits(one.denied).toString() },
        ],
      }),
})

const bits = (denied: ReadonlySet<Permission>): bigint =>
  [...denied].reduce((sum, name) => sum | PERMISSION[name], 0n)

export const everyoneMay = (): string => INVITED.reduce((sum, name) => sum | PERMISSION[name], 0n).toString()
