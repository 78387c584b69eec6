import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { everyComponent } from '../helpers/discord-server/message-rules.ts'
import { type DiscordServer, discordServer } from '../helpers/discord-server.ts'
import { buttonsOf } from '../helpers/slack-server/people.ts'
import { slackServer, TOKENS } from '../helpers/slack-server/server.ts'
import { commandStep } from '../helpers/workflow-text.ts'
import { house } from './house.ts'

// Messages go at the platforms' own pace, about one a second.
vi.setConfig({ testTimeout: 60_000 })

/** The program with one owner who is on both platforms, and a home channel on each. */
async function begun() {
  const [slack, discord] = await Promise.all([slackServer(), discordServer()])
  slack.addUser('UALICE', 'alice')
  slack.addUser('UBOB', 'bob')
  slack.addChannel('CHOME', 'public', ['UALICE', 'UBOB'])
  const [owner] = discord.world.people.values()
  const program = house({
    SLACK_BOT_TOKEN: TOKENS.bot,
    SLACK_APP_TOKEN: TOKENS.app,
    SLACK_API_URL: slack.apiUrl,
    SLACK_CHANNEL: 'CHOME',
    DISCORD_TOKEN: discord.token,
    DISCORD_GUILD_ID: discord.world.guildId,
    DISCORD_CHANNEL_ID: discord.home.id,
    DISCORD_API_URL: discord.url,
    AUTOHOME_OWNERS: `slack:UALICE+discord:${owner?.id}`,
  })
  program.workflow('ask', commandStep('act', 'echo once >> ran; rm -f kept'))
  writeFileSync(join(program.workspace, 'kept'), 'kept\n')
  const begin = async () => {
    const { child, said } = program.start('start')
    await Promise.all([said('Slack is connected.'), said('Discord is connected.')])
    return child
  }
  const ran = () => {
    const file = join(program.workspace, 'ran')
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').length : 0
  }
  const onSlack = (words: string) =>
    slack.until(() =>
      slack.messages.find(
        ({ text, blocks, deleted }) => !deleted && `${text} ${JSON.stringify(blocks)}`.includes(words),
      ),
    )
  const textsOf = ({ world }: DiscordServer) =>
    [...world.channels.values()].flatMap(({ messages }) =>
      [...messages.values()].map((message) => ({
        message,
        text: JSON.stringify(everyComponent(message.components)),
      })),
    )
  const onDiscord = async (words: string) => {
    const { message } = await discord.until(() => textsOf(discord).find(({ text }) => text.includes(words)))
    return message
  }
  return { ...program, slack, discord, begin, ran, onSlack, onDiscord }
}

test('a run of the terminal is shown on both; pressed on both at once it runs once, and both say what came of it', async () => {
  const { begin, spawn, slack, discord, ran, onSlack, onDiscord } = await begun()
  const child = await begin()
  await spawn(['run', 'ask', '--detach', '--json'])
  const [asked, question] = await Promise.all([onSlack('May I run this?'), onDiscord('May I run this?')])
  expect(buttonsOf(asked).map(({ text }) => text.text)).toContain('Approve')
  slack.press(asked, 'ah:answer:approve', 'UALICE')
  slack.press(asked, 'ah:answer:approve', 'UBOB')
  discord.press(question, 'Approve')
  discord.gateway.repeat('INTERACTION_CREATE')
  await Promise.all([onSlack('✅ ask'), onDiscord('### ✅ ask')])
  await Promise.all([onSlack('exit 0'), onDiscord('exit 0')])
  expect(ran()).toBe(1)
  expect(buttonsOf(asked)).toEqual([])
  await onSlack('Only the owners of this server')
  child.kill('SIGTERM')
  await once(child, 'exit')
  expect(slack.violations).toEqual([])
})

test('killed again and again while a run asks: every message is there once, and an old button works on the other platform', async () => {
  const { begin, spawn, slack, discord, ran, onSlack, onDiscord } = await begun()
  let child = await begin()
  await spawn(['run', 'ask', '--detach', '--json'])
  const question = await onDiscord('May I run this?')
  for (let times = 0; times < 3; times++) {
    child.kill('SIGKILL')
    await once(child, 'exit')
    child = await begin()
  }
  await onSlack('May I run this?')
  expect(ran()).toBe(0)
  discord.press(question, 'Approve')
  await Promise.all([onSlack('✅ ask'), onDiscord('### ✅ ask')])
  expect(ran()).toBe(1)
  const cards = slack.messages.filter(
    ({ threadTs, blocks }) => threadTs === undefined && JSON.stringify(blocks).includes('ah:run:'),
  )
  expect(cards).toHaveLength(1)
  expect(
    discord.messages().filter(({ components }) => JSON.stringify(components).includes('ah:run:')),
  ).toHaveLength(1)
  expect(slack.messages.filter(({ blocks }) => JSON.stringify(blocks).includes('rm -f kept'))).toHaveLength(1)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(slack.violations).toEqual([])
})

test('a request of nearly a hundred thousand characters that would call everybody does neither harm nor call; a longer one is refused', async () => {
  const { begin, slack, onSlack } = await begun()
  const child = await begin()
  const hostile = `@everyone <!channel> <@UBOB> \u202e ${'look '.repeat(19_900)}`
  slack.mention({ user: 'UALICE', channel: 'CHOME', text: `${hostile}${'look '.repeat(100)}` })
  await onSlack('at most 100000 are taken')
  slack.mention({ user: 'UALICE', channel: 'CHOME', text: hostile })
  await onSlack('asked by alice')
  slack.slash({ user: 'UALICE', channel: 'CHOME', text: 'status' })
  await slack.until(() =>
    slack.messages.find(({ onlyFor, text }) => onlyFor === 'UALICE' && text.startsWith('Autohome ')),
  )
  child.kill('SIGTERM')
  await once(child, 'exit')
  expect(slack.violations).toEqual([])
  const ofBot = slack.messages.filter(({ user }) => user === 'UBOT')
  for (const { text, blocks } of ofBot) {
    expect(text).not.toMatch(/<[!@#]/)
    expect(JSON.stringify(blocks)).not.toMatch(/"type":"(?:broadcast|user|mrkdwn)"[^}]*(?:<!channel>|UBOB)/)
  }
})
