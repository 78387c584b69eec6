import type { Config } from '../config.ts'
import type { DiscordLook } from '../bot/discord/examine.ts'

/** What stands between Autohome and Discord, one thing after the other; nothing where no token is set. */
export async function* examineDiscord(
  { discord: { token, guildId, channelId, apiUrl } }: Config,
  signal: AbortSignal,
): AsyncGenerator<DiscordLook> {
  if (token === undefined) return
  const { examine } = await import('../bot/discord/examine.ts')
  yield* examine(
    {
      token,
      ...(guildId === undefined ? {} : { guildId }),
      ...(channelId === undefined ? {} : { channelId }),
      ...(apiUrl === undefined ? {} : { apiUrl }),
    },
    signal,
  )
}
