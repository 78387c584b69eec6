/**
 * What the bot needs in a channel, and nothing more. Bits: https://docs.discord.com/developers/topics/permissions
 * Send messages is for the cards, threads for the runs, files for long outputs, history for editing what it wrote.
 */
export const PERMISSIONS = {
  ViewChannel: 1n << 10n,
  SendMessages: 1n << 11n,
  AttachFiles: 1n << 15n,
  ReadMessageHistory: 1n << 16n,
  CreatePublicThreads: 1n << 35n,
  SendMessagesInThreads: 1n << 38n,
} as const

export type PermissionName = keyof typeof PERMISSIONS

const ALL = Object.values(PERMISSIONS).reduce((sum, bit) => sum | bit, 0n)

/** The page on which the owner invites the bot to a server, with exactly these permissions ticked. */
export function inviteUrl(applicationId: string, guildId?: string): string {
  const query = new URLSearchParams({
    client_id: applicationId,
    scope: 'bot applications.commands',
    permissions: ALL.toString(),
    ...(guildId === undefined ? {} : { guild_id: guildId, disable_guild_select: 'true' }),
  })
  return `https://discord.com/oauth2/authorize?${query.toString()}`
}
