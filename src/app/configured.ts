import type { Config } from '../config.ts'
import type { Clock } from '../domain/clock.ts'
import { UserError } from '../domain/errors.ts'
import type { Localized } from '../domain/text.ts'
import type { Log } from '../lib/log.ts'
import type { Configured } from './surfaces.ts'

export interface ConfiguredParts {
  readonly log: Log
  readonly clock: Clock
  /** Something that the owner should read where Autohome was started. */
  readonly tell?: (text: Localized) => void
}

/** The chat platforms whose tokens are set. */
export function configuredSurfaces(
  { slack, discord, locale, owners }: Config,
  { log, clock, tell }: ConfiguredParts,
): readonly Configured[] {
  const configured: Configured[] = []
  const { token } = discord
  const { botToken, appToken } = slack
  if (botToken !== undefined || appToken !== undefined)
    configured.push({
      name: 'slack',
      home: slack.channel,
      async make() {
        if (botToken === undefined) throw missing('SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN')
        if (appToken === undefined) throw missing('SLACK_APP_TOKEN', 'SLACK_BOT_TOKEN')
        const { createSlackSurface } = await import('../bot/slack/surface.ts')
        return createSlackSurface({
          botToken,
          appToken,
          locale,
          log: log.child({ surface: 'slack' }),
          clock,
          ...(slack.apiUrl === undefined ? {} : { apiUrl: slack.apiUrl }),
          ...(slack.channel === undefined ? {} : { homeChannel: slack.channel }),
        })
      },
    })
  if (token !== undefined)
    configured.push({
      name: 'discord',
      home: discord.channelId,
      async make() {
        const { createDiscordSurface } = await import('../bot/discord/surface.ts')
        return createDiscordSurface({
          token,
          locale,
          owners,
          log: log.child({ surface: 'discord' }),
          clock,
          ...(tell ? { tell } : {}),
          ...(discord.guildId === undefined ? {} : { guildId: discord.guildId }),
          ...(discord.apiUrl === undefined ? {} : { apiUrl: discord.apiUrl }),
          ...(discord.channelId === undefined ? {} : { homeChannel: discord.channelId }),
        })
      },
    })
  return configured
}

const missing = (name: string, other: string): UserError =>
  new UserError('bad_config', {
    en: `${other} is set but ${name} is not: Slack needs both.`,
    fr: `${other} est défini, mais pas ${name} : Slack a besoin des deux.`,
  })
