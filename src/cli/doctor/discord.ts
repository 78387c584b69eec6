import type { examineDiscord } from '../../app/discord-setup.ts'
import type { Config } from '../../config.ts'
import type { Locale } from '../../domain/text.ts'
import { phrase, word } from '../../i18n/say.ts'
import { fail, type Finding, ok, warn } from './finding.ts'

type Look = ReturnType<typeof examineDiscord> extends AsyncGenerator<infer L> ? L : never

/** Token, intents, server, command and permissions one by one; and who may ask for anything there. */
export async function* discord(config: Config, locale: Locale, signal: AbortSignal): AsyncGenerator<Finding> {
  if (config.discord.token === undefined) return
  const { examineDiscord: examine } = await import('../../app/discord-setup.ts')
  for await (const look of examine(config, signal)) yield findingOf(look, locale)
  yield owners(config, locale)
}

function findingOf(look: Look, locale: Locale): Finding {
  switch (look.about) {
    case 'unreachable':
      return fail('doctor.discord', phrase('doctor.discord.down', { url: look.url }, locale))
    case 'token':
      return look.name === undefined
        ? fail('doctor.discord', word('discord.token_refused', locale))
        : ok('doctor.discord', phrase('doctor.discord.is', { name: look.name }, locale))
    case 'intent':
      return look.on
        ? ok('doctor.discord.intent', word('doctor.discord.intent.on', locale))
        : warn('doctor.discord.intent', phrase('doctor.discord.intent.off', { id: look.id }, locale))
    case 'guild':
      return look.name === undefined
        ? fail('doctor.discord.guild', phrase('doctor.discord.guild.none', { url: look.invite }, locale))
        : ok('doctor.discord.guild', look.name)
    case 'command':
      return look.registered
        ? ok('doctor.discord.command', '/orchestrate')
        : warn('doctor.discord.command', word('doctor.discord.command.none', locale))
    case 'no_channel':
      return warn('doctor.discord.channel', word('doctor.discord.channel.none', locale))
    case 'channel':
      return look.name === undefined
        ? fail('doctor.discord.channel', phrase('doctor.discord.channel.gone', { id: look.id }, locale))
        : ok('doctor.discord.channel', look.name)
    case 'permission': {
      const name = word(`doctor.discord.may.${look.name}`, locale)
      return look.granted
        ? ok('doctor.discord.permission', name)
        : fail('doctor.discord.permission', phrase('doctor.discord.permission.none', { name }, locale))
    }
    default:
      return look satisfies never
  }
}

function owners({ owners: all }: Config, locale: Locale): Finding {
  const ids = all.flatMap(({ identities }) =>
    identities.filter(({ surface }) => surface === 'discord').map(({ id }) => id),
  )
  if (ids.length === 0) return fail('doctor.discord.owners', word('doctor.discord.owners.none', locale))
  const odd = ids.find((id) => !/^\d{17,20}$/.test(id))
  return odd === undefined
    ? ok('doctor.discord.owners', ids.join(', '))
    : fail('doctor.discord.owners', phrase('doctor.discord.owners.odd', { id: odd }, locale))
}
