import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { acceptWebSockets } from '../websocket-server.ts'
import { wrongWithBlocks } from './block-kit.ts'
import { createBuckets, RateLimited } from './buckets.ts'
import { people } from './people.ts'
import { createSocketMode } from './socket-mode.ts'
import { type Args, METHODS, SlackRefusal } from './web-api.ts'
import { createWorkspace } from './workspace.ts'

/** As the manifest asks for them. */
export const SCOPES = [
  'app_mentions:read',
  'channels:history',
  'channels:read',
  'chat:write',
  'commands',
  'files:write',
  'groups:history',
  'groups:read',
  'im:history',
  'im:write',
  'users:read',
] as const

export interface SlackServerOptions {
  /** Of the bot token. */
  readonly scopes?: readonly string[]
  readonly appScopes?: readonly string[]
}

export const TOKENS = { bot: 'xoxb-test-0123456789', app: 'xapp-test-0123456789' } as const

export type SlackServer = Awaited<ReturnType<typeof slackServer>>

/**
 * Slack on the loopback: Web API and Socket Mode as docs.slack.dev describes them, and as strict about limits, scopes,
 * identifiers and time. Tests say what people do, and look at what is there.
 */
export async function slackServer(options: SlackServerOptions = {}) {
  const workspace = createWorkspace()
  const socketMode = createSocketMode(workspace)
  const buckets = createBuckets(() => performance.now())
  const tickets = new Set<string>()
  const triggers = new Map<string, { readonly at: number; used: boolean }>()
  const responseUrls = new Map<
    string,
    { readonly at: number; uses: number; readonly channel: string; readonly user: string }
  >()
  const scopes = { bot: options.scopes ?? SCOPES, app: options.appScopes ?? ['connections:write'] }
  const trouble = {
    outage: false,
    revoked: false,
    /** Nobody's response_url is taken any more. */
    usedUp: false,
    refusals: new Map<string, string[]>(),
    lost: new Set<string>(),
    limits: new Map<string, number>(),
  }

  let refusals = 0

  const deps = {
    workspace,
    buckets,
    baseUrl: () => url,
    openTicket() {
      const ticket = workspace.nextId('ticket-')
      tickets.add(ticket)
      return ticket
    },
    useTrigger(id: string) {
      const held = triggers.get(id)
      if (!held || performance.now() - held.at > 3_000) return 'expired_trigger_id' as const
      if (held.used) return 'exchanged_trigger_id' as const
      held.used = true
      return 'ok' as const
    },
  }

  const server = createServer((request, response) => {
    void handle(request, response).catch((error: unknown) => {
      workspace.violations.push(`the test server broke: ${String(error)}`)
      response.destroy()
    })
  })
  acceptWebSockets(
    server,
    (request) => {
      const ticket = new URL(request.url ?? '', 'http://x').searchParams.get('ticket') ?? ''
      if (trouble.outage || !tickets.delete(ticket)) return undefined
      return { onText: (_, text) => socketMode.onText(text), onClose: (peer) => socketMode.left(peer) }
    },
    (peer) => socketMode.greet(peer),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  onTestFinished(() => {
    server.closeAllConnections()
    socketMode.cutOff()
    server.close()
  })

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bytesOf(request)
    if (trouble.outage) {
      refusals++
      workspace.changed()
      return void response.writeHead(503).end('upstream connect error')
    }
    const path = request.url ?? ''
    if (path.startsWith('/upload/')) return upload(path.slice('/upload/'.length), request, body, response)
    if (path.startsWith('/respond/')) return respond(path.slice('/respond/'.length), body, response)
    const method = /^\/api\/([A-Za-z.]+)$/.exec(path)?.[1] ?? ''
    const type = request.headers['content-type'] ?? ''
    const args: Args = type.includes('json')
      ? (JSON.parse(body.toString()) as Args)
      : Object.fromEntries(new URLSearchParams(body.toString()))
    const at = performance.now()
    try {
      const answered = call(method, args, request)
      workspace.calls.push({ method, args, at })
      if (trouble.lost.delete(method)) return void response.destroy()
      send(response, method, { ok: true, ...answered })
    } catch (error) {
      if (error instanceof RateLimited) {
        workspace.calls.push({ method, args, at, error: 'ratelimited' })
        response.writeHead(429, {
          'retry-after': String(error.retryAfterS),
          'content-type': 'application/json',
        })
        response.end(JSON.stringify({ ok: false, error: 'ratelimited' }))
      } else if (error instanceof SlackRefusal) {
        workspace.calls.push({ method, args, at, error: error.message })
        if (
          [
            'invalid_blocks',
            'invalid_arguments',
            'msg_too_long',
            'msg_blocks_too_long',
            'no_text',
            'missing_scope',
          ].includes(error.message)
        )
          workspace.violations.push(`${method}: ${error.message} ${JSON.stringify(error.more).slice(0, 500)}`)
        send(response, method, { ok: false, error: error.message, ...error.more })
      } else throw error
    } finally {
      workspace.changed()
    }
  }

  function call(name: string, args: Args, request: IncomingMessage): Readonly<Record<string, unknown>> {
    const method = METHODS[name]
    if (!method) throw new SlackRefusal('unknown_method')
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? args['token']
    if (token === undefined) throw new SlackRefusal('not_authed')
    const kind = token === TOKENS.bot ? 'bot' : token === TOKENS.app ? 'app' : undefined
    if (kind === undefined) throw new SlackRefusal('invalid_auth')
    if (trouble.revoked) throw new SlackRefusal('token_revoked')
    if (kind !== method.token) throw new SlackRefusal('not_allowed_token_type')
    const needed = method.scopes(args, workspace).find((held) => !scopes[kind].includes(held))
    if (needed !== undefined)
      throw new SlackRefusal('missing_scope', { needed, provided: scopes[kind].join(',') })
    const limited = trouble.limits.get(name)
    trouble.limits.delete(name)
    if (limited !== undefined) throw new RateLimited(limited)
    const refusal = trouble.refusals.get(name)?.shift()
    if (refusal !== undefined) throw new SlackRefusal(refusal)
    return method.answer(args, deps)
  }

  const send = (response: ServerResponse, method: string, body: Readonly<Record<string, unknown>>): void => {
    const held = method === 'apps.connections.open' ? scopes.app : scopes.bot
    response.writeHead(200, {
      'content-type': 'application/json; charset=utf-8',
      'x-oauth-scopes': held.join(','),
    })
    response.end(JSON.stringify(body))
  }

  function upload(id: string, request: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const file = workspace.files.find((held) => held.id === id)
    if (!file) return void response.writeHead(404).end()
    file.bytes = fileOf(request, body)
    response.writeHead(200).end(`OK - ${file.bytes.length}`)
  }

  /** Five times within half an hour. Source: docs.slack.dev, handling user interaction. */
  function respond(id: string, body: Buffer, response: ServerResponse): void {
    const held = responseUrls.get(id)
    if (!held || trouble.usedUp || held.uses >= 5 || performance.now() - held.at > 1_800_000)
      return void response.writeHead(404).end('{"ok":false,"error":"used_url"}')
    held.uses++
    const message = JSON.parse(body.toString()) as {
      readonly text?: string
      readonly blocks?: readonly { type: string }[]
      readonly response_type?: string
      readonly replace_original?: boolean
    }
    const wrong = wrongWithBlocks(message.blocks ?? [])
    if (wrong.length > 0) workspace.violations.push(`response_url: ${wrong.join('; ')}`)
    workspace.messages.push({
      channel: held.channel,
      ts: workspace.nextTs(),
      user: 'UBOT',
      ...(message.response_type === 'in_channel' ? {} : { onlyFor: held.user }),
      text: message.text ?? '',
      blocks: message.blocks ?? [],
      edits: 0,
      deleted: false,
    })
    response.writeHead(200).end('ok')
    workspace.changed()
  }

  return {
    ...workspace,
    workspace,
    socketMode,
    /** For SLACK_API_URL. */
    apiUrl: `${url}/api/`,
    url,
    trouble,
    /** Requests that an outage answered. */
    refused: () => refusals,
    scopes,
    ...people(workspace, socketMode, {
      trigger(user) {
        const id = `${workspace.nextId('trigger-')}.${user}`
        triggers.set(id, { at: performance.now(), used: false })
        return id
      },
      responseUrl(channel, user) {
        const id = workspace.nextId('respond-')
        responseUrls.set(id, { at: performance.now(), uses: 0, channel, user })
        return `${url}/respond/${id}`
      },
    }),
    /** Resolves when the app is connected (again). */
    connected: (times = 1) =>
      workspace.until(() => socketMode.greetings >= times && socketMode.peers.size > 0),
    /** A trigger that nobody opens anything with any more. */
    expire: (trigger: string) => void triggers.delete(trigger),
  }
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** Raw, or the one part of multipart/form-data. */
function fileOf(request: IncomingMessage, body: Buffer): Buffer {
  const boundary = /boundary=(.+)$/.exec(request.headers['content-type'] ?? '')?.[1]
  if (boundary === undefined) return body
  const from = body.indexOf('\r\n\r\n') + 4
  return body.subarray(from, body.lastIndexOf(`\r\n--${boundary}`))
}
