import type { Bandit } from './bandit.ts'
import type { Candidate, Synthesiser, Verifier } from './ports.ts'
import { verifyRound } from './verify-round.ts'

export interface CegisArm<P, C> {
  /** Synthesiser, prompt and temperature, say: what is tried against the others. */
  readonly name: string
  readonly synthesiser: Synthesiser<P, C>
}

export interface CegisSetup<P, C> {
  readonly arms: readonly CegisArm<P, C>[]
  readonly verifiers: readonly Verifier<P, C>[]
  readonly bandit: Bandit
  /** Those of an earlier run that is resumed go in here. */
  readonly examples?: readonly C[]
  /** The same text for the same example. */
  keyOf(example: C): string
  /** The reason code of a budget that is used up. */
  overBudget?(): string | undefined
  readonly limits?: Partial<CegisLimits>
  onEvent?(event: CegisEvent<P, C>): void
}

export interface CegisLimits {
  readonly maxIterations: number
  /** Candidates in one round. */
  readonly candidates: number
  /** Rounds without improvement after which it is given up. */
  readonly patience: number
}

export const CEGIS_LIMITS = { maxIterations: 10, candidates: 3, patience: 3 } satisfies CegisLimits

export type CegisEvent<P, C> =
  | {
      readonly type: 'proposed'
      readonly iteration: number
      readonly arm: string
      readonly candidates: readonly Candidate<P>[]
    }
  | {
      readonly type: 'verified'
      readonly iteration: number
      readonly result: 'pass' | 'fail' | 'inconclusive'
      readonly candidate: Candidate<P> | undefined
    }
  | {
      readonly type: 'refined'
      readonly iteration: number
      readonly by: string
      readonly counterexample: C
      readonly fresh: boolean
    }

export interface CegisOutcome<P, C> {
  /** `no_candidate`: no arm has anything (more) that agrees with the examples within its limits. */
  readonly reason:
    | 'converged'
    | 'max_iters_reached'
    | 'no_improvement'
    | 'budget'
    | 'no_candidate'
    | 'cancelled'
  /** Of `budget` its reason code; of `cancelled` why. */
  readonly detail?: string
  /** Only where it converged: what every verifier passed. */
  readonly candidate?: Candidate<P>
  readonly iterations: number
  /** All that was learnt: enough to go on from. */
  readonly examples: readonly C[]
  /** Candidates that no verifier could decide on, and why. */
  readonly undecided: readonly { readonly candidate: Candidate<P>; readonly reason: string }[]
}

/**
 * Counterexample-guided inductive synthesis (A. Solar-Lezama, L. Tancau, R. Bodik, S. Seshia, V. Saraswat, Combinatorial
 * sketching for finite programs, ASPLOS 2006; A. Solar-Lezama, Program synthesis by sketching, 2008): propose what agrees with
 * the examples, look for a counterexample, add it, again. A round improves when its counterexample is a new one. Always says why it
 * ended; rejects only where a synthesiser or verifier could not work.
 */
export async function runCegis<P, C>(
  setup: CegisSetup<P, C>,
  signal: AbortSignal,
): Promise<CegisOutcome<P, C>> {
  const limits = { ...CEGIS_LIMITS, ...setup.limits }
  const examples = [...(setup.examples ?? [])]
  const seen = new Set(examples.map(setup.keyOf))
  const open = new Set(setup.arms.keys())
  const passed = new Set<string>()
  const refused = new Set<string>()
  const undecided: { readonly candidate: Candidate<P>; readonly reason: string }[] = []
  let iteration = 0
  let stale = 0
  const ended = (
    reason: CegisOutcome<P, C>['reason'],
    more: { readonly detail?: string; readonly candidate?: Candidate<P> } = {},
  ): CegisOutcome<P, C> => ({ reason, ...more, iterations: iteration, examples, undecided })

  /** One round with one arm; what it passes, if anything. */
  async function round(arm: number): Promise<Candidate<P> | undefined> {
    const { name, synthesiser } = setup.arms[arm] ?? {}
    if (!synthesiser || name === undefined) throw new RangeError(`no arm ${arm}`)
    const proposal = await synthesiser.propose({ examples, count: limits.candidates, refused }, signal)
    signal.throwIfAborted()
    if (proposal.exhausted) open.delete(arm)
    const fresh = proposal.candidates.filter(
      ({ key }, i, all) => !refused.has(key) && all.findIndex((one) => one.key === key) === i,
    )
    setup.onEvent?.({ type: 'proposed', iteration, arm: name, candidates: fresh })
    if (fresh.length === 0) return learn(arm, 0)
    const result = await verifyRound(fresh, setup.verifiers, passed, signal)
    for (const { key } of result.passed) passed.add(key)
    for (const one of result.inconclusive) refused.add(one.candidate.key)
    undecided.push(...result.inconclusive)
    const found = result.round
    const candidate = 'candidate' in found ? found.candidate : undefined
    setup.onEvent?.({ type: 'verified', iteration, result: found.result, candidate })
    if (found.result === 'pass') {
      learn(arm, 1)
      return found.candidate
    }
    if (found.result === 'inconclusive') return learn(arm, 0)
    refused.add(found.candidate.key)
    const key = setup.keyOf(found.counterexample)
    const isNew = !seen.has(key)
    if (isNew) examples.push(found.counterexample)
    seen.add(key)
    setup.onEvent?.({
      type: 'refined',
      iteration,
      by: found.by,
      counterexample: found.counterexample,
      fresh: isNew,
    })
    return learn(arm, isNew ? 0.5 : 0)
  }

  function learn(arm: number, reward: number): undefined {
    setup.bandit.learn(arm, reward)
    stale = reward > 0 ? 0 : stale + 1
  }

  try {
    for (;;) {
      signal.throwIfAborted()
      const budget = setup.overBudget?.()
      if (budget !== undefined) return ended('budget', { detail: budget })
      if (open.size === 0) return ended('no_candidate')
      if (stale >= limits.patience) return ended('no_improvement')
      if (iteration >= limits.maxIterations) return ended('max_iters_reached')
      iteration++
      const candidate = await round(setup.bandit.choose([...open]))
      if (candidate) return ended('converged', { candidate })
    }
  } catch (error) {
    if (signal.aborted) return ended('cancelled', { detail: describe(signal.reason) })
    throw error
  }
}

const describe = (reason: unknown): string => (reason instanceof Error ? reason.message : String(reason))
