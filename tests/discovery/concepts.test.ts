import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cardinality, compareLectically, equals, keyOf, members } from '../../src/discovery/bitset.ts'
import { allClosures } from '../../src/discovery/closure-system.ts'
import { allConcepts, countConcepts } from '../../src/discovery/concepts/all-concepts.ts'
import { type ConceptCursor, conceptsOf } from '../../src/discovery/concepts/cursor.ts'
import { createFcbo } from '../../src/discovery/concepts/fcbo.ts'
import { createFcboManyWords } from '../../src/discovery/concepts/fcbo-many-words.ts'
import { createNextClosure } from '../../src/discovery/concepts/next-closure.ts'
import { closureOf, extentOf, intentOf } from '../../src/discovery/context/derivation.ts'
import type { FormalContext } from '../../src/discovery/context/formal-context.ts'
import { arbitraryContext } from './arbitrary-context.ts'
import { closureByDefinition, intentsByDefinition, subsets, table } from './brute-force.ts'
import { published } from './published.ts'

const WALKS: readonly (readonly [string, (context: FormalContext) => ConceptCursor])[] = [
  ['NextClosure', createNextClosure],
  ['FCbO', createFcbo],
  ['FCbO on several words', createFcboManyWords],
]

const listed = (cursor: ConceptCursor) =>
  [...conceptsOf(cursor)].map(({ extent, intent }) => `${members(intent).join()} / ${members(extent).join()}`)

describe.each(WALKS)('%s', (_, create) => {
  test.each(published)('finds the published number of concepts: $context.name', ({ context, concepts }) => {
    const found = [...conceptsOf(create(context))]
    expect(found).toHaveLength(concepts)
    for (const { extent, intent } of found) {
      expect(intentOf(context, extent)).toEqual(intent)
      expect(extentOf(context, intent)).toEqual(extent)
    }
  })

  test('lists exactly the sets that are their own closure, in lectic order', () => {
    fc.assert(
      fc.property(arbitraryContext({ attributes: 7, objects: 8 }), (context) => {
        const found = [...conceptsOf(create(context))].map(({ intent }) => intent)
        expect(found.map(keyOf)).toEqual(intentsByDefinition(context).map(keyOf))
      }),
      { numRuns: 1000 },
    )
  })

  test('says how many objects support a concept, and ends for good', () => {
    fc.assert(
      fc.property(arbitraryContext({ attributes: 6, objects: 12 }), (context) => {
        const cursor = create(context)
        while (cursor.advance()) expect(cursor.support).toBe(cardinality(extentOf(context, cursor.intent)))
        expect([cursor.advance(), cursor.advance()]).toEqual([false, false])
      }),
      { numRuns: 300 },
    )
  })

  test('knows the scales whose concepts the book counts (Ganter & Wille 1999, section 1.4)', () => {
    const scale = (holds: (g: number, m: number) => boolean) =>
      table(
        ...Array.from({ length: 6 }, (_, g) =>
          Array.from({ length: 6 }, (_, m) => (holds(g, m) ? 'x' : '.')).join(''),
        ),
      )
    const count = (context: FormalContext) => [...conceptsOf(create(context))].length
    expect(count(scale((g, m) => g === m)), 'nominal').toBe(8)
    expect(count(scale((g, m) => g <= m)), 'ordinal').toBe(6)
    expect(count(scale((g, m) => g !== m)), 'contranominal').toBe(64)
    expect(count(scale(() => true)), 'all').toBe(1)
    expect(count(scale(() => false)), 'none').toBe(2)
  })
})

test('every walk gives the same list on contexts of one, two and three words', () => {
  fc.assert(
    fc.property(arbitraryContext({ attributes: 70, objects: 9, fewest: 25 }), (context) => {
      const expected = listed(createNextClosure(context))
      expect(listed(createFcbo(context))).toEqual(expected)
      expect(listed(createFcboManyWords(context))).toEqual(expected)
    }),
    { numRuns: 300 },
  )
})

test.each([31, 32, 33, 64, 65])('%i attributes fill their words to the last bit', (n) => {
  const rows = Array.from({ length: 4 }, (_, g) =>
    Array.from({ length: n }, (_, m) => (m % 4 === g || m === n - 1 ? 'x' : '.')).join(''),
  )
  const context = table(...rows, 'x'.repeat(n))
  for (const [, create] of WALKS) {
    const found = [...conceptsOf(create(context))]
    expect(found).toHaveLength(6)
    expect(cardinality(found[5]?.intent ?? new Uint32Array())).toBe(n)
  }
})

test('the derivation operators are what their definition says', () => {
  fc.assert(
    fc.property(arbitraryContext({ attributes: 6, objects: 6 }), (context) => {
      for (const set of subsets(context.attributes.length))
        expect(closureOf(context, set)).toEqual(closureByDefinition(context, set))
    }),
    { numRuns: 300 },
  )
})

test('the textbook NextClosure takes any closure operator', () => {
  fc.assert(
    fc.property(arbitraryContext({ attributes: 6, objects: 6 }), (context) => {
      const closed = [...allClosures(context.attributes.length, (set) => closureOf(context, set))]
      expect(closed.map(keyOf)).toEqual(intentsByDefinition(context).map(keyOf))
    }),
    { numRuns: 300 },
  )
})

test('the lectic order is the one of the book: whoever has the smallest difference is greater', () => {
  const sets = [...subsets(4)].sort(compareLectically).map((set) => members(set).join(''))
  expect(sets.slice(0, 8)).toEqual(['', '3', '2', '23', '1', '13', '12', '123'])
  expect(equals(new Uint32Array([1, 2]), new Uint32Array([1, 2]))).toBe(true)
})

test('listing and counting stop at their limits and say so', () => {
  const rows = Array.from({ length: 8 }, (_, g) =>
    Array.from({ length: 8 }, (_, m) => (g === m ? '.' : 'x')).join(''),
  )
  const context = table(...rows)
  expect(allConcepts(context)).toMatchObject({ complete: true, concepts: { length: 256 } })
  expect(allConcepts(context, 100)).toMatchObject({ complete: false, concepts: { length: 100 } })
  expect(allConcepts(context, 256)).toMatchObject({ complete: true, concepts: { length: 256 } })
  const told: number[] = []
  const goOn = (concepts: number) => told.push(concepts) < 3
  expect(countConcepts(createFcbo(context), goOn, 50)).toEqual({ concepts: 150, complete: false })
  expect(countConcepts(createFcbo(context), () => true, 50)).toEqual({ concepts: 256, complete: true })
  expect(told).toEqual([50, 100, 150])
})
