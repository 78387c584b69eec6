/** Too many calls: answered with 429 and Retry-After. */
export class RateLimited extends Error {
  readonly retryAfterS: number
  constructor(retryAfterS: number) {
    super('ratelimited')
    this.retryAfterS = retryAfterS
  }
}

export interface Limit {
  /** So many at once. */
  readonly burst: number
  readonly perMinute: number
}

export type Buckets = ReturnType<typeof createBuckets>

/** Token buckets by name. */
export function createBuckets(now: () => number) {
  const buckets = new Map<string, { tokens: number; at: number }>()
  return {
    /** @throws RateLimited */
    take(name: string, { burst, perMinute }: Limit): void {
      const at = now()
      const held = buckets.get(name) ?? { tokens: burst, at }
      const tokens = Math.min(burst, held.tokens + ((at - held.at) * perMinute) / 60_000)
      buckets.set(name, { tokens: tokens >= 1 ? tokens - 1 : tokens, at })
      if (tokens < 1) throw new RateLimited(Math.max(1, Math.ceil(((1 - tokens) * 60) / perMinute)))
    },
  }
}
