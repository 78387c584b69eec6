import { existsSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { buttonsOf } from '../helpers/slack-server/people.ts'
import { type SlackServer, slackServer, TOKENS } from '../helpers/slack-server/server.ts'
import type { SlackMessage } from '../helpers/slack-server/workspace.ts'
import { commandStep } from '../helpers/workflow-text.ts'
import { house } from './house.ts'

const tokens = (server: SlackServer) => ({
  SLACK_BOT_TOKEN: TOKENS.bot,
  SLACK_APP_TOKEN: TOKENS.app,
  SLACK_API_URL: server.apiUrl,
  SLACK_CHANNEL: 'CHOME',
  AUTOHOME_OWNERS: 'slack:UALICE',
})

async function workspace(): Promise<SlackServer> {
  const server = await slackServer()
  server.addUser('UALICE', 'alice')
  server.addChannel('CHOME', 'public', ['UALICE'])
  server.addChannel('CWORK', 'public', ['UALICE'])
  return server
}

/** The program with Slack configured, and a job that asks before it removes a file. */
async function begun() {
  const server = await workspace()
  const program = house(tokens(server))
  program.workflow('ask', commandStep('act', 'rm kept'))
  writeFileSync(join(program.workspace, 'kept'), 'kept\n')
  const start = async () => {
    const started = program.start('start')
    await started.said('Slack is connected.')
    return started.child
  }
  const kill = async (child: Awaited<ReturnType<typeof start>>) => {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  }
  const ofBot = (): SlackMessage[] =>
    server.messages.filter(({ user, onlyFor }) => user === 'UBOT' && onlyFor === undefined)
  return {
    server,
    ...program,
    begin: start,
    kill,
    ofBot,
    isKept: () => existsSync(join(program.workspace, 'kept')),
  }
}
const buttonIds = (message: SlackMessage): string[] => buttonsOf(message).map(({ action_id }) => action_id)

describe('the program with chat tokens', () => {
  test('is killed while it asks, and on restart the old button works: the command runs once', async () => {
    const { server, begin, kill, ofBot, isKept } = await begun()
    const first = await begin()
    server.slash({ user: 'UALICE', channel: 'CWORK', text: 'run ask' })
    const question = await server.until(() =>
      ofBot().find((held) => buttonIds(held).some((id) => id.startsWith('ah:answer:approve'))),
    )
    await kill(first)
    expect(isKept()).toBe(true)

    const second = await begin()
    const press = () => server.press(question, 'ah:answer:approve', 'UALICE')
    press()
    // The question says so too, a moment before the command runs.
    await server.until(() =>
      ofBot().find(({ text, threadTs }) => threadTs === undefined && text.startsWith('✅')),
    )
    expect(isKept()).toBe(false)
    await kill(second)

    const cards = ofBot().filter(({ channel, threadTs }) => channel === 'CWORK' && threadTs === undefined)
    expect(cards).toHaveLength(1)
    const asked = ofBot().filter(({ text, blocks }) => JSON.stringify([text, blocks]).includes('rm kept'))
    expect(new Set(asked.map(({ ts }) => ts)).size).toBe(asked.length)
    expect(server.violations).toEqual([])
  })

  test('catches up with what a run came to while nobody could be told', async () => {
    const { server, begin, kill, spawn, ofBot } = await begun()
    const first = await begin()
    await kill(first)
    // Another process does the work; Slack hears of it at the next start.
    await spawn(['run', 'look-only', '--json'])
    expect(ofBot().filter(({ text }) => text.startsWith('✅'))).toEqual([])
    const second = await begin()
    await server.until(() =>
      ofBot().find(({ channel, text }) => channel === 'CHOME' && text.startsWith('✅')),
    )
    await kill(second)
    expect(
      ofBot().filter(({ channel, threadTs }) => channel === 'CHOME' && threadTs === undefined),
    ).toHaveLength(2)
  })

  test('says what is wrong with one platform, and works all the same', async () => {
    const { start, spawn } = house({ SLACK_BOT_TOKEN: 'xoxb-1', AUTOHOME_OWNERS: 'slack:UALICE' })
    const { child, said, ended } = start('start')
    await said('is ready')
    const { code } = await spawn(['run', 'look-only', '--json'])
    expect(code).toBe(0)
    child.kill('SIGTERM')
    expect((await ended()).err).toContain(
      'Slack is not connected: SLACK_BOT_TOKEN is set but SLACK_APP_TOKEN is not',
    )
  })
})
