export interface FetchRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly maxBytes: number
}

export type FetchOutcome =
  | {
      readonly ok: true
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly body: Uint8Array
      readonly truncated: boolean
      /** After redirects. */
      readonly url: string
    }
  | { readonly ok: false; readonly code: 'E_ADDRESS' | 'E_NETWORK' | 'E_TIMEOUT'; readonly message: string }

export interface Fetcher {
  /** Reaches public unicast addresses and those that configuration lists, at every hop; nothing else. */
  fetch(request: FetchRequest, signal: AbortSignal): Promise<FetchOutcome>
}
