/** What Slack answered: `error` is its code, or `unreachable`; `scopes` are those of the token. */
export interface SlackAnswer {
  readonly error?: string
  readonly scopes: readonly string[]
  readonly body: unknown
}

/** Never rejects. */
export type SlackCaller = (
  method: string,
  token: string,
  args?: Readonly<Record<string, string>>,
) => Promise<SlackAnswer>

export const UNREACHED = 'unreachable'

/** How long Slack may take to answer, in milliseconds. */
const PATIENCE_MS = 5_000

/** A few calls are made here without Slack's library: doctor must not need what it examines. */
export const slackCaller =
  (apiUrl: string | undefined, signal: AbortSignal): SlackCaller =>
  async (method, token, args = {}) => {
    const base = (apiUrl ?? 'https://slack.com/api/').replace(/\/?$/, '/')
    try {
      const response = await fetch(`${base}${method}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: new URLSearchParams(args),
        signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
      })
      const body = (await response.json()) as { readonly ok?: boolean; readonly error?: string }
      const scopes = response.headers.get('x-oauth-scopes')?.split(/\s*,\s*/) ?? []
      return body.ok === true ? { scopes, body } : { error: body.error ?? UNREACHED, scopes, body }
    } catch {
      return { error: UNREACHED, scopes: [], body: {} }
    }
  }
