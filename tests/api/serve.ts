import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createApiServer } from '../../src/api/server.ts'
import type { Engine } from '../../src/domain/engine.ts'
import type { Log } from '../../src/lib/log.ts'

/** The real server on a real socket in a directory of its own, closed when the test is over. */
export async function serve(engine: Engine) {
  const directory = mkdtempSync(join(tmpdir(), 'autohome-api-'))
  const socketPath = join(directory, 'autohome.sock')
  const logged: string[] = []
  const server = createApiServer({ engine, socketPath, log: keepingLog(logged) })
  const stop = new AbortController()
  await server.listen(stop.signal)
  onTestFinished(async () => {
    await server.close()
    rmSync(directory, { recursive: true, force: true })
  })
  return { server, socketPath, directory, logged, stop }
}

export const keepingLog = (logged: string[]): Log => ({
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: (message, fields) => logged.push(`${message}: ${String(fields?.['err'])}`),
  child: () => keepingLog(logged),
})

export interface Answer {
  readonly status: number
  readonly type: string | undefined
  readonly text: string
  readonly json: () => never
}

/** A request as anybody could make it, without Autohome's own client. */
export const ask = (
  socketPath: string,
  method: string,
  path: string,
  body?: string | Uint8Array,
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sent = request({ socketPath, method, path, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        resolve({
          status: response.statusCode ?? 0,
          type: response.headers['content-type'],
          text,
          json: () => JSON.parse(text) as never,
        })
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
