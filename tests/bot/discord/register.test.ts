import { expect, test } from 'vitest'
import { loadDiscord } from '../../../src/bot/discord/library.ts'
import { registerCommand } from '../../../src/bot/discord/register.ts'
import { createRequests } from '../../../src/bot/discord/requests.ts'
import { discordServer } from '../../helpers/discord-server.ts'

test('registers once, again only when something changed, and leaves other commands alone', async () => {
  const server = await discordServer()
  const discord = await loadDiscord()
  const requests = createRequests(discord, server.token, `${server.url}/api`)
  const { signal } = new AbortController()
  const { applicationId, guildId, commands } = server.world
  for (const where of [{ applicationId }, { applicationId, guildId }]) {
    const key = 'guildId' in where ? guildId : ''
    commands.set(key, [{ name: 'other', id: '1' }])
    const register = () => registerCommand(requests, discord.Routes, where, signal)
    expect([await register(), await register()]).toEqual(['written', 'unchanged'])
    const [other, own] = commands.get(key) ?? []
    expect(other).toEqual({ name: 'other', id: '1' })
    commands.set(key, [{ ...own, description: 'of an older version' }])
    expect(await register()).toBe('written')
  }
})
