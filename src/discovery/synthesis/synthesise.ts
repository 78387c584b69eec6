import { setImmediate } from 'node:timers/promises'
import type { Ended, Found, SynthesisLimits, SynthesisProblem } from './enumerate.ts'
import { enumerate, SYNTHESIS_LIMITS } from './enumerate.ts'

export interface Synthesised {
  /** Smallest first; each behaves differently on examples and probes. */
  readonly found: readonly Found[]
  /** Why there are not more; undefined where as many as wanted were found. */
  readonly ended: Ended | undefined
}

/** Milliseconds of work between two looks at the signal and at whatever else the process has to do. */
const SLICE_MS = 12

/**
 * Up to `count` expressions that fit the examples, none larger than the smallest by more than `slack`. Rejects with the signal's
 * reason when it aborts; the process stays responsive meanwhile.
 */
export async function synthesise(
  problem: SynthesisProblem,
  signal: AbortSignal,
  options: { readonly count?: number; readonly slack?: number; readonly limits?: SynthesisLimits } = {},
): Promise<Synthesised> {
  const { count = 1, slack = 2, limits = SYNTHESIS_LIMITS } = options
  const found: Found[] = []
  const walk = enumerate(problem, limits)
  let since = performance.now()
  for (;;) {
    signal.throwIfAborted()
    const next = walk.next()
    if (next.done) return { found, ended: next.value }
    if (next.value) {
      if (next.value.size > (found[0]?.size ?? next.value.size) + slack) return { found, ended: undefined }
      found.push(next.value)
      if (found.length >= count) return { found, ended: undefined }
    }
    if (performance.now() - since > SLICE_MS) {
      await setImmediate()
      since = performance.now()
    }
  }
}
