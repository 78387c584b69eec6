import fc from 'fast-check'
import { contextOf, type FormalContext } from '../../src/discovery/context/formal-context.ts'

/** Contexts of all densities, no objects included. */
export function arbitraryContext(size: {
  attributes: number
  objects: number
  fewest?: number
}): fc.Arbitrary<FormalContext> {
  return fc
    .record({
      attributes: fc.integer({ min: size.fewest ?? 1, max: size.attributes }),
      objects: fc.integer({ min: 0, max: size.objects }),
      density: fc.constantFrom(0.1, 0.3, 0.5, 0.7, 0.9, 1),
    })
    .chain(({ attributes, objects, density }) =>
      fc
        .array(fc.double({ min: 0, max: 1, noNaN: true }), {
          minLength: attributes * objects,
          maxLength: attributes * objects,
        })
        .map((cells) =>
          contextOf(
            Array.from({ length: objects }, (_, g) => `g${g}`),
            Array.from({ length: attributes }, (_, m) => `m${m}`),
            (g, m) => (cells[g * attributes + m] ?? 1) < density,
          ),
        ),
    )
}
