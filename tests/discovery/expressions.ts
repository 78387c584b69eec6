import fc from 'fast-check'
import type { Labelled } from '../../src/discovery/synthesis/enumerate.ts'
import { type Expression, holds, type Point } from '../../src/discovery/synthesis/expression.ts'

export const ATTRIBUTES = ['a', 'b', 'c'] as const
export const FEATURES = ['load'] as const

/** Every point there is over these. */
export const DOMAIN: readonly Point[] = [false, true].flatMap((a) =>
  [false, true].flatMap((b) => [false, true].flatMap((c) => [0, 1].map((load) => ({ a, b, c, load })))),
)

const LEAVES: readonly Expression[] = [
  ...ATTRIBUTES.map((name): Expression => ({ kind: 'attribute', name })),
  ...[true, false].map((value): Expression => ({ kind: 'constant', value })),
]
const THRESHOLDS = [0, 1].flatMap((bound) =>
  (['>=', '<='] as const).map(
    (comparison): Expression => ({ kind: 'threshold', feature: 'load', comparison, bound }),
  ),
)

export function arbitraryExpression(leaves: number): fc.Arbitrary<Expression> {
  const leaf = fc.constantFrom(...LEAVES, ...THRESHOLDS)
  if (leaves <= 1) return leaf
  const smaller = arbitraryExpression(leaves - 1)
  return fc.oneof(
    leaf,
    smaller.map((of): Expression => ({ kind: 'not', of })),
    fc
      .tuple(fc.constantFrom('and', 'or'), smaller, arbitraryExpression(1))
      .map(([kind, left, right]): Expression => ({ kind, left, right })),
  )
}

const EVERYWHERE = 2 ** DOMAIN.length - 1

/** What expressions of exactly this size can say: bit i is point i of the domain. Nothing is left out but doubles of one size. */
const behaviours: Set<number>[] = [new Set()]

function behavioursOf(size: number): ReadonlySet<number> {
  const known = behaviours[size]
  if (known) return known
  const made = new Set<number>()
  const leaves = size === 1 ? LEAVES : size === 3 ? THRESHOLDS : []
  for (const leaf of leaves)
    made.add(DOMAIN.reduce((bits, point, i) => bits | (holds(leaf, point) ? 1 << i : 0), 0))
  for (const of of behavioursOf(size - 1)) made.add(EVERYWHERE & ~of)
  for (let left = 1; left < size - 1; left++)
    for (const one of behavioursOf(left))
      for (const other of behavioursOf(size - 1 - left)) made.add(one & other).add(one | other)
  behaviours[size] = made
  return made
}

/** The size of a smallest expression that fits examples from the domain. */
export function smallestByDefinition(examples: readonly Labelled[]): number {
  const labels = DOMAIN.map((point) => examples.find((one) => one.point === point)?.label)
  const labelled = labels.reduce((bits, label, i) => bits | (label === undefined ? 0 : 1 << i), 0)
  const wanted = labels.reduce((bits, label, i) => bits | (label ? 1 << i : 0), 0)
  for (let size = 1; size < 20; size++)
    for (const behaviour of behavioursOf(size)) if ((behaviour & labelled) === wanted) return size
  throw new Error('no expression fits')
}
