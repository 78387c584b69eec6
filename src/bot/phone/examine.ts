import type { PhonePerson } from './people.ts'

/** One thing about the way to the phones, as it is found; the words for it are the doctor's. */
export type PhoneLook =
  | { readonly about: 'server'; readonly url: string; readonly up: boolean }
  | { readonly about: 'token' }
  | { readonly about: 'publish'; readonly name: string; readonly may: boolean }
  /** Whoever guesses the topic reads along. */
  | { readonly about: 'open_topic'; readonly name: string }
  | { readonly about: 'owner'; readonly name: string }
  | { readonly about: 'no_reply' }
  | { readonly about: 'reply_read'; readonly may: boolean }
  /** Phones press without a token. */
  | { readonly about: 'reply_press'; readonly may: boolean }
  | { readonly about: 'open_reply' }

export interface ExamineOptions {
  readonly url: string
  readonly token: string | undefined
  readonly replyTopic: string | undefined
  readonly people: readonly PhonePerson[]
}

const PATIENCE_MS = 5_000
/** Not a priority: who may publish is told so, who may not is told that first, and nothing is published either way. */
const NO_PRIORITY = 99

/** Asks the server one thing after the other; nothing is published. */
export async function* examine(options: ExamineOptions, signal: AbortSignal): AsyncGenerator<PhoneLook> {
  const { token, people, replyTopic } = options
  const url = options.url.replace(/\/+$/, '')
  const mine: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }

  const ask = async (path: string, init: RequestInit = {}): Promise<number> => {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)])
    const response = await fetch(`${url}${path}`, { redirect: 'manual', ...init, signal: limited })
    await response.body?.cancel()
    return response.status
  }
  const publish = (topic: string, headers: Record<string, string>) =>
    ask('/', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ topic, message: 'test', priority: NO_PRIORITY }),
    })
  const read = (topic: string, headers: Record<string, string>) =>
    ask(`/${topic}/json?poll=1&since=none`, { headers })
  const may = (status: number): boolean => status === 200 || status === 400

  const first = await read(people[0]?.topic ?? replyTopic ?? 'autohome', mine).catch(() => undefined)
  if (signal.aborted) throw signal.reason
  const up = first !== undefined && [200, 401, 403].includes(first)
  yield { about: 'server', url, up }
  if (!up) return
  if (first === 401) return yield { about: 'token' }
  for (const { name, topic, owner } of people) {
    yield { about: 'publish', name, may: may(await publish(topic, mine)) }
    if ((await read(topic, {})) === 200) yield { about: 'open_topic', name }
    if (owner === undefined) yield { about: 'owner', name }
  }
  if (replyTopic === undefined) return yield { about: 'no_reply' }
  yield { about: 'reply_read', may: (await read(replyTopic, mine)) === 200 }
  yield { about: 'reply_press', may: may(await publish(replyTopic, {})) }
  if ((await read(replyTopic, {})) === 200) yield { about: 'open_reply' }
}
