import { describe, expect, onTestFinished, test } from 'vitest'
import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { Front, SurfaceEvent } from '../../../src/bot/delivery/front.ts'
import type { Outgoing } from '../../../src/bot/delivery/outgoing.ts'
import { type Reply, refused, said } from '../../../src/bot/reply.ts'
import { createSlackSurface } from '../../../src/bot/slack/surface.ts'
import { systemClock } from '../../../src/lib/clock.ts'
import type { Log } from '../../../src/lib/log.ts'
import { SCOPES, type SlackServer, TOKENS } from '../../helpers/slack-server/server.ts'
import { METHODS } from '../../helpers/slack-server/web-api.ts'
import { openWorkspace } from './slack-house.ts'

const silent: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silent,
}

/** A surface with a front that only notes what comes. */
function open(
  server: SlackServer,
  more: Partial<Parameters<typeof createSlackSurface>[0]> = {},
  reply: Reply = said('done'),
) {
  const taken: SurfaceEvent[] = []
  const front = {
    take(event: SurfaceEvent) {
      taken.push(event)
      server.changed()
      return Promise.resolve({ fresh: true, reply: Promise.resolve(reply) })
    },
    engine: {},
  } as unknown as Front
  const controller = new AbortController()
  const surface = createSlackSurface({
    botToken: TOKENS.bot,
    appToken: TOKENS.app,
    apiUrl: server.apiUrl,
    clock: systemClock,
    log: silent,
    ...more,
  })
  onTestFinished(async () => {
    controller.abort()
    await surface.close()
  })
  return { surface, taken, start: () => surface.start(front, controller.signal), signal: controller.signal }
}

const folder = new URL('../../../src/bot/slack/', import.meta.url)
const readSources = (): string =>
  readdirSync(folder)
    .map((name) => readFileSync(new URL(name, folder), 'utf8'))
    .join('\n')

const notice = (text: string): Outgoing => ({ kind: 'notice', locale: 'en', text })
const options = (nonce: string) => ({ nonce, signal: new AbortController().signal })

describe('connecting', () => {
  test('a token that Slack does not take is told in one line that names it', async () => {
    const server = await openWorkspace()
    await expect(open(server, { botToken: 'xoxb-wrong' }).start()).rejects.toMatchObject({
      name: 'UserError',
      code: 'bad_config',
      message: expect.stringMatching(/^SLACK_BOT_TOKEN is not accepted by Slack .*invalid_auth/),
    })
    await expect(open(server, { appToken: 'xapp-wrong' }).start()).rejects.toMatchObject({
      localized: { fr: expect.stringMatching(/^SLACK_APP_TOKEN n’est pas accepté/) },
    })
  })

  test('a Slack that is away when Autohome starts is waited for', async () => {
    const server = await openWorkspace()
    server.trouble.outage = true
    const { start } = open(server)
    const started = start()
    await server.until(() => server.refused() >= 2)
    server.trouble.outage = false
    await started
    await server.until(() => server.socketMode.greetings === 1)
  })

  test('a 503 while it reconnects ends nothing: it is connected again once Slack answers', async () => {
    const server = await openWorkspace()
    await open(server).start()
    server.trouble.outage = true
    server.socketMode.cutOff()
    const before = server.refused()
    await server.until(() => server.refused() >= before + 2)
    server.trouble.outage = false
    await server.until(() => server.socketMode.greetings === 2)
  })

  test('a limit on opening connections is waited for', async () => {
    const server = await openWorkspace()
    server.trouble.limits.set('apps.connections.open', 1)
    await open(server).start()
    const [first, second] = server.calls.filter(({ method }) => method === 'apps.connections.open')
    expect(first?.error).toBe('ratelimited')
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(1_000)
  })

  test('what is closed stays closed', async () => {
    const server = await openWorkspace()
    const { surface, start } = open(server)
    await start()
    await surface.close()
    await server.until(() => server.socketMode.peers.size === 0)
    expect(server.socketMode.greetings).toBe(1)
  })
})

describe('what people wrote', () => {
  test('arrives as they wrote it, with their name and language', async () => {
    const server = await openWorkspace()
    const { start, taken } = open(server)
    await start()
    server.mention({
      user: 'UALICE',
      channel: 'CWORK',
      text: 'look at <https://example.com|example.com> &amp; &lt;/var/log&gt; <#C1|general> <mailto:a@b.example|a@b.example>',
    })
    await server.until(() => taken.length === 1)
    expect(taken[0]).toMatchObject({
      place: { channel: 'CWORK' },
      actor: { surface: 'slack', id: 'UALICE', name: 'alice' },
      locale: 'fr',
      text: 'look at example.com & </var/log> #general a@b.example',
      explicit: false,
    })
  })

  test('a label does not hide where its link leads', async () => {
    const server = await openWorkspace()
    const { start, taken } = open(server)
    await start()
    server.slash({ user: 'UBOB', channel: 'CWORK', text: 'fetch <https://evil.example/x|the docs>' })
    await server.until(() => taken.length === 1)
    expect(taken[0]).toMatchObject({
      text: 'fetch the docs (https://evil.example/x)',
      locale: 'en',
      explicit: true,
    })
  })

  test('is taken also where the profile cannot be read', async () => {
    const server = await openWorkspace()
    server.trouble.refusals.set('users.info', ['user_not_found', 'user_not_found'])
    const { start, taken } = open(server, { locale: 'fr' })
    await start()
    await server.slash({ user: 'UBOB', channel: 'CWORK', text: 'status' }).acked
    expect(taken[0]).toMatchObject({ actor: { id: 'UBOB', name: 'bob' }, locale: 'fr' })
  })
})

describe('an answer', () => {
  const files: Reply = { kind: 'files', text: 'here', files: [{ name: 'a.txt', bytes: Buffer.from('a') }] }

  test('to what was written for everybody hangs below it, its files too, once a limit has passed', async () => {
    const server = await openWorkspace()
    await open(server, {}, files).start()
    server.trouble.limits.set('chat.postMessage', 1)
    server.mention({ user: 'UALICE', channel: 'CWORK', text: 'files' })
    const ts = server.messages[0]?.ts
    await server.until(() => server.files.find(({ sharedIn }) => sharedIn?.threadTs === ts))
    const answers = server.messages.filter(({ user }) => user === 'UBOT')
    expect(answers.map(({ text, threadTs, onlyFor }) => [text, threadTs, onlyFor])).toEqual([
      ['here', ts, undefined],
    ])
  })

  test('in a direct message stands there', async () => {
    const server = await openWorkspace()
    await open(server, {}, files).start()
    const { id } = server.direct('UALICE')
    server.message({ user: 'UALICE', channel: id, text: 'files' })
    const file = await server.until(() => server.files.find(({ sharedIn }) => sharedIn))
    expect(file.sharedIn).toEqual({ channel: id })
    expect(server.messages.at(-1)).toMatchObject({ channel: id, text: 'here' })
  })

  test('that refuses is seen by one person only', async () => {
    const server = await openWorkspace()
    await open(server, {}, refused('not for you')).start()
    server.mention({ user: 'UBOB', channel: 'CWORK', text: 'status' })
    const told = await server.until(() => server.messages.find(({ text }) => text === 'not for you'))
    expect(told).toMatchObject({ channel: 'CWORK', onlyFor: 'UBOB' })
  })

  test('whose address Slack no longer takes comes another way', async () => {
    const server = await openWorkspace()
    await open(server).start()
    server.trouble.usedUp = true
    server.slash({ user: 'UALICE', channel: 'CWORK', text: 'status' })
    await server.until(() =>
      server.messages.find(({ text, onlyFor }) => text === 'done' && onlyFor === 'UALICE'),
    )
    expect(server.calls.map(({ method }) => method)).toContain('chat.postEphemeral')
  })

  test('that can be shown nowhere is let go, and nothing else suffers', async () => {
    const server = await openWorkspace()
    server.addChannel('CALONE', 'public', ['UALICE'])
    server.workspace.channels.get('CALONE')?.members.delete('UBOT')
    await open(server).start()
    server.trouble.usedUp = true
    await server.slash({ user: 'UALICE', channel: 'CALONE', text: 'status' }).acked
    await server.until(() => server.calls.find(({ error }) => error === 'not_in_channel'))
    server.trouble.usedUp = false
    server.slash({ user: 'UALICE', channel: 'CWORK', text: 'status' })
    await server.until(() => server.messages.find(({ text }) => text === 'done'))
  })
})

describe('posting', () => {
  test('each thing that goes wrong is told apart', async () => {
    const server = await openWorkspace()
    const { platform } = open(server).surface
    const post = (channel: string, thread?: string) =>
      platform.post(thread === undefined ? { channel } : { channel, thread }, notice('x'), options('n'))
    const ref = await post('CWORK')
    const faultOf = (work: Promise<unknown>) =>
      work.then(
        () => 'none',
        (error: { fault?: string }) => error.fault,
      )

    expect(await faultOf(post('CNONE'))).toBe('place_gone')
    expect(await faultOf(post('CWORK', '1.000001'))).toBe('place_gone')
    const [message] = server.messages
    if (message) server.deleteMessage(message)
    const edit = () => platform.edit(ref, notice('y'), options('n').signal)
    expect(await faultOf(edit())).toBe('message_gone')
    server.trouble.limits.set('chat.postMessage', 7)
    await expect(post('CWORK')).rejects.toMatchObject({ fault: 'rate_limited', retryAfterMs: 7_000 })
    server.trouble.refusals.set('chat.postMessage', ['msg_too_long', 'fatal_error'])
    expect(await faultOf(post('CWORK'))).toBe('refused')
    expect(await faultOf(post('CWORK'))).toBe('unreachable')
    server.archive('CWORK')
    expect(await faultOf(post('CWORK'))).toBe('place_gone')
    server.trouble.revoked = true
    expect(await faultOf(post('CHOME'))).toBe('unauthorized')
    server.trouble.revoked = false
    server.trouble.outage = true
    expect(await faultOf(post('CHOME'))).toBe('unreachable')
  })

  test('files whose upload broke off are put beside the message that stands already', async () => {
    const server = await openWorkspace()
    const { platform } = open(server).surface
    const report: Outgoing = {
      kind: 'report',
      locale: 'en',
      title: 'Report',
      markdown: 'fine',
      files: [
        { name: 'all.txt', bytes: Buffer.from('everything') },
        { name: 'empty', bytes: Buffer.alloc(0) },
      ],
    }
    server.trouble.limits.set('files.getUploadURLExternal', 1)
    await expect(platform.post({ channel: 'CWORK' }, report, options('n'))).rejects.toMatchObject({
      fault: 'rate_limited',
    })
    const ref = await platform.post({ channel: 'CWORK' }, report, { ...options('n'), opensThread: 'Report' })
    expect(server.messages).toHaveLength(1)
    expect(ref).toEqual({ channel: 'CWORK', message: server.messages[0]?.ts, thread: server.messages[0]?.ts })
    expect(server.files.map(({ name, bytes, sharedIn }) => [name, bytes?.toString(), sharedIn])).toEqual([
      ['all.txt', 'everything', { channel: 'CWORK', threadTs: ref.message }],
    ])
  })

  test('the manifest asks for what is used, and for nothing else', () => {
    const manifest = parse(
      readFileSync(new URL('../../../slack/manifest.yaml', import.meta.url), 'utf8'),
    ) as {
      readonly oauth_config: { readonly scopes: { readonly bot: readonly string[] } }
      readonly settings: {
        readonly socket_mode_enabled: boolean
        readonly event_subscriptions: { readonly bot_events: readonly string[] }
      }
    }
    const channels = new Map((['public', 'private', 'im'] as const).map((kind) => [kind, { kind }]))
    const used = [
      'chat.postMessage',
      'chat.postEphemeral',
      'chat.update',
      'conversations.history',
      'conversations.info',
      'conversations.open',
      'conversations.replies',
      'files.getUploadURLExternal',
      'users.info',
      'views.open',
    ]
    const ofMethods = used.flatMap((method) =>
      [...channels.keys()].flatMap(
        (channel) => METHODS[method]?.scopes({ channel }, { channels } as never) ?? [],
      ),
    )
    // Nothing asks about direct conversations; the other two stand for an event and for the slash command.
    const needed = new Set([
      ...ofMethods.filter((scope) => scope !== 'im:read'),
      'app_mentions:read',
      'commands',
    ])
    expect([...manifest.oauth_config.scopes.bot].sort()).toEqual([...needed].sort())
    expect([...manifest.oauth_config.scopes.bot].sort()).toEqual([...SCOPES].sort())
    expect(manifest.settings.socket_mode_enabled).toBe(true)
    expect(manifest.settings.event_subscriptions.bot_events).toEqual([
      'app_mention',
      'message.channels',
      'message.groups',
      'message.im',
    ])
    const source = readSources()
    for (const [, method = ''] of source.matchAll(
      /\.((?:chat|conversations|users|views|auth)\.[a-zA-Z]+)\(/g,
    ))
      expect([...used, 'auth.test'], method).toContain(method)
  })
})
