import { isIP } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import type { Clock } from '../../domain/clock.ts'
import { type Failure, failure } from '../program.ts'
import { describeCertificate } from './describe-certificate.ts'
import type { Certificate } from './shapes/certificate.ts'

const TIMEOUT_MS = 10_000

export interface Peer {
  readonly host: string
  readonly port: number
}

/**
 * The certificate that a server shows, whatever is wrong with it: an expired one is what this is meant to find. Only the
 * handshake is made; nothing is sent over the connection.
 */
export async function fetchCertificate(
  { host, port }: Peer,
  clock: Clock,
  signal: AbortSignal,
): Promise<{ ok: true; certificate: Certificate } | Failure> {
  const source = `${host}:${port}`
  const name = isIP(host) === 0 ? { servername: host } : {}
  const socket = connect({ host, port, rejectUnauthorized: false, ...name })
  try {
    await handshake(socket, source, clock, signal)
    const shown = socket.getPeerX509Certificate()
    if (!shown) return failure('E_NETWORK', `${source} shows no certificate`, { subject: source })
    const certificate = describeCertificate(source, shown, clock.now())
    const trustError = socket.authorized ? {} : { trustError: String(socket.authorizationError) }
    return { ok: true, certificate: { ...certificate, trusted: socket.authorized, ...trustError } }
  } catch (error) {
    if (signal.aborted) throw signal.reason
    if (error === LATE)
      return failure('E_TIMEOUT', `${source} did not answer within ${TIMEOUT_MS / 1000} s`, {
        subject: source,
        retryable: true,
      })
    const why = error instanceof Error ? error.message : String(error)
    return failure('E_NETWORK', `no TLS connection to ${source}: ${why}`, {
      subject: source,
      retryable: true,
    })
  } finally {
    socket.destroy()
  }
}

const LATE = Symbol('late')

function handshake(socket: TLSSocket, source: string, clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = clock.after(TIMEOUT_MS, () => finish(LATE))
    const onAbort = () => finish(signal.reason)
    const finish = (problem?: unknown) => {
      stop()
      signal.removeEventListener('abort', onAbort)
      if (problem === undefined) resolve()
      else reject(problem)
    }
    if (signal.aborted) return finish(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    socket.once('secureConnect', () => finish())
    // Stays on after the handshake: a reset while the connection is torn down must not end the process.
    socket.on('error', finish)
    socket.once('close', () => finish(new Error(`${source} closed the connection`)))
  })
}
