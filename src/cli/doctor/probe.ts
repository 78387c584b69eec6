import { execFile } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'

/** How long a probed program or server may take, in milliseconds. */
const PATIENCE_MS = 5000

export interface Probed {
  readonly ok: boolean
  readonly text: string
}

/** Runs a program that only reads, without a shell. Never rejects: what cannot be started is not ok. */
export const probe = (file: string, args: readonly string[], signal: AbortSignal): Promise<Probed> =>
  new Promise((resolve) => {
    execFile(file, args, { timeout: PATIENCE_MS, signal, env: environment() }, (error, out) =>
      resolve({ ok: error === null, text: out.trim() }),
    )
  })

/** Where docker and git look for whom to talk to, and nothing else of this shell. */
const environment = (): NodeJS.ProcessEnv => {
  const { PATH, HOME, DOCKER_HOST, DOCKER_CONTEXT } = process.env
  return { PATH, HOME, DOCKER_HOST, DOCKER_CONTEXT, LC_ALL: 'C' }
}

/** JSON from a server; undefined where none answers properly. */
export async function fetchJson(
  url: string,
  signal: AbortSignal,
  headers: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  try {
    const response = await fetch(url, {
      headers,
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
    })
    return response.ok ? await response.json() : undefined
  } catch {
    return undefined
  }
}

/** Where a program is on the trusted path. */
export const find = (program: string, path: readonly string[]): string | undefined =>
  path
    .map((directory) => join(directory, program))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK)
        return true
      } catch {
        return false
      }
    })
