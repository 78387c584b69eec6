import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { createGateway, type GatewayServer } from './discord-server/gateway.ts'
import { directChannel, type Interaction, rawInteraction, rawUser } from './discord-server/interactions.ts'
import { everyComponent, type RawComponent } from './discord-server/message-rules.ts'
import { Problem, problems } from './discord-server/problem.ts'
import { createRateLimits, type Limit, type RateLimits } from './discord-server/rate-limits.ts'
import { createRoutes, mustFit, type Route } from './discord-server/routes.ts'
import {
  type Channel,
  createWorld,
  type Message,
  rawMessage,
  type User,
  type World,
} from './discord-server/world.ts'

export interface Doing {
  readonly user?: User
  readonly channel?: string
  readonly locale?: string
}

export interface Logged {
  readonly method: string
  readonly path: string
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

/** A Discord on the loopback: REST v10 and the gateway, as strict as the published rules, and people who do things. */
export interface DiscordServer {
  readonly url: string
  readonly world: World
  readonly gateway: GatewayServer
  readonly limits: RateLimits
  readonly log: Logged[]
  readonly token: string
  readonly home: Channel
  person(name: string): User
  slash(sub: string, options?: Readonly<Record<string, string>>, doing?: Doing): Interaction
  autocomplete(
    sub: string,
    options: Readonly<Record<string, string>>,
    focused: string,
    doing?: Doing,
  ): Interaction
  press(message: Message, button: string, doing?: Doing): Interaction
  submit(opened: Interaction, values: Readonly<Record<string, string>>, doing?: Doing): Interaction
  say(text: string, doing?: Doing & { readonly direct?: boolean }): string
  channel(id: string): Channel
  messages(channelId?: string): readonly Message[]
  /** Resolves with the first value that is not undefined; looked at after every request and gateway event. */
  until<T>(look: () => T | undefined): Promise<T>
  /** Time goes by, for what Discord counts: 3 s, 15 minutes, rate limits. */
  pass(ms: number): void
  revokeToken(): void
  /** Nothing answers any more, until it is called with false. */
  outage(on: boolean): void
  /** The next `times` requests to paths that match get this answer instead. */
  disturb(path: RegExp, answer: { readonly status: number } | 'drop', times?: number): void
  /** Nothing to paths that match is answered until the returned function is called. */
  hold(path: RegExp): () => void
  limit: Limit
}

const [GUILD_MESSAGES, DIRECT_MESSAGES, MESSAGE_CONTENT] = [1 << 9, 1 << 12, 1 << 15]
const TOKEN = 'MTA.test-token.for-loopback-only'

export async function discordServer(): Promise<DiscordServer> {
  const world = createWorld()
  const interactions = new Map<string, Interaction>()
  const looking = new Set<() => void>()
  const log: Logged[] = []
  const disturbed: { path: RegExp; answer: { status: number } | 'drop'; times: number }[] = []
  const held: { path: RegExp; open: Promise<void> }[] = []
  let passed = 0
  let token = TOKEN
  let isOut = false
  const now = () => Date.now() + passed
  const changed = () => looking.forEach((look) => look())
  const limits = createRateLimits(now)
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const gatewayUrl = () => `ws://127.0.0.1:${port}/gateway`
  const gateway = createGateway({ world, token: () => token, url: gatewayUrl, changed })
  const dispatch = (name: string, data: unknown, intents?: number) => gateway.dispatch(name, data, intents)
  const routes = createRoutes({ world, gatewayUrl, interactions, dispatch, now })
  server.on('upgrade', (request, socket, head) =>
    isOut ? socket.destroy() : gateway.upgrade(request, socket, head),
  )
  onTestFinished(() => {
    gateway.stop()
    server.closeAllConnections()
    server.close()
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://localhost')
    const path = decodeURIComponent(pathname)
    const method = request.method ?? 'GET'
    const { body, files } = await readBody(request)
    await Promise.all(held.filter((one) => one.path.test(path)).map(({ open }) => open))
    const trouble = disturbed.find((one) => one.times > 0 && one.path.test(`${method} ${path}`))
    if (trouble) trouble.times--
    if (isOut || trouble?.answer === 'drop') return void request.socket.destroy()
    const reply = (status: number, value: unknown, headers: Record<string, string> = {}) => {
      log.push({ method, path, status, body })
      response.writeHead(status, {
        ...(value === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      })
      response.end(value === undefined ? '' : JSON.stringify(value))
      changed()
    }
    if (trouble) return reply(trouble.answer.status, { message: 'trouble', code: 0 })
    let headers: Record<string, string> = {}
    try {
      const { route, params } = routeFor(routes, method, path)
      if (!route.open && request.headers.authorization !== `Bot ${token}`) throw problems.unauthorized()
      const closedMs = route.open ? 0 : limits.globalMs()
      if (closedMs > 0)
        return reply(429, tooFast(closedMs, true), { ...waitHeaders(closedMs), 'x-ratelimit-global': 'true' })
      if (route.bucket) {
        const taken = limits.take(route.bucket(params), self.limit)
        headers = taken.headers
        if (taken.waitMs !== undefined)
          return reply(429, tooFast(taken.waitMs, false), { ...headers, ...waitHeaders(taken.waitMs) })
      }
      mustFit(route.body, body)
      const value = route.act({ body, files, params, query })
      reply(value === undefined ? 204 : 200, value, headers)
    } catch (error) {
      if (!(error instanceof Problem)) {
        reply(500, { message: String(error), code: 0 })
        throw error
      }
      reply(error.status, { message: error.message, code: error.code, ...error.more }, headers)
    }
  }

  const owner: User = { id: world.newId(), username: 'alice', global_name: 'Alice' }
  world.people.set(owner.id, owner)
  const [homeChannel] = [...world.channels.values()]
  if (!homeChannel) throw new Error('no channel')

  function begin(type: number, { user = owner, channel = self.home.id }: Doing): Interaction {
    const one: Interaction = {
      id: world.newId(),
      token: `interaction-token-${world.newId()}`,
      type,
      user,
      at: self.channel(channel),
      startedAt: now(),
      tries: 0,
    }
    interactions.set(one.id, one)
    return one
  }
  const tell = (
    one: Interaction,
    data: unknown,
    { locale = 'en-US' }: Doing,
    message?: unknown,
  ): Interaction => {
    dispatch('INTERACTION_CREATE', rawInteraction(world, one, data, locale, message))
    return one
  }
  function commandData(sub: string, options: Readonly<Record<string, string>>, focused?: string) {
    const command = [...world.commands.values()].flat().find(({ name }) => name === 'orchestrate')
    const known = (command?.['options'] ?? []) as readonly RegisteredOption[]
    const registered = known.find(({ name }) => name === sub)
    if (!registered) throw new Error(`/orchestrate ${sub} is not registered`)
    const taken = registered.options ?? []
    for (const { name, required } of taken)
      if (required && options[name] === undefined && focused === undefined)
        throw new Error(`${name} is required`)
    const given = Object.entries(options).map(([name, value]) => {
      if (!taken.some((one) => one.name === name)) throw new Error(`${sub} takes no ${name}`)
      return { name, type: 3, value, ...(name === focused ? { focused: true } : {}) }
    })
    return {
      id: command?.['id'],
      name: 'orchestrate',
      type: 1,
      options: [{ name: sub, type: 1, options: given }],
    }
  }

  const self: DiscordServer = {
    url: `http://127.0.0.1:${port}`,
    world,
    gateway,
    limits,
    log,
    token: TOKEN,
    home: homeChannel,
    limit: { count: 5_000, perMs: 5_000 },
    person(name) {
      const user: User = { id: world.newId(), username: name.toLowerCase(), global_name: name }
      world.people.set(user.id, user)
      return user
    },
    slash: (sub, options = {}, doing = {}) => tell(begin(2, doing), commandData(sub, options), doing),
    autocomplete: (sub, options, focused, doing = {}) =>
      tell(begin(4, doing), commandData(sub, options, focused), doing),
    press(message, wanted, doing = {}) {
      const button = everyComponent(message.components).find(
        ({ type, label, custom_id: id }) => type === 2 && (label === wanted || id === wanted),
      )
      if (!button) throw new Error(`no button ${wanted}`)
      if (button.disabled) throw new Error(`${wanted} is disabled`)
      const data = { component_type: 2, custom_id: button.custom_id, id: 1 }
      return tell(begin(3, { channel: message.channel_id, ...doing }), data, doing, rawMessage(message))
    },
    submit(opened, values, doing = {}) {
      if (!opened.modal) throw new Error('no modal was opened')
      const components = (opened.modal.components as readonly RawComponent[]).map((part, at) =>
        submitted(part, at, values),
      )
      const data = { custom_id: opened.modal.custom_id, components }
      return tell(begin(5, { channel: opened.at.id, user: opened.user, ...doing }), data, doing)
    },
    say(text, { user = owner, channel, direct } = {}) {
      const at = direct ? directChannel(world, user) : self.channel(channel ?? self.home.id)
      const mentions = [...text.matchAll(/<@!?(\d+)>/g)].map(([, id]) => id ?? '')
      const message: Message = {
        id: world.newId(),
        channel_id: at.id,
        author: user,
        content: text,
        components: [],
        flags: 0,
        files: new Map(),
        mentions,
        edits: 0,
      }
      at.messages.set(message.id, message)
      const isShown =
        direct || mentions.includes(world.bot.id) || ((gateway.intents() ?? 0) & MESSAGE_CONTENT) !== 0
      const told = {
        ...rawMessage(message),
        author: rawUser(user),
        content: isShown ? text : '',
        mentions: mentions.map((id) => ({ id, username: 'somebody' })),
        ...(at.guild_id === undefined ? {} : { guild_id: at.guild_id, member: { roles: [], nick: null } }),
      }
      dispatch('MESSAGE_CREATE', told, direct ? DIRECT_MESSAGES : GUILD_MESSAGES)
      return message.id
    },
    channel(id) {
      const channel = world.channels.get(id)
      if (!channel) throw new Error(`no channel ${id}`)
      return channel
    },
    messages: (id = self.home.id) => [...self.channel(id).messages.values()],
    until: (look) =>
      new Promise((resolve, reject) => {
        const again = () => {
          try {
            const value = look()
            if (value === undefined) return
            looking.delete(again)
            resolve(value)
          } catch (error) {
            looking.delete(again)
            reject(error)
          }
        }
        looking.add(again)
        again()
      }),
    pass(ms) {
      passed += ms
    },
    revokeToken() {
      token = `${TOKEN}-new`
      gateway.close(4004)
    },
    outage(on) {
      isOut = on
      if (on) {
        gateway.terminate()
        server.closeAllConnections()
      }
    },
    disturb: (path, how, times = 1) => void disturbed.push({ path, answer: how, times }),
    hold(path) {
      let open = () => {}
      held.push({ path, open: new Promise<void>((resolve) => (open = resolve)) })
      return () => open()
    },
  }
  return self
}

interface RegisteredOption {
  readonly name: string
  readonly required?: boolean
  readonly options?: readonly RegisteredOption[]
}

function routeFor(routes: readonly Route[], method: string, path: string) {
  const inside = /^\/api\/v10(\/.*)$/.exec(path)?.[1]
  for (const route of routes) {
    const found = route.method === method && inside !== undefined ? route.path.exec(inside) : undefined
    if (found) return { route, params: found.slice(1) }
  }
  throw problems.notFound()
}

const tooFast = (ms: number, global: boolean) => ({
  message: 'You are being rate limited.',
  retry_after: ms / 1_000,
  global,
})
const waitHeaders = (ms: number) => ({ 'retry-after': (ms / 1_000).toFixed(3) })

async function readBody(request: IncomingMessage) {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const bytes = Buffer.concat(chunks)
  const type = request.headers['content-type'] ?? ''
  const files = new Map<string, Uint8Array>()
  if (bytes.length === 0) return { body: {}, files }
  if (!type.startsWith('multipart/form-data'))
    return { body: JSON.parse(String(bytes)) as Readonly<Record<string, unknown>>, files }
  const form = await new Response(bytes, { headers: { 'content-type': type } }).formData()
  for (const [name, value] of form)
    if (typeof value !== 'string' && /^files\[\d+\]$/.test(name))
      files.set(value.name, new Uint8Array(await value.arrayBuffer()))
  return { body: JSON.parse(String(form.get('payload_json'))) as Readonly<Record<string, unknown>>, files }
}

/** What a person leaves in a modal, within the limits of its inputs. */
function submitted(part: RawComponent, at: number, values: Readonly<Record<string, string>>): unknown {
  const input = (part.component ?? part) as RawComponent & {
    readonly required?: boolean
    readonly max_length?: number
    readonly value?: string
    readonly options?: readonly { readonly value: string; readonly default?: boolean }[]
  }
  if (part.type === 10) return { type: 10, id: at }
  const id = input.custom_id ?? ''
  if (input.type === 3) {
    const chosen = (input.options ?? []).filter((one) => one.default).map(({ value }) => value)
    return { type: 18, id: at, component: { type: 3, custom_id: id, values: chosen } }
  }
  const value = values[id] ?? input.value ?? ''
  if (input.required !== false && value === '') throw new Error(`${id} is required`)
  if (value.length > (input.max_length ?? 4_000)) throw new Error(`${id} is too long`)
  return { type: 18, id: at, component: { type: 4, custom_id: id, value } }
}
