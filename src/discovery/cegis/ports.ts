/** Something that might be what is wanted. The key is the same for the same program, and only then. */
export interface Candidate<P> {
  readonly key: string
  readonly program: P
}

export interface Proposal<P> {
  /** The one to be preferred first. */
  readonly candidates: readonly Candidate<P>[]
  /** It has nothing more, whatever examples may still come. */
  readonly exhausted: boolean
}

/** Proposes programs that agree with the examples, as far as it can. `C` is an example, and a counterexample of a candidate. */
export interface Synthesiser<P, C> {
  propose(
    request: {
      readonly examples: readonly C[]
      readonly count: number
      /** Keys of what was proposed and will not do. */
      readonly refused: ReadonlySet<string>
    },
    signal: AbortSignal,
  ): Promise<Proposal<P>>
}

export type Verification<C> =
  | { readonly result: 'pass' }
  | { readonly result: 'fail'; readonly counterexample: C }
  | { readonly result: 'inconclusive'; readonly reason: string }

/** One way to find a counterexample. Rejects when it cannot work at all; must stop when the signal aborts. */
export interface Verifier<P, C> {
  readonly name: string
  verify(candidate: Candidate<P>, signal: AbortSignal): Promise<Verification<C>>
}
