import { contextOf, type FormalContext } from '../src/discovery/context/formal-context.ts'
import { seededRandom } from '../src/discovery/random.ts'

const names = (mark: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => `${mark}${i}`)

/** Each cross independently with the same chance. */
export function randomContext(
  objects: number,
  attributes: number,
  density: number,
  seed: number,
): FormalContext {
  const random = seededRandom(seed)
  return contextOf(names('g', objects), names('m', attributes), () => random() < density)
}

/** Values of the 22 attributes of the UCI mushroom data, as in its nominally scaled context of 8124 × 119. */
const VALUES = [6, 4, 10, 2, 9, 2, 2, 2, 12, 2, 5, 4, 4, 9, 9, 1, 4, 3, 5, 9, 6, 9] as const

/**
 * Like the mushroom data: 22 nominal attributes, each object one value of each. Objects are of a few hidden kinds; a kind
 * fixes some attributes and leaves a choice of two or three values in the others.
 */
export function nominalContext(objects: number, kinds: number, seed: number, free: number): FormalContext {
  const random = seededRandom(seed)
  const pick = (below: number) => Math.floor(random() * below)
  const choices = names('', kinds).map(() =>
    VALUES.map((values) => (random() < free ? [pick(values), pick(values), pick(values)] : [pick(values)])),
  )
  const starts = VALUES.map((_, i) => VALUES.slice(0, i).reduce<number>((sum, values) => sum + values, 0))
  const attributes = VALUES.flatMap((values, i) => names(`a${i}=`, values))
  const rows = names('', objects).map(() => {
    const kind = choices[pick(kinds)] ?? []
    return new Set(kind.map((values, i) => (starts[i] ?? 0) + (values[pick(values.length)] ?? 0)))
  })
  return contextOf(names('g', objects), attributes, (g, m) => rows[g]?.has(m) ?? false)
}
