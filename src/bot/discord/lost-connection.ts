/** undici closes a kept-alive connection under a request like this; discord.js retries ECONNRESET but not these. */
const LOST = /other side closed|UND_ERR_SOCKET|ECONNRESET|EPIPE|socket hang up/i

const isLost = (error: unknown): boolean =>
  error instanceof Error && LOST.test(`${error.message} ${'code' in error ? String(error.code) : ''}`)

const TRIES = 3

/** Tries again at once where the connection went away before an answer; for requests that may be sent twice. */
export async function withRetries<T>(work: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++)
    try {
      return await work()
    } catch (error) {
      if (tried >= TRIES || !isLost(error)) throw error
    }
}
