import { messageIn } from './classify.ts'
import { ModelFailure } from './failure.ts'
import type { HttpBody } from './http.ts'

/** A body whose connection may break: then it ends with a `ModelFailure`. */
export async function* unbroken(body: HttpBody): AsyncGenerator<Uint8Array> {
  try {
    yield* body
  } catch (error) {
    throw new ModelFailure('cut', 'the connection ended before the answer did', { cause: error })
  }
}

/**
 * The lines of a streamed body, without their ends; the last one may lack its own.
 *
 * @throws ModelFailure `too_long` for a line of more than `maxBytes`, `cut` where the connection breaks.
 */
export async function* linesOf(body: HttpBody, maxBytes: number): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let held: string[] = []
  let bytes = 0
  for await (const chunk of unbroken(body)) {
    const parts = decoder.decode(chunk, { stream: true }).split('\n')
    bytes += chunk.length
    for (const part of parts.slice(0, -1)) {
      yield withoutReturn(held.join('') + part)
      held = []
      bytes = 0
    }
    held.push(parts.at(-1) ?? '')
    if (bytes > maxBytes) throw new ModelFailure('too_long', `the answer is longer than ${maxBytes} bytes`)
  }
  const rest = held.join('') + decoder.decode()
  if (rest !== '') yield withoutReturn(rest)
}

const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line)

/** The whole of a short answer as JSON. @throws ModelFailure where it is none, or not short. */
export async function jsonOf(body: HttpBody, maxBytes = 16 * 1024 * 1024): Promise<unknown> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of unbroken(body)) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > maxBytes) throw new ModelFailure('too_long', `the server answers more than ${maxBytes} bytes`)
  }
  const text = Buffer.concat(chunks).toString('utf8')
  try {
    return JSON.parse(text)
  } catch {
    const message = `the server does not answer in JSON: ${messageIn(text)}`
    throw new ModelFailure('server', message, { retryable: false })
  }
}
