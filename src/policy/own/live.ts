import type { Policy } from '../../domain/policy.ts'

/** A policy whose rules may change while others hold it. */
export interface LivePolicy {
  readonly policy: Policy
  replace(next: Policy): void
}

export function createLivePolicy(first: Policy): LivePolicy {
  let current = first
  return {
    policy: {
      decide: (effects, context) => current.decide(effects, context),
      explain: (effects, context) => current.explain(effects, context),
    },
    replace(next) {
      current = next
    },
  }
}
