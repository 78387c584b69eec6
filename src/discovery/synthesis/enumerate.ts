import { add, type Bitset, emptySet, fullSet, intersection, keyOf, subtractInto, union } from '../bitset.ts'
import { type Expression, holds, type Point } from './expression.ts'

export interface Labelled {
  readonly point: Point
  readonly label: boolean
}

export interface SynthesisProblem {
  /** Truth values that expressions may use. */
  readonly attributes: readonly string[]
  /** Numbers that expressions may compare. */
  readonly features: readonly string[]
  readonly examples: readonly Labelled[]
  /** Points without a label on which expressions are told apart too: without any, all that fit the examples count as one. */
  readonly probes?: readonly Point[]
  /** Numbers to compare with, beside the values that examples and probes have. */
  readonly bounds?: Readonly<Record<string, readonly number[]>>
}

export interface SynthesisLimits {
  readonly maxSize: number
  /** Different behaviours to keep, at most: what bounds time and memory. */
  readonly maxExpressions: number
}

export const SYNTHESIS_LIMITS = { maxSize: 15, maxExpressions: 200_000 } satisfies SynthesisLimits

export interface Found {
  readonly expression: Expression
  readonly size: number
  /** On which points it holds: the examples first, then the probes. */
  readonly behaviour: Bitset
}

/** Undefined is a pause: work was done and nothing is to be said. */
export type Enumerated = Found | undefined

/** Why an enumeration ended: nothing new can be said; the size; or the number of behaviours. */
export type Ended = 'exhausted' | 'max_size' | 'max_expressions'

const PAUSE = 4_096

/**
 * Every behaviour that fits the examples, smallest expression first: bottom-up enumeration by size with observational
 * equivalence, where of expressions that hold on the same points only the first, and so smallest, is kept and built upon
 * (R. Alur et al., Syntax-guided synthesis, FMCAD 2013; A. Udupa et al., TRANSIT, PLDI 2013; A. Albarghouthi, S. Gulwani,
 * Z. Kincaid, Recursive program synthesis, CAV 2013). Because parts of a smallest expression may be exchanged for smaller ones that behave
 * alike, the first one found is a smallest one that there is.
 */
export function* enumerate(
  problem: SynthesisProblem,
  limits: SynthesisLimits = SYNTHESIS_LIMITS,
): Generator<Enumerated, Ended, undefined> {
  const points = [...problem.examples.map(({ point }) => point), ...(problem.probes ?? [])]
  const labelled = emptySet(points.length)
  const wanted = emptySet(points.length)
  for (const [i, { label }] of problem.examples.entries()) {
    add(labelled, i)
    if (label) add(wanted, i)
  }
  const bank: Found[][] = [[]]
  const seen = new Set<string>()
  const all = fullSet(points.length)
  let tried = 0

  /** Keeps what behaves like nothing before; undefined otherwise. */
  const keep = (behaviour: Bitset, size: number, build: () => Expression): Found | undefined => {
    const key = keyOf(behaviour)
    if (seen.has(key)) return undefined
    seen.add(key)
    const found = { expression: build(), size, behaviour }
    bank[size]?.push(found)
    return found
  }
  const fits = ({ behaviour }: Found): boolean =>
    labelled.every((mask, w) => (((behaviour[w] ?? 0) ^ (wanted[w] ?? 0)) & mask) === 0)

  const leaves = leavesOf(problem, points)
  let largest = 0
  for (let size = 1; size <= limits.maxSize; size++) {
    bank[size] = []
    const before = seen.size
    for (const [behaviour, build] of madeOf(size, bank, leaves, points, all)) {
      const found = keep(behaviour, size, build)
      if (found && fits(found)) yield found
      if (seen.size >= limits.maxExpressions) return 'max_expressions'
      if (++tried % PAUSE === 0) yield undefined
    }
    if (seen.size > before) largest = size
    // A larger one joins two kept ones, none of which is larger than `largest`; thresholds of size 3 are leaves.
    if (size >= Math.max(3, 2 * largest + 1) || seen.size === 2 ** points.length) return 'exhausted'
  }
  return 'max_size'
}

type Made = readonly [Bitset, () => Expression]

/** All that has exactly this size, from parts that were kept. */
function* madeOf(
  size: number,
  bank: readonly (readonly Found[])[],
  leaves: ReadonlyMap<number, readonly Expression[]>,
  points: readonly Point[],
  all: Bitset,
): Generator<Made, void, undefined> {
  for (const leaf of leaves.get(size) ?? []) {
    const behaviour = emptySet(points.length)
    for (const [i, point] of points.entries()) if (holds(leaf, point)) add(behaviour, i)
    yield [behaviour, () => leaf]
  }
  for (const { expression, behaviour } of bank[size - 1] ?? []) {
    const others = all.slice()
    subtractInto(others, behaviour)
    yield [others, () => ({ kind: 'not', of: expression })]
  }
  for (let small = 1; small * 2 <= size - 1; small++)
    for (const [i, left] of (bank[small] ?? []).entries())
      for (const right of (bank[size - 1 - small] ?? []).slice(small * 2 === size - 1 ? i + 1 : 0)) {
        const parts = { left: left.expression, right: right.expression }
        yield [intersection(left.behaviour, right.behaviour), () => ({ kind: 'and', ...parts })]
        yield [union(left.behaviour, right.behaviour), () => ({ kind: 'or', ...parts })]
      }
}

function leavesOf(
  problem: SynthesisProblem,
  points: readonly Point[],
): ReadonlyMap<number, readonly Expression[]> {
  const thresholds = problem.features.flatMap((feature) => {
    const values = points.map((point) => point[feature]).filter((value) => typeof value === 'number')
    const bounds = [...new Set([...values, ...(problem.bounds?.[feature] ?? [])])].sort((a, b) => a - b)
    return bounds.flatMap((bound) =>
      (['>=', '<='] as const).map(
        (comparison): Expression => ({ kind: 'threshold', feature, comparison, bound }),
      ),
    )
  })
  const attributes = problem.attributes.map((name): Expression => ({ kind: 'attribute', name }))
  const constants = [true, false].map((value): Expression => ({ kind: 'constant', value }))
  return new Map([
    [1, [...attributes, ...constants]],
    [3, thresholds],
  ])
}

/** Two examples that no expression can tell apart and whose labels differ. */
export function contradiction(
  problem: Pick<SynthesisProblem, 'attributes' | 'features' | 'examples'>,
): readonly [Labelled, Labelled] | undefined {
  const seen = new Map<string, Labelled>()
  for (const example of problem.examples) {
    const { point } = example
    const held = problem.attributes.map((name) => point[name] === true)
    const numbers = problem.features.map((name) => (typeof point[name] === 'number' ? point[name] : null))
    const key = JSON.stringify([held, numbers])
    const before = seen.get(key)
    if (before && before.label !== example.label) return [before, example]
    seen.set(key, example)
  }
  return undefined
}
