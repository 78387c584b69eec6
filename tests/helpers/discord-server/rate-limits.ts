/** Buckets as Discord's headers tell of them. https://docs.discord.com/developers/topics/rate-limits */
export interface Limit {
  readonly count: number
  readonly perMs: number
}

interface Bucket {
  readonly opened: number
  used: number
}

export interface RateLimits {
  /** Headers of an answer, or of a refusal with how long to wait. */
  take(key: string, limit: Limit): { readonly headers: Record<string, string>; readonly waitMs?: number }
  /** Everything is refused for so long. */
  global(ms: number): void
  globalMs(): number
}

export function createRateLimits(now: () => number): RateLimits {
  const buckets = new Map<string, Bucket>()
  let closedUntil = 0
  return {
    take(key, { count, perMs }) {
      const held = buckets.get(key)
      const bucket = held && now() - held.opened < perMs ? held : { opened: now(), used: 0 }
      buckets.set(key, bucket)
      const resetMs = Math.max(1, bucket.opened + perMs - now())
      const refused = bucket.used >= count
      if (!refused) bucket.used++
      const headers = {
        'x-ratelimit-limit': String(count),
        'x-ratelimit-remaining': String(Math.max(0, count - bucket.used)),
        'x-ratelimit-reset': String((Date.now() + resetMs) / 1_000),
        'x-ratelimit-reset-after': (resetMs / 1_000).toFixed(3),
        'x-ratelimit-bucket': key.split(':')[0] ?? key,
      }
      return refused ? { headers, waitMs: resetMs } : { headers }
    },
    global(ms) {
      closedUntil = now() + ms
    },
    globalMs: () => Math.max(0, closedUntil - now()),
  }
}
