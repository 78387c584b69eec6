import type Docker from 'dockerode'
import type { CommandFailure } from '../../domain/command-runner.ts'
import { DEFAULT_SOCKET } from './default-socket.ts'

export type { Docker }

/** A Docker engine, and how people call its address. */
export interface DockerEngine {
  readonly docker: Docker
  readonly host: string
}

/** Loads the client, which costs more than a start of Autohome, and connects to nothing yet. */
export async function openEngine(dockerHost: string | undefined): Promise<DockerEngine> {
  const { default: Client } = await import('dockerode')
  const host = dockerHost ?? `unix://${DEFAULT_SOCKET}`
  if (host.startsWith('unix://')) return { docker: new Client({ socketPath: host.slice(7) }), host }
  const url = new URL(host.includes('://') ? host : `tcp://${host}`)
  const protocol = url.protocol === 'https:' ? 'https' : 'http'
  return { docker: new Client({ protocol, host: url.hostname, port: url.port || 2375 }), host }
}

/**
 * What stands between the owner and a sandbox, in one line that says what to do. Never E_UNAVAILABLE, which counts as an
 * honest skip: a run that was to be shut in and was not run at all must not pass.
 */
export const noSandbox = (message: string): CommandFailure => ({ code: 'E_SPAWN', message })

/** Words for whatever stood in the way. @throws the error itself where it is a bug rather than the world */
export function engineFailure(error: unknown, host: string): CommandFailure {
  if (!(error instanceof Error)) throw error
  const { code, statusCode, syscall } = error as { code?: unknown; statusCode?: unknown; syscall?: unknown }
  const message = oneLine(error.message)
  if (typeof statusCode === 'number')
    return noSandbox(`the Docker engine at ${host} does not start the sandbox: ${message}`)
  if (typeof code !== 'string') throw error
  if (syscall !== 'connect' && code !== 'ECONNRESET')
    return noSandbox(`the sandbox cannot be prepared: ${message}`)
  if (code === 'EACCES' || code === 'EPERM')
    return noSandbox(
      `this user may not open the Docker socket ${host}, so there is no sandbox: let it into the group that owns the socket, or use mode direct`,
    )
  return noSandbox(
    `no Docker engine answers at ${host} (${code}), so there is no sandbox: start one, or set DOCKER_HOST, or use mode direct`,
  )
}

/** The engine has no such container, or is taking it away already. */
export function isGone(error: unknown): boolean {
  const { statusCode } = error as { statusCode?: unknown }
  return statusCode === 404 || statusCode === 409 || statusCode === 304
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()
