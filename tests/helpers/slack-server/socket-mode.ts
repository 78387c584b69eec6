import type { Peer } from '../websocket-server.ts'
import { BOT, type Workspace } from './workspace.ts'

export type EnvelopeType = 'events_api' | 'slash_commands' | 'interactive'

/** Something that Slack tells the app, and what the app said to it. */
export interface Envelope {
  readonly id: string
  readonly type: EnvelopeType
  readonly payload: Readonly<Record<string, unknown>>
  readonly attempt: number
  readonly sentAt: number
  /** Resolves with what the acknowledgement held. */
  readonly acked: Promise<Readonly<Record<string, unknown>>>
  /** Milliseconds from sending to the acknowledgement; undefined: there was none yet. */
  tookMs?: number
}

/** The app must say that it has it within this, in milliseconds. Source: docs.slack.dev, Socket Mode. */
const ACK_MS = 3_000

export type SocketMode = ReturnType<typeof createSocketMode>

/** Connections, envelopes and their acknowledgements. */
export function createSocketMode(workspace: Workspace) {
  const peers = new Set<Peer>()
  const envelopes: Envelope[] = []
  const acks = new Map<string, (payload: Readonly<Record<string, unknown>>) => void>()
  /** What came while nobody was connected. */
  const waiting: Envelope[] = []
  let greetings = 0

  const transmit = (envelope: Envelope): void => {
    const peer = [...peers].find(({ isOpen }) => isOpen)
    if (!peer) return void waiting.push(envelope)
    const { id, type, payload, attempt } = envelope
    peer.send(
      JSON.stringify({
        envelope_id: id,
        type,
        accepts_response_payload: type !== 'events_api',
        payload,
        ...(type === 'events_api'
          ? { retry_attempt: attempt, retry_reason: attempt === 0 ? '' : 'timeout' }
          : {}),
      }),
    )
  }

  function send(type: EnvelopeType, payload: Envelope['payload'], attempt = 0): Envelope {
    const id = workspace.nextId('env-')
    const acked = new Promise<Readonly<Record<string, unknown>>>((resolve) => acks.set(id, resolve))
    const envelope: Envelope = { id, type, payload, attempt, sentAt: performance.now(), acked }
    envelopes.push(envelope)
    transmit(envelope)
    return envelope
  }

  return {
    envelopes,
    peers,
    /** How often somebody connected. */
    get greetings() {
      return greetings
    },
    send,
    /** The same event once more, as Slack does where it heard nothing: a new envelope around it. */
    redeliver: ({ type, payload, attempt }: Envelope): Envelope => send(type, payload, attempt + 1),
    greet(peer: Peer) {
      peers.add(peer)
      greetings++
      peer.send(
        JSON.stringify({
          type: 'hello',
          num_connections: peers.size,
          connection_info: { app_id: BOT.app },
          debug_info: { host: 'loopback', build_number: 1, approximate_connection_time: 18_060 },
        }),
      )
      for (const envelope of waiting.splice(0)) transmit(envelope)
      workspace.changed()
    },
    left(peer: Peer) {
      peers.delete(peer)
      workspace.changed()
    },
    /** Slack is about to close the connection; the app is to open another. */
    sayGoodbye(reason: 'warning' | 'refresh_requested' | 'link_disabled') {
      for (const peer of peers)
        peer.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'loopback' } }))
    },
    cutOff() {
      for (const peer of peers) peer.destroy()
    },
    onText(text: string) {
      const said = JSON.parse(text) as {
        readonly envelope_id?: string
        readonly payload?: Readonly<Record<string, unknown>>
      }
      const envelope = envelopes.find(({ id }) => id === said.envelope_id)
      if (!envelope)
        return void workspace.violations.push(`an acknowledgement of nothing: ${text.slice(0, 200)}`)
      if (envelope.tookMs !== undefined)
        return void workspace.violations.push(`${envelope.id} acknowledged twice`)
      const payload = said.payload ?? {}
      envelope.tookMs = performance.now() - envelope.sentAt
      if (envelope.tookMs > ACK_MS)
        workspace.violations.push(`${envelope.id} acknowledged after ${envelope.tookMs} ms`)
      if (envelope.type === 'events_api' && Object.keys(payload).length > 0)
        workspace.violations.push(`${envelope.id} takes no payload`)
      acks.get(envelope.id)?.(payload)
      workspace.changed()
    },
  }
}
