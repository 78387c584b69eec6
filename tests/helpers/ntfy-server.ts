import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { messageId, messagesSince, type NtfyAction, type NtfyMessage, shownOn } from './ntfy-server/store.ts'

/** Who may do what, as `ntfy access` would say it; `everyone` is whoever comes without a token. */
export interface Access {
  readonly who: string
  readonly topic: string
  readonly may: 'read-write' | 'read-only' | 'write-only'
}

export interface NtfyServerOptions {
  /** Without any, everybody may do everything. */
  readonly access?: readonly Access[]
  /** Sequence ids came with 2.16. */
  readonly sequences?: boolean
  /** Milliseconds since the epoch. */
  readonly now?: () => number
}

export type NtfyServer = Awaited<ReturnType<typeof ntfyServer>>

const TOPIC = /^[-_A-Za-z0-9]{1,64}$/
const MESSAGE_BYTES = 4_096

/**
 * A server on the loopback that speaks ntfy's published protocol: JSON to the root, presses as a phone sends them,
 * subscriptions as a stream of JSON lines, polling, `since`, tokens and access, updates and clearing by sequence id. It can
 * be down and come up again on its port with everything it has kept.
 */
export async function ntfyServer(options: NtfyServerOptions = {}) {
  const held: NtfyMessage[] = []
  const streams = new Set<{ readonly topic: string; readonly response: ServerResponse }>()
  const watchers = new Set<() => void>()
  /** What a real server would have taken for something else than was meant. */
  const violations: string[] = []
  const requests: { readonly method: string; readonly path: string; readonly status: number }[] = []
  const trouble = {
    /** Answers to the next publishes in the place of the real ones. */
    statuses: [] as { readonly status: number; readonly retryAfter?: string }[],
    /** The next publishes are kept, but their answers never arrive. */
    lostAnswers: 0,
    /** A proxy that gives out a stream only when it has ended. */
    buffersStreams: false,
  }
  const now = options.now ?? (() => Date.now())
  let sequences = options.sequences ?? true
  let port = 0
  let server: Server | undefined

  const notify = () => watchers.forEach((look) => look())
  const mayDo = (request: IncomingMessage, topic: string, what: 'read' | 'write'): number => {
    if (!options.access) return 200
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]
    if (token !== undefined && !options.access.some(({ who }) => who === token)) return 401
    const allowed = options.access.some(
      (one) =>
        one.who === (token ?? 'everyone') &&
        one.topic === topic &&
        (one.may === 'read-write' || one.may === `${what}-only`),
    )
    return allowed ? 200 : 403
  }

  function keep(message: Omit<NtfyMessage, 'id' | 'time'>): NtfyMessage {
    const kept: NtfyMessage = { id: messageId(held.length + 1), time: Math.floor(now() / 1_000), ...message }
    held.push(kept)
    for (const { topic, response } of streams) if (topic === kept.topic) give(response, kept)
    notify()
    return kept
  }
  const give = (response: ServerResponse, event: object) => void response.write(`${JSON.stringify(event)}\n`)

  function answer(
    request: IncomingMessage,
    response: ServerResponse,
    status: number,
    body: object,
    headers = {},
  ): void {
    requests.push({ method: request.method ?? '', path: request.url ?? '', status })
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
    notify()
  }
  const refuse = (
    request: IncomingMessage,
    response: ServerResponse,
    code: number,
    error: string,
    headers = {},
  ) =>
    answer(request, response, Math.floor(code / 100), { code, http: Math.floor(code / 100), error }, headers)

  async function publishJson(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const raw = await text(request)
    if (Buffer.byteLength(raw) > 2 * MESSAGE_BYTES)
      return refuse(request, response, 41303, 'JSON body too large')
    const body = JSON.parse(raw) as Record<string, unknown>
    const topic = String(body['topic'])
    if (!TOPIC.test(topic)) return refuse(request, response, 40009, 'invalid request: topic invalid')
    publish(request, response, topic, body)
  }

  function publish(
    request: IncomingMessage,
    response: ServerResponse,
    topic: string,
    body: Readonly<Record<string, unknown>>,
  ): void {
    const allowed = mayDo(request, topic, 'write')
    if (allowed === 401) return refuse(request, response, 40101, 'unauthorized')
    if (allowed === 403) return refuse(request, response, 40301, 'forbidden')
    const priority = body['priority'] as number | undefined
    if (priority !== undefined && !(Number.isInteger(priority) && priority >= 1 && priority <= 5))
      return refuse(request, response, 40007, 'invalid priority parameter')
    const actions = body['actions'] as readonly NtfyAction[] | undefined
    if (actions && (actions.length > 3 || actions.some(({ label, url }) => !label || !/^https?:/.test(url))))
      return refuse(request, response, 40018, 'invalid request: actions invalid')
    const next = trouble.statuses.shift()
    if (next)
      return refuse(request, response, next.status * 100, 'trouble', {
        ...(next.retryAfter === undefined ? {} : { 'retry-after': next.retryAfter }),
      })
    const message = String(body['message'] ?? '').trim()
    if (Buffer.byteLength(message) > MESSAGE_BYTES)
      violations.push('a message over 4,096 bytes becomes an attachment')
    const { title, tags, click } = body as Pick<NtfyMessage, 'title' | 'tags' | 'click'>
    const sequence = body['sequence_id']
    if (typeof sequence === 'string' && !TOPIC.test(sequence)) violations.push(`sequence id ${sequence}`)
    const kept = keep({
      event: 'message',
      topic,
      message,
      ...(title === undefined ? {} : { title }),
      ...(tags === undefined ? {} : { tags }),
      ...(click === undefined ? {} : { click }),
      ...(priority === undefined ? {} : { priority }),
      ...(actions === undefined ? {} : { actions }),
      ...(typeof sequence === 'string' && sequences ? { sequence_id: sequence } : {}),
    })
    if (trouble.lostAnswers > 0) {
      trouble.lostAnswers--
      request.socket.destroy()
      return
    }
    answer(request, response, 200, kept)
  }

  function subscribe(
    request: IncomingMessage,
    response: ServerResponse,
    topic: string,
    query: URLSearchParams,
  ): void {
    const allowed = mayDo(request, topic, 'read')
    if (allowed !== 200) return refuse(request, response, allowed === 401 ? 40101 : 40301, 'forbidden')
    const poll = query.get('poll') === '1'
    const since = query.get('since') ?? (poll ? 'all' : 'none')
    const old = messagesSince(held, since).filter((message) => message.topic === topic)
    requests.push({ method: 'GET', path: request.url ?? '', status: 200 })
    if (!poll && trouble.buffersStreams) return notify()
    response.writeHead(200, { 'content-type': 'application/x-ndjson; charset=utf-8' })
    if (!poll) give(response, { id: messageId(0), time: Math.floor(now() / 1_000), event: 'open', topic })
    for (const message of old) give(response, message)
    if (poll) response.end()
    else {
      const stream = { topic, response }
      streams.add(stream)
      response.on('close', () => {
        streams.delete(stream)
        notify()
      })
    }
    notify()
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://ntfy')
    const [topic = '', second = '', third] = pathname.slice(1).split('/')
    const { method } = request
    if (method === 'POST' && topic === '') return publishJson(request, response)
    if (method === 'GET' && second === 'json') return subscribe(request, response, topic, searchParams)
    if (method === 'GET' && /^(?:publish|send|trigger)$/.test(second))
      return publish(request, response, topic, { message: searchParams.get('message') ?? 'triggered' })
    if ((method === 'POST' || method === 'PUT') && second === '')
      return publish(request, response, topic, { message: await text(request) })
    if (method === 'PUT' && third === 'clear' && sequences) {
      if (mayDo(request, topic, 'write') !== 200) return refuse(request, response, 40301, 'forbidden')
      return answer(
        request,
        response,
        200,
        keep({ event: 'message_clear', topic, message: '', sequence_id: second }),
      )
    }
    if (method === 'GET' && second === '')
      return void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>')
    refuse(request, response, 40401, 'page not found')
  }

  async function up(): Promise<void> {
    const made = createServer((request, response) => {
      handle(request, response).catch((error: unknown) => violations.push(String(error)))
    })
    await new Promise<void>((resolve) => made.listen(port, '127.0.0.1', resolve))
    port = (made.address() as AddressInfo).port
    server = made
  }
  async function down(): Promise<void> {
    const made = server
    server = undefined
    if (!made) return
    await new Promise((resolve) => {
      made.close(resolve)
      made.closeAllConnections()
    })
  }
  await up()
  onTestFinished(down)

  return {
    url: `http://127.0.0.1:${port}`,
    held,
    streams,
    requests,
    trouble,
    violations,
    up,
    down,
    notify,
    /** As an update of the server would. */
    setSequences: (on: boolean) => void (sequences = on),
    /** Forgets what it has kept, as it does with everything after twelve hours. */
    forget: () => void held.splice(0),
    keepalive() {
      for (const { topic, response } of streams)
        give(response, { id: messageId(0), event: 'keepalive', topic })
    },
    cutStreams() {
      for (const { response } of streams) response.destroy()
    },
    shown: (topic: string) => shownOn(held, topic),
    sent: (topic: string) => held.filter((message) => message.topic === topic && message.event === 'message'),
    /** What a phone does when somebody touches a button; answers the status. */
    async press(message: NtfyMessage, label: string): Promise<number> {
      const action = message.actions?.find((one) => one.label === label)
      if (!action) throw new Error(`no button "${label}" on "${message.title}"`)
      const response = await fetch(action.url, {
        method: action.method ?? 'POST',
        ...(action.headers ? { headers: action.headers } : {}),
        ...(action.body === undefined ? {} : { body: action.body }),
      })
      await response.text()
      return response.status
    },
    /** As anybody could who knows the topic. */
    async post(topic: string, message: string, headers: Record<string, string> = {}): Promise<number> {
      const response = await fetch(`http://127.0.0.1:${port}/${topic}`, {
        method: 'POST',
        body: message,
        headers,
      })
      await response.text()
      return response.status
    },
    /** Resolves with the first answer that is something; looked for at every request, and at `notify`. */
    until<T>(find: () => T | undefined | false | null): Promise<T> {
      return new Promise((resolve) => {
        const look = () => {
          const found = find()
          if (found === undefined || found === false || found === null) return
          watchers.delete(look)
          resolve(found)
        }
        watchers.add(look)
        look()
      })
    },
  }
}
