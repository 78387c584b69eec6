import type { WorkflowStep } from './format.ts'

type Step = Pick<WorkflowStep, 'id' | 'dependsOn'>

/** In which order the steps of one group may run. Linear in steps and dependencies, so that a long file loads at once. */
export interface Order {
  readonly ids: readonly string[]
  has(id: string): boolean
  /** A step that waits for itself, by way of others. */
  readonly circular?: string
  /** Whether the step `id` is done with when `step` starts; of a circle nothing can be said. */
  isBefore(id: string, step: string): boolean
}

/** Dependencies that lead out of the group are passed over. */
export function orderOf(group: readonly Step[]): Order {
  const indexes = new Map(group.map(({ id }, i) => [id, i]))
  const needs = group.map(({ dependsOn }) => dependsOn.flatMap((id) => indexes.get(id) ?? []))
  const sorted = sortSteps(needs)
  const circular = sorted.length === group.length ? undefined : stepInCircle(needs, sorted)
  let before: readonly Uint32Array[] | undefined

  return {
    ids: group.map(({ id }) => id),
    has: (id) => indexes.has(id),
    ...(circular === undefined ? {} : { circular: group[circular]?.id ?? '' }),
    isBefore(id, step) {
      const [one, other] = [indexes.get(id), indexes.get(step)]
      if (one === undefined || other === undefined) return false
      before ??= everythingBefore(needs, sorted)
      return (((before[other]?.[one >> 5] ?? 0) >>> (one & 31)) & 1) === 1
    },
  }
}

/** Each step after all that it needs (A. B. Kahn, 1962); those that wait for a circle are left out. */
function sortSteps(needs: readonly (readonly number[])[]): number[] {
  const missing = needs.map(({ length }) => length)
  const dependents = needs.map((): number[] => [])
  for (const [i, needed] of needs.entries()) for (const one of needed) dependents[one]?.push(i)
  const sorted = needs.flatMap(({ length }, i) => (length === 0 ? [i] : []))
  for (const i of sorted)
    for (const dependent of dependents[i] ?? []) {
      missing[dependent] = (missing[dependent] ?? 0) - 1
      if (missing[dependent] === 0) sorted.push(dependent)
    }
  return sorted
}

/** Whatever was left out of the order needs something that was left out too: following that ends in a circle. */
function stepInCircle(needs: readonly (readonly number[])[], sorted: readonly number[]): number | undefined {
  const done = new Set(sorted)
  const seen = new Set<number>()
  let at = needs.findIndex((_, i) => !done.has(i))
  while (!seen.has(at)) {
    seen.add(at)
    const next = needs[at]?.find((one) => !done.has(one))
    if (next === undefined) return undefined
    at = next
  }
  return at
}

/** One bit for each step that comes before: 3,000 steps in a row take about a megabyte, and only where somebody asks. */
function everythingBefore(
  needs: readonly (readonly number[])[],
  sorted: readonly number[],
): readonly Uint32Array[] {
  const words = Math.ceil(needs.length / 32)
  const before = needs.map(() => new Uint32Array(words))
  for (const i of sorted) {
    const mine = before[i]
    if (!mine) continue
    for (const one of needs[i] ?? []) {
      for (const [w, bits] of (before[one] ?? []).entries()) mine[w] = (mine[w] ?? 0) | bits
      mine[one >> 5] = (mine[one >> 5] ?? 0) | (1 << (one & 31))
    }
  }
  return before
}
