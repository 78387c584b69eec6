import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { Interaction } from '../../helpers/discord-server/interactions.ts'
import { messageFaults } from '../../helpers/discord-server/message-rules.ts'
import type { Message } from '../../helpers/discord-server/world.ts'
import { type DiscordServer, discordServer } from '../../helpers/discord-server.ts'
import { tempDir } from '../../helpers/temp-dir.ts'
import { commandStep, workflowText } from '../../helpers/workflow-text.ts'
import { ASKS, openDiscordHouse, owner, saying, textIn } from './discord-house.ts'

// Deliveries go at Discord's own pace, about one a second.
vi.setConfig({ testTimeout: 30_000 })

async function opened(options: Parameters<typeof openDiscordHouse>[0] = {}) {
  const house = await openDiscordHouse(options)
  expect(await house.connected).toEqual([{ name: 'discord' }])
  const { server } = house
  await server.until(() => server.world.commands.get(server.world.guildId))
  return house
}

/** What the person was shown in answer. */
const answer = (server: DiscordServer, one: Interaction): Promise<Message> =>
  server.until(() => (one.message && !one.loading ? one.message : undefined))

const thread = (server: DiscordServer) =>
  server.until(() => [...server.world.channels.values()].find(({ type }) => type === 11))

const inThread = async (server: DiscordServer, what: string | RegExp): Promise<Message> => {
  const { id } = await thread(server)
  return server.until(() => server.messages(id).find(saying(what)))
}

const refusals = ({ log }: DiscordServer) => log.filter(({ status }) => status >= 400)

test('from a slash command to the final card', async () => {
  const { server } = await opened()
  const asked = server.slash('run', { workflow: 'look' })
  expect(textIn(await answer(server, asked))).toMatch(/^Run 0\w{25} has started\.$/)
  expect(asked.message?.ephemeralFor).toBe(owner(server).id)
  const card = await server.until(() => server.messages().find(saying('✅')))
  expect(textIn(card)).toContain('1 of 1 criterion proven')
  expect(textIn(card)).toMatch(/-# run `0\w{25}`/)
  const { name, id } = await thread(server)
  expect([name, id]).toEqual(['look', card.id])
  await inThread(server, '1 done, 0 failed')
  expect(refusals(server)).toEqual([])
})

test('an approval is given with one press, and the message then says by whom', async () => {
  const { server, workspace } = await opened()
  server.slash('run', { workflow: 'ask' })
  const question = await inThread(server, 'May I run this?')
  expect(textIn(question)).toContain(`\`\`\`\n${ASKS}\n\`\`\``)
  expect(question.mentions).toEqual([owner(server).id])
  expect(existsSync(join(workspace, 'asked'))).toBe(false)
  const pressed = server.press(question, 'Approve')
  expect(textIn(await answer(server, pressed))).toBe('Understood: Approve.')
  await server.until(() => (textIn(question).includes('Approved by Alice') ? true : undefined))
  expect(textIn(question)).not.toContain('Deny')
  await server.until(() => server.messages().find(saying('✅')))
  expect(existsSync(join(workspace, 'asked'))).toBe(true)
  expect(refusals(server)).toEqual([])
})

test('a no opens a modal for the reason first; nothing is done before it is sent', async () => {
  const { server, workspace } = await opened()
  server.slash('run', { workflow: 'ask' }, { locale: 'fr' })
  const question = await inThread(server, 'Puis-je lancer ceci')
  const pressed = server.press(question, 'Refuser…', { locale: 'fr' })
  const modal = await server.until(() => pressed.modal)
  expect(modal.title).toBe('Refuser')
  expect(textIn(question)).toContain('Refuser…')
  const sent = server.submit(pressed, { text: 'pas maintenant' }, { locale: 'fr' })
  expect(textIn(await answer(server, sent))).toMatch(/^Compris\s:\sRefuser\.$/)
  await server.until(() => (textIn(question).includes('pas maintenant') ? true : undefined))
  await server.until(() => server.messages().find(saying('**refusé**')))
  expect(existsSync(join(workspace, 'asked'))).toBe(false)
})

test('another command may be put in place of the one asked about, and it is what runs', async () => {
  const { server, workspace } = await opened()
  server.slash('run', { workflow: 'ask' })
  const question = await inThread(server, 'May I run this?')
  const pressed = server.press(question, 'Edit…')
  const modal = await server.until(() => pressed.modal)
  expect(JSON.stringify(modal)).toContain(`"value":"${ASKS}"`)
  server.submit(pressed, { text: 'touch other' })
  await server.until(() => (textIn(question).includes('touch other') ? true : undefined))
  await server.until(() => server.messages().find(saying('✅')))
  expect([existsSync(join(workspace, 'asked')), existsSync(join(workspace, 'other'))]).toEqual([false, true])
})

test('a rule for always is shown before it is written', async () => {
  const home = await tempDir()
  // What needs no quoting and names a whole path can be written as a rule.
  const command = `rm -f ${home}-workspace/old.txt`
  const { server } = await opened({
    home,
    workflows: { drop: workflowText('drop', { steps: commandStep('act', command) }) },
  })
  server.slash('run', { workflow: 'drop' })
  const question = await inThread(server, 'May I run this?')
  const pressed = server.press(question, 'Always allow…')
  const modal = await server.until(() => pressed.modal)
  expect(JSON.stringify(modal.components)).toContain(command)
  expect(existsSync(join(home, 'allowlist.yaml'))).toBe(false)
  server.submit(pressed, {})
  await server.until(() => (textIn(question).includes('from now on unasked') ? true : undefined))
  expect(readFileSync(join(home, 'allowlist.yaml'), 'utf8')).toContain(command)
})

test('who may not is told so privately, sees no suggestions, and changes nothing', async () => {
  const { server, engine } = await opened()
  server.slash('run', { workflow: 'ask' })
  const question = await inThread(server, 'May I run this?')
  const bob = server.person('Bob')
  for (const label of ['Approve', 'Deny…']) {
    const pressed = server.press(question, label, { user: bob })
    const told = await answer(server, pressed)
    expect(textIn(told)).toContain('Only the owners of this server can ask me')
    expect(told.ephemeralFor).toBe(bob.id)
  }
  const typed = server.autocomplete('show', { run: '' }, 'run', { user: bob })
  expect(await server.until(() => typed.choices)).toEqual([])
  expect(await engine.questions({ status: 'open' })).toHaveLength(1)
})

test('what is delivered twice acts once and is acknowledged once', async () => {
  const { server, journal } = await opened()
  const asked = server.slash('run', { workflow: 'look' })
  server.gateway.repeat('INTERACTION_CREATE')
  await answer(server, asked)
  await server.until(() => server.messages().find(saying('✅')))
  expect(asked.tries).toBe(1)
  expect(journal.runs()).toHaveLength(1)
})

test('after a resume nothing is missed and nothing is done twice', async () => {
  const { server, journal } = await opened()
  server.gateway.askToReconnect()
  await server.until(() => (server.gateway.intents() === undefined ? true : undefined))
  const asked = server.slash('run', { workflow: 'look' })
  await answer(server, asked)
  expect(server.gateway.counts).toMatchObject({ identified: 1, resumed: 1 })
  server.gateway.repeat('INTERACTION_CREATE')
  await server.until(() => server.messages().find(saying('✅')))
  expect(journal.runs()).toHaveLength(1)
})

test('a session that cannot be resumed is begun anew', async () => {
  const { server } = await opened()
  server.gateway.invalidate(false)
  await server.until(() => (server.gateway.counts.identified === 2 ? true : undefined))
  const asked = server.slash('status')
  expect(textIn(await answer(server, asked))).toMatch(/^Autohome \d/)
})

test('a Discord that is away for a while gets what it missed, once and in order', async () => {
  const { server } = await opened()
  const asked = server.slash('run', { workflow: 'ask' })
  await answer(server, asked)
  const question = await inThread(server, 'May I run this?')
  server.outage(true)
  server.outage(false)
  await server.until(() => server.gateway.intents())
  server.press(question, 'Approve')
  await server.until(() => server.messages().find(saying('✅')))
  await inThread(server, '1 done, 0 failed')
  const { id: at } = await thread(server)
  const texts = server.messages(at).map(textIn)
  expect(texts.filter((text) => text.includes('Approved by Alice'))).toHaveLength(1)
  expect(new Set(texts).size).toBe(texts.length)
})

test('a long outage with a faulty gateway besides: what many runs came to arrives once and in order', async () => {
  const { server, engine, idle } = await opened()
  server.outage(true)
  const by = { surface: 'console', id: 'alice' } as const
  for (let n = 0; n < 2; n++)
    await engine.submit({ text: 'look', locale: 'en', actor: by, thread: `console:${n}`, workflow: 'look' })
  await idle()
  server.outage(false)
  server.disturb(/messages$/, { status: 503 }, 2)
  server.disturb(/gateway.bot$/, { status: 502 }, 2)
  await server.until(() => (server.messages().filter(saying('✅')).length === 2 ? true : undefined))
  await server.until(() => server.gateway.intents())
  const threads = await server.until(() => {
    const all = [...server.world.channels.values()].filter(({ type }) => type === 11)
    return all.length === 2 && all.every(({ id }) => server.messages(id).length === 5) ? all : undefined
  })
  for (const { id } of threads)
    expect(server.messages(id).map((message) => textIn(message).split(' ')[0])).toEqual([
      '**Spec',
      '**Plan',
      '**Execute',
      '**Verify',
      '###',
    ])
  expect(server.messages().filter(saying('### '))).toHaveLength(2)
  const asked = server.slash('status')
  expect(textIn(await answer(server, asked))).toMatch(/^Autohome \d/)
}, 60_000)

test('an answer that comes after fifteen minutes is posted where it was asked for', async () => {
  const { server } = await opened()
  const release = server.hold(/@original$/)
  server.slash('status')
  await server.until(() => (server.log.some(({ path }) => path.endsWith('/callback')) ? true : undefined))
  server.pass(16 * 60_000)
  release()
  const posted = await server.until(() => server.messages().find(saying(/^Autohome \d/)))
  expect(posted.author.id).toBe(server.world.bot.id)
})

test('an event that was told of too late is dealt with all the same, and answered in the channel', async () => {
  const { server } = await opened()
  const release = server.hold(/callback$/)
  server.slash('status')
  server.pass(4_000)
  release()
  await server.until(() => server.messages().find(saying(/^Autohome \d/)))
})

test('an acknowledgement whose connection breaks is sent again', async () => {
  const { server } = await opened()
  server.disturb(/callback$/, 'drop')
  const asked = server.slash('status')
  expect(textIn(await answer(server, asked))).toMatch(/^Autohome \d/)
})

test('buttons work after a restart, and old ones say that they are over', async () => {
  const first = await opened()
  const { server, home, workspace } = first
  server.slash('run', { workflow: 'ask' })
  const question = await inThread(server, 'May I run this?')
  const before: Message = { ...question, components: question.components }
  await first.close()
  await opened({ server, home })
  server.press(question, 'Approve')
  await server.until(() => (textIn(question).includes('Approved by Alice') ? true : undefined))
  const card = await server.until(() => server.messages().find(saying('✅')))
  expect(existsSync(join(workspace, 'asked'))).toBe(true)
  const late = server.press(before, 'Deny…')
  expect(textIn(await answer(server, late))).toBe('That was answered already, or its time has run out.')
  const evidence = server.press(card, 'Show evidence')
  expect(textIn(await answer(server, evidence))).toContain('it is so')
  const again = server.press(card, 'Re-verify')
  expect(textIn(await answer(server, again))).toContain('is being checked again')
  await server.until(() =>
    textIn(card).includes('attempt 2') && textIn(card).includes('✅') ? true : undefined,
  )
})

test('mentions, direct messages and words in a run’s own thread are heard, other talk is not', async () => {
  const { server, journal } = await opened()
  const { bot } = server.world
  server.say('everybody talks here')
  const direct = server.say('status', { direct: true })
  const at = [...server.world.channels.values()].find(({ type }) => type === 1)?.id
  const replied = await server.until(() => server.messages(at).find(({ reference }) => reference === direct))
  expect(textIn(replied)).toMatch(/^Autohome \d/)
  server.say(`<@${bot.id}> look please`)
  await server.until(() => server.messages().find(saying('✅')))
  const { id } = await thread(server)
  const told = server.say('!runs', { channel: id })
  const list = await server.until(() => server.messages(id).find(({ reference }) => reference === told))
  expect(textIn(list)).toContain('**Runs**')
  server.say('look please', { channel: id })
  await server.until(() => server.messages(id).find(saying('### ✅')))
  expect(journal.runs()).toHaveLength(2)
  expect(refusals(server)).toEqual([])
})

test('without the intent for contents, mentions still work and the rest says what to do', async () => {
  const bare = await discordServer()
  bare.world.flags = 0
  const { server, told } = await opened({ server: bare })
  expect(told[0]?.fr).toContain('Message Content Intent')
  expect((server.gateway.intents() ?? 0) & (1 << 15)).toBe(0)
  server.say(`<@${server.world.bot.id}> look please`)
  await server.until(() => server.messages().find(saying('✅')))
  const { id } = await thread(server)
  server.say('and now?', { channel: id })
  await server.until(() => server.messages(id).find(saying('Message Content Intent')))
})

test('an intent that is taken away while connected is done without', async () => {
  const { server, told } = await opened()
  server.world.flags = 0
  server.gateway.close(4014)
  await server.until(() => {
    const intents = server.gateway.intents()
    return intents !== undefined && (intents & (1 << 15)) === 0 ? true : undefined
  })
  expect(told.at(-1)?.en).toContain('Message Content Intent')
  const asked = server.slash('status')
  expect(textIn(await answer(server, asked))).toMatch(/^Autohome \d/)
})

test('workflows, parameters, runs and questions are suggested', async () => {
  const more = 'params: { size: { type: integer, title: { en: How big, fr: Taille }, default: 3 } }'
  const { server } = await opened({
    workflows: { big: workflowText('big', { more, steps: commandStep('act', 'echo big') }) },
  })
  const suggested = async (...typed: Parameters<DiscordServer['autocomplete']>) => {
    const one = server.autocomplete(...typed)
    return server.until(() => one.choices)
  }
  expect(await suggested('run', { workflow: 'bi' }, 'workflow')).toEqual([
    { name: 'big · big', value: 'big' },
  ])
  expect(await suggested('run', { workflow: 'big', params: 'si' }, 'params')).toEqual([
    { name: 'size=3 · How big', value: 'size=3' },
  ])
  server.slash('run', { workflow: 'ask' })
  await inThread(server, 'May I run this?')
  const [run] = await suggested('cancel', { run: '' }, 'run')
  expect(run?.name).toContain('ask')
  const [question] = await suggested('approve', { question: '' }, 'question')
  expect(question?.name).toContain('touch asked')
  const denied = server.slash('deny', { question: question?.value ?? '', reason: 'no' })
  expect(textIn(await answer(server, denied))).toContain('Understood')
  const wrong = server.slash('run', { workflow: 'big', params: 'nonsense' })
  expect(textIn(await answer(server, wrong))).toContain('is not a parameter')
})

test('schedules are added, found while typing, and removed', async () => {
  const { server } = await opened()
  const added = server.slash('schedule', { action: 'add', text: 'every Sunday at 4: look' })
  expect(textIn(await answer(server, added))).toContain('look')
  const typed = server.autocomplete('schedule', { action: 'pause', schedule: 'lo' }, 'schedule')
  const [found] = await server.until(() => typed.choices)
  expect(found?.name).toMatch(/^look · /)
  const removed = server.slash('schedule', { action: 'remove', schedule: found?.value ?? '' })
  await answer(server, removed)
  const listed = server.slash('schedule')
  expect(textIn(await answer(server, listed))).not.toContain(found?.value)
})

test('a run goes on where it can be shown when its thread was deleted', async () => {
  const { server } = await opened()
  server.slash('run', { workflow: 'ask' })
  const question = await inThread(server, 'May I run this?')
  const { id } = await thread(server)
  server.world.channels.delete(id)
  const approved = server.slash('approve')
  await answer(server, approved)
  await server.until(() => server.messages().find(saying('✅')))
  expect(messageFaults({ flags: question.flags, components: question.components }, [])).toEqual([])
})

test('a revoked token is told at once and stops no run', async () => {
  const { server, told, begin, seen } = await opened()
  server.revokeToken()
  const id = await begin('look')
  await seen((event) => event.runId === id && event.type === 'run.completed')
  await server.until(() => (told.some(({ en }) => en.includes('DISCORD_TOKEN')) ? true : undefined))
})

test('a token that Discord does not know ends the start with what to do', async () => {
  const { connected } = await openDiscordHouse({ surface: { token: 'wrong' } })
  const [result] = await connected
  expect(result?.error?.message).toContain('Reset Token')
})

test('a bot that nobody has invited prints the invitation', async () => {
  const empty = await discordServer()
  empty.world.guilds.clear()
  const { told, connected, server } = await openDiscordHouse({ server: empty })
  await connected
  await server.until(() => (told.length > 0 ? true : undefined))
  expect(told[0]?.en).toMatch(
    /^Invite the bot to your server: https:\/\/discord\.com\/oauth2\/authorize\?client_id=\d+&scope=bot\+applications\.commands&permissions=309237746688&guild_id=\d+/,
  )
})
