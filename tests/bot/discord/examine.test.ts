import { expect, test } from 'vitest'
import type { Config } from '../../../src/config.ts'
import { discord } from '../../../src/cli/doctor/discord.ts'
import { discordApi } from '../../../src/bot/discord/api-url.ts'
import { type DiscordLook, examine } from '../../../src/bot/discord/examine.ts'
import { permissionsIn } from '../../../src/bot/discord/permissions.ts'
import { slashCommand } from '../../../src/bot/discord/slash.ts'
import { type DiscordServer, discordServer } from '../../helpers/discord-server.ts'

async function looks(server: DiscordServer, more: object = {}): Promise<DiscordLook[]> {
  const { signal } = new AbortController()
  const given = {
    token: server.token,
    apiUrl: server.url,
    guildId: server.world.guildId,
    channelId: server.home.id,
  }
  const found: DiscordLook[] = []
  for await (const look of examine({ ...given, ...more }, signal)) found.push(look)
  return found
}

test('everything in order, one thing after the other', async () => {
  const server = await discordServer()
  server.world.commands.set(server.world.guildId, [{ ...slashCommand(), id: '1' }])
  const found = await looks(server)
  expect(found.map(({ about }) => about)).toEqual([
    'token',
    'intent',
    'guild',
    'command',
    'channel',
    ...Array.from({ length: 6 }, () => 'permission'),
  ])
  expect(found).toContainEqual({ about: 'command', registered: true })
  expect(found).toContainEqual({
    about: 'guild',
    name: 'home',
    invite: expect.stringContaining('oauth2') as unknown,
  })
  expect(found.filter((look) => look.about === 'permission' && !look.granted)).toEqual([])
})

test('what is missing is named', async () => {
  const server = await discordServer()
  server.world.flags = 0
  server.home.denied.add('CreatePublicThreads')
  const found = await looks(server)
  expect(found).toContainEqual({ about: 'intent', on: false, id: server.world.applicationId })
  expect(found).toContainEqual({ about: 'command', registered: false })
  expect(found).toContainEqual({ about: 'permission', name: 'CreatePublicThreads', granted: false })
  expect(await looks(server, { channelId: '1' })).toContainEqual({ about: 'channel', id: '1' })
  expect((await looks(server, { channelId: undefined })).at(-1)).toEqual({ about: 'no_channel' })
  server.world.guilds.clear()
  expect((await looks(server)).at(-1)).toMatchObject({
    about: 'guild',
    invite: expect.stringContaining('permissions=') as unknown,
  })
  expect(await looks(server, { token: 'wrong' })).toEqual([{ about: 'token' }])
  server.outage(true)
  expect(await looks(server)).toEqual([{ about: 'unreachable', url: `${server.url}/api/v10` }])
})

test('permissions: roles, then the channel for everyone, for roles, for the member', () => {
  const roles = [
    { id: 'g', permissions: '3' },
    { id: 'r', permissions: '4' },
    { id: 'other', permissions: '64' },
  ]
  const who = { userId: 'u', guildId: 'g', ownerId: 'o', roles, memberRoles: ['r'] }
  expect(permissionsIn({ id: 'c' }, who)).toBe(7n)
  const overwrites = [
    { id: 'g', allow: '0', deny: '2' },
    { id: 'r', allow: '2', deny: '4' },
    { id: 'u', allow: '4', deny: '1' },
  ]
  expect(permissionsIn({ id: 'c', permission_overwrites: overwrites }, who)).toBe(6n)
  expect(permissionsIn({ id: 'c' }, { ...who, ownerId: 'u' }) & (1n << 38n)).not.toBe(0n)
  expect(permissionsIn({ id: 'c' }, { ...who, roles: [{ id: 'r', permissions: '8' }] }) & 1n).toBe(1n)
})

test('the address of the API may be written in several ways', () => {
  expect(discordApi(undefined)).toBe('https://discord.com/api')
  for (const given of [
    'http://h:1',
    'http://h:1/',
    'http://h:1/api',
    'http://h:1/api/',
    'http://h:1/api/v10',
  ])
    expect(discordApi(given)).toBe('http://h:1/api')
  expect(discordApi('http://h:1/proxy/discord')).toBe('http://h:1/proxy/discord')
})

test('doctor says it in words, in both languages, and who may ask', async () => {
  const server = await discordServer()
  server.home.denied.add('AttachFiles')
  const { signal } = new AbortController()
  const said = async (locale: 'en' | 'fr', owners: unknown, token: string | undefined = server.token) => {
    const given = { token, apiUrl: server.url, guildId: server.world.guildId, channelId: server.home.id }
    const config = { discord: given, owners } as unknown as Config
    const found: string[] = []
    for await (const { check, level, detail } of discord(config, locale, signal))
      found.push(`${level} ${check}: ${detail}`)
    return found
  }
  const mine = [{ identities: [{ surface: 'discord', id: '123456789012345678' }] }]
  expect(await said('en', mine)).toContain(
    'fail doctor.discord.permission: “Attach Files” is missing in the home channel: Edit channel, Permissions, add the bot and allow it',
  )
  expect(await said('en', mine)).toContain('ok doctor.discord.owners: 123456789012345678')
  const french = await said('fr', [])
  expect(french.join('\n')).toMatch(/Envoyer des messages dans les fils/)
  expect(french.at(-1)).toMatch(/^fail doctor\.discord\.owners: personne ne peut rien y demander/)
  expect(await said('fr', [{ identities: [{ surface: 'discord', id: 'alice' }] }])).toContainEqual(
    expect.stringMatching(/^fail doctor\.discord\.owners: alice n’est pas/),
  )
  expect(await said('en', mine, 'wrong')).toContainEqual(expect.stringContaining('Reset Token'))
})
