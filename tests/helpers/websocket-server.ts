import { createHash } from 'node:crypto'
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'

/** One WebSocket as a server sees it (RFC 6455): text both ways, pings answered, closes completed. */
export interface Peer {
  readonly request: IncomingMessage
  send(text: string): void
  /** Says goodbye; the client completes it. */
  close(code?: number, reason?: string): void
  /** Cuts the line without a word. */
  destroy(): void
  readonly isOpen: boolean
}

export interface PeerHandlers {
  onText(peer: Peer, text: string): void
  onClose(peer: Peer, code: number): void
}

const [TEXT, CLOSE, PING, PONG] = [0x1, 0x8, 0x9, 0xa]
const MAGIC = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

/**
 * Accepts WebSockets on a server of Node's.
 *
 * @param accept undefined: refused with 403
 */
export function acceptWebSockets(
  server: Server,
  accept: (request: IncomingMessage) => PeerHandlers | undefined,
  onOpen: (peer: Peer) => void,
): void {
  server.on('upgrade', (request, socket) => {
    const handlers = accept(request)
    const key = request.headers['sec-websocket-key']
    if (!handlers || key === undefined) return void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
    const proof = createHash('sha1')
      .update(key + MAGIC)
      .digest('base64')
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${proof}\r\n\r\n`,
    )
    onOpen(serve(request, socket, handlers))
  })
}

function serve(request: IncomingMessage, socket: Duplex, handlers: PeerHandlers): Peer {
  let held = Buffer.alloc(0)
  let parts: Buffer[] = []
  let open = true
  let code = 1006

  const write = (opcode: number, payload: Buffer) => {
    if (!socket.destroyed && socket.writable) socket.write(frame(opcode, payload))
  }
  const peer: Peer = {
    request,
    send: (text) => write(TEXT, Buffer.from(text)),
    close(status = 1000, reason = '') {
      const payload = Buffer.alloc(2 + Buffer.byteLength(reason))
      payload.writeUInt16BE(status)
      payload.write(reason, 2)
      write(CLOSE, payload)
      open = false
    },
    destroy: () => void socket.destroy(),
    get isOpen() {
      return open && !socket.destroyed
    },
  }
  const take = ({ opcode, final, payload }: Frame) => {
    if (opcode === PING) return write(PONG, payload)
    if (opcode === CLOSE) {
      code = payload.length >= 2 ? payload.readUInt16BE() : 1005
      if (open) write(CLOSE, payload)
      open = false
      return void socket.end()
    }
    if (opcode === PONG) return
    parts.push(payload)
    if (!final) return
    const text = Buffer.concat(parts).toString()
    parts = []
    handlers.onText(peer, text)
  }
  socket.on('data', (chunk: Buffer) => {
    held = Buffer.concat([held, chunk])
    for (let read = readFrame(held); read; read = readFrame(held)) {
      held = held.subarray(read.length)
      take(read)
    }
  })
  socket.on('error', () => socket.destroy())
  // A client that was killed says no goodbye, and Node's server would keep its half of the line open.
  socket.on('end', () => socket.end())
  socket.on('close', () => {
    open = false
    handlers.onClose(peer, code)
  })
  return peer
}

interface Frame {
  readonly opcode: number
  readonly final: boolean
  readonly payload: Buffer
  /** Bytes of it, head and all. */
  readonly length: number
}

/** undefined: not all of it is here yet. A client's frames are masked. */
function readFrame(bytes: Buffer): Frame | undefined {
  if (bytes.length < 2) return undefined
  const [first = 0, second = 0] = bytes
  const short = second & 0x7f
  const extra = short === 126 ? 2 : short === 127 ? 8 : 0
  if (bytes.length < 2 + extra + 4) return undefined
  const size =
    short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short
  const from = 2 + extra + 4
  if (bytes.length < from + size) return undefined
  const mask = bytes.subarray(2 + extra, from)
  const payload = Buffer.from(bytes.subarray(from, from + size))
  for (let at = 0; at < size; at++) payload[at] = (payload[at] ?? 0) ^ (mask[at % 4] ?? 0)
  return { opcode: first & 0x0f, final: (first & 0x80) !== 0, payload, length: from + size }
}

function frame(opcode: number, payload: Buffer): Buffer {
  const size = payload.length
  const head = Buffer.alloc(size < 126 ? 2 : size < 65_536 ? 4 : 10)
  head[0] = 0x80 | opcode
  if (size < 126) head[1] = size
  else if (size < 65_536) {
    head[1] = 126
    head.writeUInt16BE(size, 2)
  } else {
    head[1] = 127
    head.writeBigUInt64BE(BigInt(size), 2)
  }
  return Buffer.concat([head, payload])
}
