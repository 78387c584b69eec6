import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { World } from './world.ts'

/**
 * The gateway as https://docs.discord.com/developers/events/gateway tells it: hello, heartbeat, identify, resume, sequence
 * numbers, reconnect, invalid session and the close codes.
 */
export interface GatewayServer {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** To every session that asked for it; kept for the sessions that are away. */
  dispatch(name: string, data: unknown, intents?: number): void
  /** The last event of that name once more, as after a resume that came too early. */
  repeat(name: string): void
  /** Op 7: come back and resume. */
  askToReconnect(): void
  /** Op 9. */
  invalidate(resumable: boolean): void
  close(code: number): void
  terminate(): void
  /** Intents of the session that is connected; undefined where there is none. */
  intents(): number | undefined
  readonly counts: { identified: number; resumed: number; heartbeats: number }
  stop(): void
}

interface Session {
  readonly id: string
  readonly intents: number
  readonly sent: { readonly s: number; readonly t: string; readonly d: unknown }[]
  seq: number
  socket?: WebSocket
}

const PRIVILEGED = { members: 1 << 1, presences: 1 << 8, content: 1 << 15 } as const
const ALL_INTENTS = (1 << 17) - 1 + (1 << 20) + (1 << 21) + (1 << 24) + (1 << 25)
const GUILDS = 1
const HEARTBEAT_MS = 45_000
const GRANTED = {
  content: (1 << 18) | (1 << 19),
  members: (1 << 14) | (1 << 15),
  presences: (1 << 12) | (1 << 13),
}

export interface GatewayDeps {
  readonly world: World
  readonly token: () => string
  readonly url: () => string
  readonly changed: () => void
}

export function createGateway({ world, token, url, changed }: GatewayDeps): GatewayServer {
  const wss = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  const sessions = new Map<string, Session>()
  const counts = { identified: 0, resumed: 0, heartbeats: 0 }

  const send = (socket: WebSocket | undefined, payload: object) => socket?.send(JSON.stringify(payload))
  /** Closes it; there is no session then. */
  const refuse = (socket: WebSocket, code: number): undefined => {
    socket.close(code)
  }
  const isRevoked = (given: unknown) => given !== token()

  function emit(session: Session, t: string, d: unknown): void {
    session.seq += 1
    session.sent.push({ s: session.seq, t, d })
    send(session.socket, { op: 0, s: session.seq, t, d })
  }

  wss.on('connection', (socket) => {
    let session: Session | undefined
    send(socket, { op: 10, d: { heartbeat_interval: HEARTBEAT_MS } })
    socket.on('message', (bytes) => {
      let payload: { readonly op?: number; readonly d?: unknown }
      try {
        payload = JSON.parse(String(bytes)) as typeof payload
      } catch {
        return socket.close(4002)
      }
      const given = (payload.d ?? {}) as Readonly<Record<string, unknown>>
      switch (payload.op) {
        case 1:
          counts.heartbeats++
          return send(socket, { op: 11 })
        case 2:
          session = session ? refuse(socket, 4005) : identify(socket, given)
          break
        case 6:
          session = session ? refuse(socket, 4005) : resume(socket, given)
          break
        default:
          return socket.close(session ? 4001 : 4003)
      }
      changed()
    })
    socket.on('close', () => {
      if (session?.socket === socket) delete session.socket
      changed()
    })
  })

  function identify(socket: WebSocket, given: Readonly<Record<string, unknown>>): Session | undefined {
    const { intents, properties, compress } = given
    if (typeof given['token'] !== 'string' || typeof properties !== 'object') return refuse(socket, 4002)
    if (isRevoked(given['token'])) return refuse(socket, 4004)
    if (typeof intents !== 'number' || (intents & ~ALL_INTENTS) !== 0) return refuse(socket, 4013)
    for (const name of ['content', 'members', 'presences'] as const)
      if ((intents & PRIVILEGED[name]) !== 0 && (world.flags & GRANTED[name]) === 0)
        return refuse(socket, 4014)
    if (compress === true) return refuse(socket, 4002)
    counts.identified++
    const session: Session = { id: world.newId(), intents, sent: [], seq: 0, socket }
    sessions.set(session.id, session)
    const guilds = [...world.guilds].map((id) => ({ id, unavailable: true }))
    emit(session, 'READY', {
      v: 10,
      user: { ...world.bot, discriminator: '0', avatar: null, verified: true, mfa_enabled: false },
      guilds,
      session_id: session.id,
      resume_gateway_url: url(),
      shard: [0, 1],
      application: { id: world.applicationId, flags: world.flags },
      session_type: 'normal',
    })
    if ((intents & GUILDS) !== 0)
      for (const id of world.guilds)
        emit(session, 'GUILD_CREATE', { id, name: 'home', channels: [], members: [] })
    return session
  }

  function resume(socket: WebSocket, given: Readonly<Record<string, unknown>>): Session | undefined {
    if (isRevoked(given['token'])) return refuse(socket, 4004)
    const session = sessions.get(String(given['session_id']))
    const seq = given['seq']
    if (!session) {
      send(socket, { op: 9, d: false })
      return undefined
    }
    if (typeof seq !== 'number' || seq > session.seq) return refuse(socket, 4007)
    counts.resumed++
    session.socket = socket
    for (const { s, t, d } of session.sent) if (s > seq) send(socket, { op: 0, s, t, d })
    emit(session, 'RESUMED', {})
    return session
  }

  const connected = () => [...sessions.values()].filter(({ socket }) => socket !== undefined)
  return {
    counts,
    upgrade(request, socket, head) {
      const { searchParams } = new URL(request.url ?? '/', 'http://localhost')
      if (
        searchParams.get('v') !== '10' ||
        searchParams.get('encoding') !== 'json' ||
        searchParams.has('compress')
      )
        return void socket.destroy()
      wss.handleUpgrade(request, socket, head, (ws) => wss.emit('connection', ws, request))
    },
    dispatch(name, data, intents) {
      for (const session of sessions.values())
        if (intents === undefined || (session.intents & intents) !== 0) emit(session, name, data)
    },
    repeat(name) {
      for (const session of connected()) {
        const last = session.sent.findLast(({ t }) => t === name)
        if (last) emit(session, name, last.d)
      }
    },
    askToReconnect: () => connected().forEach(({ socket }) => send(socket, { op: 7, d: null })),
    invalidate(resumable) {
      for (const session of connected()) {
        if (!resumable) sessions.delete(session.id)
        send(session.socket, { op: 9, d: resumable })
      }
    },
    close: (code) => connected().forEach(({ socket }) => socket?.close(code)),
    terminate: () => wss.clients.forEach((socket) => socket.terminate()),
    intents: () => connected().at(-1)?.intents,
    stop() {
      for (const socket of wss.clients) socket.terminate()
      wss.close()
    },
  }
}
