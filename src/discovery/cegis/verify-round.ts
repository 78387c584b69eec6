import { Cancelled, orAborted } from '../../lib/abort.ts'
import type { Candidate, Verification, Verifier } from './ports.ts'

export type Round<P, C> =
  | {
      readonly result: 'fail'
      readonly candidate: Candidate<P>
      readonly by: string
      readonly counterexample: C
    }
  | { readonly result: 'pass'; readonly candidate: Candidate<P> }
  | { readonly result: 'inconclusive' }

export interface RoundResult<P, C> {
  readonly round: Round<P, C>
  readonly passed: readonly Candidate<P>[]
  readonly inconclusive: readonly { readonly candidate: Candidate<P>; readonly reason: string }[]
}

/**
 * All candidates by all verifiers, side by side. The first counterexample ends the round and cancels the rest. A candidate that
 * passes ends it only when no candidate before it may still pass, so that the preferred one is taken. Rejects with the
 * signal's reason, or with the error of a verifier that could not work.
 */
export async function verifyRound<P, C>(
  candidates: readonly Candidate<P>[],
  verifiers: readonly Verifier<P, C>[],
  known: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<RoundResult<P, C>> {
  const own = new AbortController()
  const both = AbortSignal.any([signal, own.signal])
  const states: ('open' | 'pass' | 'inconclusive')[] = candidates.map(() => 'open')
  const inconclusive: { candidate: Candidate<P>; reason: string }[] = []
  let ended: { readonly round: Round<P, C> } | { readonly error: unknown } | undefined
  const end = (how: NonNullable<typeof ended>) => {
    ended ??= how
    own.abort(new Cancelled('the round is over'))
  }
  const settle = () => {
    const first = states.findIndex((state) => state !== 'inconclusive')
    const candidate = candidates[first]
    if (!candidate) end({ round: { result: 'inconclusive' } })
    else if (states[first] === 'pass') end({ round: { result: 'pass', candidate } })
  }
  const tryOne = async (candidate: Candidate<P>, i: number) => {
    let doubt: string | undefined
    let failed = false
    const each = async (verifier: Verifier<P, C>) => {
      const found: Verification<C> = await orAborted(verifier.verify(candidate, both), both)
      if (found.result === 'fail') {
        failed = true
        end({ round: { result: 'fail', candidate, by: verifier.name, counterexample: found.counterexample } })
      }
      if (found.result === 'inconclusive') doubt ??= `${verifier.name}: ${found.reason}`
    }
    try {
      if (!known.has(candidate.key)) await Promise.all(verifiers.map(each))
    } catch (error) {
      if (!both.aborted) end({ error })
      return
    }
    if (failed) return
    if (doubt !== undefined) inconclusive.push({ candidate, reason: doubt })
    states[i] = doubt === undefined ? 'pass' : 'inconclusive'
    settle()
  }
  if (candidates.length === 0) settle()
  await Promise.all(candidates.map(tryOne))
  signal.throwIfAborted()
  if (!ended) throw new Error('a round ended without an end')
  if ('error' in ended) throw ended.error
  return { round: ended.round, passed: candidates.filter((_, i) => states[i] === 'pass'), inconclusive }
}
