import type { IncomingMessage } from 'node:http'
import type { z } from 'zod'
import { UserError } from '../domain/errors.ts'
import type { Route } from './route.ts'

/** A request's body at most, in bytes. The longest thing anybody sends is a request's text. */
const MAX_BODY = 1024 * 1024

/** Thrown for a body past the limit: the connection is closed, the rest is not read. */
export class TooLarge extends UserError {
  constructor() {
    super('bad_input', `The body is longer than ${MAX_BODY} bytes.`)
  }
}

/** Path, query and body of a request, checked by the route's schemas. @throws UserError `bad_input`, TooLarge */
export async function readInput(
  route: Route,
  params: Readonly<Record<string, string>>,
  search: URLSearchParams,
  request: IncomingMessage,
): Promise<never> {
  const body = await readJson(request)
  const input = {
    params: checked('path', route.params, params),
    query: checked('query', route.query, Object.fromEntries(search)),
    body: checked('body', route.body, body),
  }
  return input as never
}

function checked(where: string, schema: z.ZodType<object>, value: unknown): object {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  const at = [where, ...(issue?.path ?? [])].join('.')
  throw new UserError('bad_input', `${at}: ${issue?.message ?? 'does not fit'}`)
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > MAX_BODY) throw new TooLarge()
    chunks.push(chunk)
  }
  if (bytes === 0) return {}
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)))
  } catch {
    throw new UserError('bad_input', 'body: not JSON in UTF-8')
  }
}
