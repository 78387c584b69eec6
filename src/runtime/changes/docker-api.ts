import { request } from 'node:http'

/** Answers of the Docker engine, over its socket alone: a watchdog loads nothing that it can do without. */
export interface DockerAnswer {
  readonly status: number
  readonly body: unknown
}

/** How long the engine may take for one answer, in milliseconds; stopping a container takes ten seconds by itself. */
const LONGEST_MS = 60_000

/** Source: Docker Engine API v1.40, https://docs.docker.com/reference/api/engine/. @throws Error where nothing answers */
export function askDocker(
  socketPath: string,
  method: 'DELETE' | 'GET' | 'POST',
  path: string,
  sent?: unknown,
): Promise<DockerAnswer> {
  return new Promise((resolve, reject) => {
    const text = sent === undefined ? '' : JSON.stringify(sent)
    const asked = request(
      {
        socketPath,
        method,
        path,
        timeout: LONGEST_MS,
        headers: {
          host: 'docker',
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(text),
        },
      },
      (answer) => {
        let got = ''
        answer.setEncoding('utf8').on('data', (chunk: string) => {
          got += chunk
        })
        answer.on('error', reject)
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: parsed(got) }))
      },
    )
    asked.on('timeout', () => asked.destroy(new Error('Docker does not answer')))
    asked.on('error', reject)
    asked.end(text)
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

/** `unix:///var/run/docker.sock` as a path; undefined for an engine that is not on this machine. */
export function socketOf(dockerHost: string | undefined): string | undefined {
  if (dockerHost === undefined || dockerHost === '') return '/var/run/docker.sock'
  return dockerHost.startsWith('unix://') ? dockerHost.slice('unix://'.length) : undefined
}
