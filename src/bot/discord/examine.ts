import { type Application, applicationOf } from './application.ts'
import { discordApi } from './api-url.ts'
import { inviteUrl, PERMISSIONS, type PermissionName } from './invite.ts'
import { permissionsIn, type RawChannel, type RawRole } from './permissions.ts'
import { isRegistered } from './register.ts'

/** One thing about the connection to Discord, as it is found; the words for it are the doctor's. */
export type DiscordLook =
  | { readonly about: 'unreachable'; readonly url: string }
  | { readonly about: 'token'; readonly name?: string }
  | { readonly about: 'intent'; readonly on: boolean; readonly id: string }
  | { readonly about: 'guild'; readonly name?: string; readonly invite: string }
  | { readonly about: 'command'; readonly registered: boolean }
  | { readonly about: 'no_channel' }
  | { readonly about: 'channel'; readonly name?: string; readonly id: string }
  | { readonly about: 'permission'; readonly name: PermissionName; readonly granted: boolean }

export interface ExamineOptions {
  readonly token: string
  readonly guildId?: string
  readonly channelId?: string
  readonly apiUrl?: string
}

type Answer = { readonly status: number; readonly body: unknown }
const PATIENCE_MS = 5_000

/** Asks Discord one thing after the other, without discord.js: nothing is connected, registered or posted. */
export async function* examine(options: ExamineOptions, signal: AbortSignal): AsyncGenerator<DiscordLook> {
  const { token, guildId, channelId } = options
  const base = `${discordApi(options.apiUrl)}/v10`
  const ask = async (path: string): Promise<Answer> => {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)])
    const headers = { authorization: `Bot ${token}`, 'user-agent': 'DiscordBot (autohome, 1)' }
    const response = await fetch(`${base}${path}`, { headers, signal: limited })
    return { status: response.status, body: await response.json().catch(() => undefined) }
  }

  const first = await ask('/applications/@me').catch(() => undefined)
  if (!first || first.status >= 500) return yield { about: 'unreachable', url: base }
  if (first.status !== 200) return yield { about: 'token' }
  const application = applicationOf(first.body)
  yield { about: 'token', name: application.name }
  yield { about: 'intent', on: application.messageContent, id: application.id }
  const guild = await guildLook(ask, application, guildId)
  yield guild
  if (guild.name === undefined) return
  yield { about: 'command', registered: await hasCommand(ask, application, guildId) }
  if (channelId === undefined) return yield { about: 'no_channel' }
  yield* channelLooks(ask, application, channelId)
}

type Ask = (path: string) => Promise<Answer>

async function guildLook(
  ask: Ask,
  { id }: Application,
  guildId: string | undefined,
): Promise<Extract<DiscordLook, { about: 'guild' }>> {
  const invite = inviteUrl(id, guildId)
  const { body } = await ask('/users/@me/guilds')
  const guilds = Array.isArray(body)
    ? (body as readonly { readonly id: string; readonly name?: string }[])
    : []
  const found = guildId === undefined ? guilds : guilds.filter((guild) => guild.id === guildId)
  const name = found.map((guild) => guild.name ?? guild.id).join(', ')
  return { about: 'guild', invite, ...(name === '' ? {} : { name }) }
}

async function hasCommand(ask: Ask, { id }: Application, guildId: string | undefined): Promise<boolean> {
  const at = guildId === undefined ? '' : `/guilds/${guildId}`
  const { body } = await ask(`/applications/${id}${at}/commands?with_localizations=true`)
  return isRegistered(body)
}

async function* channelLooks(ask: Ask, { botId }: Application, id: string): AsyncGenerator<DiscordLook> {
  const { status, body } = await ask(`/channels/${id}`)
  if (status !== 200) return yield { about: 'channel', id }
  const channel = body as RawChannel
  yield { about: 'channel', id, name: channel.name ?? id }
  const { guild_id: guildId } = channel
  if (guildId === undefined) return
  const [roles, member, guild] = await Promise.all([
    ask(`/guilds/${guildId}/roles`),
    ask(`/guilds/${guildId}/members/${botId}`),
    ask(`/guilds/${guildId}`),
  ])
  const held = permissionsIn(channel, {
    userId: botId,
    guildId,
    ownerId: (guild.body as { readonly owner_id?: string } | undefined)?.owner_id,
    roles: Array.isArray(roles.body) ? (roles.body as readonly RawRole[]) : [],
    memberRoles: (member.body as { readonly roles?: readonly string[] } | undefined)?.roles ?? [],
  })
  for (const name of Object.keys(PERMISSIONS) as PermissionName[])
    yield { about: 'permission', name, granted: (held & PERMISSIONS[name]) !== 0n }
}
