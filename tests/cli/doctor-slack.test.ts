import { describe, expect, it } from 'vitest'
import { autohome } from '../helpers/autohome.ts'
import { SCOPES, type SlackServer, slackServer, TOKENS } from '../helpers/slack-server/server.ts'

interface Found {
  readonly check: string
  readonly level: string
  readonly detail: string
}

async function examined(server: SlackServer, env: Readonly<Record<string, string>> = {}): Promise<Found[]> {
  const house = autohome({
    SLACK_API_URL: server.apiUrl,
    SLACK_BOT_TOKEN: TOKENS.bot,
    SLACK_APP_TOKEN: TOKENS.app,
    SLACK_CHANNEL: 'CHOME',
    AUTOHOME_OWNERS: 'slack:UALICE',
    ...env,
  })
  const { out } = await house.run(['doctor', '--json'])
  return (JSON.parse(out) as Found[]).filter(({ check }) => check.startsWith('slack.'))
}

async function workspace(options: Parameters<typeof slackServer>[0] = {}): Promise<SlackServer> {
  const server = await slackServer(options)
  server.addUser('UALICE', 'alice')
  server.addChannel('CHOME', 'public', ['UALICE'])
  return server
}

const wrong = (found: readonly Found[]) =>
  found.filter(({ level }) => level !== 'ok').map(({ check, detail }) => `${check}: ${detail}`)

describe('doctor looks at Slack', () => {
  it('and finds everything in order', async () => {
    const found = await examined(await workspace())
    expect(wrong(found)).toEqual([])
    expect(found.map(({ check, detail }) => `${check}: ${detail}`)).toEqual([
      'slack.app: accepted, Socket Mode can connect',
      'slack.bot: autohome in Test',
      ...SCOPES.map((scope) => `slack.scope: ${scope}`),
      'slack.home: CHOME',
      'slack.owner: UALICE alice',
    ])
  })

  it('names tokens that are not accepted, or missing', async () => {
    const server = await workspace()
    expect(
      wrong(await examined(server, { SLACK_BOT_TOKEN: 'xoxb-wrong', SLACK_APP_TOKEN: 'xapp-wrong' })),
    ).toEqual([
      'slack.app: Slack says invalid_auth: copy SLACK_APP_TOKEN again from api.slack.com/apps',
      'slack.bot: Slack says invalid_auth: copy SLACK_BOT_TOKEN again from api.slack.com/apps',
    ])
    expect(wrong(await examined(server, { SLACK_BOT_TOKEN: '', SLACK_APP_TOKEN: TOKENS.app }))).toEqual([
      expect.stringContaining('SLACK_BOT_TOKEN is not set'),
    ])
    expect(wrong(await examined(server, { SLACK_APP_TOKEN: '' }))).toEqual([
      expect.stringContaining('SLACK_APP_TOKEN is not set'),
    ])
  })

  it('names each scope that is missing', async () => {
    const scopes = SCOPES.filter((scope) => scope !== 'files:write')
    const found = await examined(await workspace({ scopes, appScopes: [] }))
    expect(wrong(found)).toEqual([
      expect.stringContaining('has no connections:write'),
      expect.stringContaining('files:write is missing: paste slack/manifest.yaml'),
    ])
  })

  it('looks at the home channel and at the owners', async () => {
    const server = await workspace()
    server.archive('CHOME')
    expect(wrong(await examined(server, { AUTOHOME_OWNERS: 'slack:UNOBODY' }))).toEqual([
      expect.stringContaining('CHOME is archived'),
      expect.stringContaining('Slack says user_not_found of UNOBODY'),
    ])
    server.workspace.channels.set('COUT', { id: 'COUT', kind: 'public', members: new Set(), archived: false })
    expect(wrong(await examined(server, { SLACK_CHANNEL: 'COUT', AUTOHOME_OWNERS: '' }))).toEqual([
      expect.stringContaining('write /invite @Autohome there'),
      expect.stringContaining('nobody on Slack may ask or answer'),
    ])
    expect(wrong(await examined(server, { SLACK_CHANNEL: 'CNONE' }))).toEqual([
      expect.stringContaining('Slack says channel_not_found of CNONE'),
    ])
    expect(wrong(await examined(server, { SLACK_CHANNEL: '' }))).toEqual([
      expect.stringContaining('SLACK_CHANNEL is not set'),
    ])
  })

  it('says so where Slack does not answer', async () => {
    const server = await workspace()
    server.trouble.outage = true
    expect(wrong(await examined(server, { LANG: 'fr_FR.UTF-8' }))).toEqual([
      expect.stringContaining('Slack ne répond pas'),
      expect.stringContaining('Slack ne répond pas'),
    ])
  })
})
