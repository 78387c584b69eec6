/**
 * How long to wait before retry `n` (1, 2 …), in milliseconds: full jitter over an exponentially growing range.
 * Source: M. Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015.
 */
export function backoffMs(
  retry: number,
  limits: { readonly baseMs: number; readonly maxMs: number },
  random: () => number,
): number {
  return Math.round(random() * Math.min(limits.maxMs, limits.baseMs * 2 ** (retry - 1)))
}
