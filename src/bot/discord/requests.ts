import type { REST, RouteLike } from 'discord.js'
import type { DiscordMessage } from './render.ts'
import type { DiscordLibrary } from './library.ts'
import { withRetries } from './lost-connection.ts'

/**
 * The three ways in which Discord is asked, each with the patience that fits.
 * - `bot`: in the bot's name. Nothing is retried and no rate limit is waited for here: both are for the delivery layer,
 *   which knows what can wait and what must go first. discord.js would hold a message back in its own queue instead.
 * - `prompt`: the first answer to an interaction. It has 3 s in all, so a try has one.
 * - `hooks`: what follows that answer, for 15 minutes; discord.js may wait and retry.
 */
export interface Requests {
  get(route: RouteLike, signal?: AbortSignal): Promise<unknown>
  post(route: RouteLike, body?: unknown, signal?: AbortSignal): Promise<unknown>
  patch(route: RouteLike, body: unknown, signal?: AbortSignal): Promise<unknown>
  send(method: 'post' | 'patch', route: RouteLike, message: Sendable, signal?: AbortSignal): Promise<unknown>
  /** The first answer to an interaction. */
  respond(route: RouteLike, body: unknown): Promise<void>
  /** The answer that was deferred. */
  complete(route: RouteLike, message: DiscordMessage): Promise<void>
}

/** A message with what belongs to its sending: nonce, reference. */
export interface Sendable {
  readonly message: DiscordMessage
  readonly more?: Readonly<Record<string, unknown>>
}

const PROMPT_TIMEOUT_MS = 1_000

export function createRequests(
  { REST: Rest, RequestMethod }: DiscordLibrary,
  token: string,
  api: string,
): Requests {
  const shared = { api, version: '10' }
  const bot = new Rest({ ...shared, retries: 0, rejectOnRateLimit: () => true })
  const prompt = new Rest({ ...shared, retries: 2, timeout: PROMPT_TIMEOUT_MS })
  const hooks = new Rest({ ...shared, retries: 3 })
  // After one 401 discord.js forgets the token, and every later request would fail without being sent.
  const asBot = (): REST => bot.setToken(token)

  return {
    get: (route, signal) => within(signal, (options) => asBot().get(route, options)),
    post: (route, body, signal) =>
      within(signal, (options) =>
        asBot().post(route, { ...(body === undefined ? {} : { body }), ...options }),
      ),
    patch: (route, body, signal) => within(signal, (options) => asBot().patch(route, { body, ...options })),
    send: (method, route, sendable, signal) =>
      within(signal, (options) => asBot()[method](route, { ...payload(sendable), ...options })),
    async respond(fullRoute, body) {
      const sent = () => prompt.queueRequest({ fullRoute, method: RequestMethod.Post, body, auth: false })
      // Nothing comes back, but reading it lets go of the connection.
      await (await withRetries(sent)).arrayBuffer()
    },
    async complete(route, message) {
      await withRetries(() => hooks.patch(route, { ...payload({ message }), auth: false }))
    },
  }
}

/** discord.js never takes its listeners off a signal: each request gets one of its own, or a long-lived one would fill up. */
async function within<T>(
  signal: AbortSignal | undefined,
  work: (options: { readonly signal?: AbortSignal }) => Promise<T>,
): Promise<T> {
  if (!signal) return work({})
  signal.throwIfAborted()
  const own = new AbortController()
  const abort = () => own.abort(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await work({ signal: own.signal })
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

/** Files go beside the JSON; `attachments` names them, and an empty list takes earlier ones away. */
function payload({ message, more = {} }: Sendable) {
  const { files, ...body } = message
  const attachments = files.map(({ name }, at) => ({ id: String(at), filename: name }))
  return {
    body: { ...body, attachments, ...more },
    ...(files.length === 0
      ? {}
      : { files: files.map(({ name, bytes }) => ({ name, data: Buffer.from(bytes) })) }),
  }
}
