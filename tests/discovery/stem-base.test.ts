import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { equals, isSubset, keyOf } from '../../src/discovery/bitset.ts'
import { closureOf } from '../../src/discovery/context/derivation.ts'
import { createContext, type FormalContext } from '../../src/discovery/context/formal-context.ts'
import { fromNamed, respects, textOf, toNamed } from '../../src/discovery/implications/implication.ts'
import { createLinClosure } from '../../src/discovery/implications/lin-closure.ts'
import { modelsOf, randomModel } from '../../src/discovery/implications/models.ts'
import { createTrieClosure } from '../../src/discovery/implications/premise-trie.ts'
import { createStemBase, stemBase } from '../../src/discovery/implications/stem-base.ts'
import { seededRandom } from '../../src/discovery/random.ts'
import { arbitraryContext } from './arbitrary-context.ts'
import { pseudoIntentsByDefinition, subsets, table } from './brute-force.ts'
import { livingBeings, published, teaLadies } from './published.ts'

const texts = (context: FormalContext) =>
  stemBase(context).map((one) => textOf(toNamed(one, context.attributes)))

describe('models of implications', () => {
  test('are the objects that respect them all; what holds for all of these follows from them', () => {
    const subset = fc.subarray([...'abcdef'])
    fc.assert(
      fc.property(fc.array(fc.tuple(subset, subset), { maxLength: 6 }), (pairs) => {
        const attributes = [...'abcdef']
        const implications = pairs.map(([premise, conclusion]) =>
          fromNamed({ premise, conclusion }, attributes),
        )
        const models = [...modelsOf(implications, 6)]
        const expected = [...subsets(6)].filter((set) => implications.every((one) => respects(set, one)))
        expect(models.map(keyOf).sort()).toEqual(expected.map(keyOf).sort())
        const context = createContext({ objects: models.map((_, g) => `g${g}`), attributes, rows: models })
        const closure = createLinClosure(implications, 6)
        for (const set of subsets(6)) expect(closureOf(context, set)).toEqual(closure(set))
      }),
      { numRuns: 300 },
    )
  })

  test('can be drawn at random, the same ones for the same seed', () => {
    const implications = stemBase(livingBeings)
    const draw = () => {
      const random = seededRandom(5)
      return Array.from({ length: 50 }, () => randomModel(createTrieClosure(implications, 9), 9, 0.2, random))
    }
    expect(draw().every((model) => implications.every((one) => respects(model, one)))).toBe(true)
    expect(new Set(draw().map(keyOf)).size).toBeGreaterThan(5)
    expect(draw()).toEqual(draw())
  })
})

describe('the stem base', () => {
  test('has the pseudo-intents of the definition as premises, in lectic order, and their closures as conclusions', () => {
    fc.assert(
      fc.property(arbitraryContext({ attributes: 7, objects: 8 }), (context) => {
        const base = stemBase(context)
        expect(base.map(({ premise }) => keyOf(premise))).toEqual(
          pseudoIntentsByDefinition(context).map(keyOf),
        )
        for (const { premise, conclusion } of base) expect(conclusion).toEqual(closureOf(context, premise))
      }),
      { numRuns: 2000 },
    )
  })

  test('is sound and complete, and not one implication can be left out', () => {
    fc.assert(
      fc.property(arbitraryContext({ attributes: 7, objects: 8 }), (context) => {
        const n = context.attributes.length
        const base = stemBase(context)
        for (const row of context.rows) expect(base.every((one) => respects(row, one))).toBe(true)
        const closure = createLinClosure(base, n)
        for (const set of subsets(n)) expect(closure(set)).toEqual(closureOf(context, set))
        for (const left of base) {
          const without = createLinClosure(
            base.filter((one) => one !== left),
            n,
          )
          expect(isSubset(left.conclusion, without(left.premise))).toBe(false)
        }
      }),
      { numRuns: 500 },
    )
  })

  test('reaches over word borders', () => {
    fc.assert(
      fc.property(arbitraryContext({ attributes: 40, objects: 5, fewest: 33 }), (context) => {
        const closure = createTrieClosure(stemBase(context), context.attributes.length)
        for (const row of context.rows) expect(equals(closure(row), row)).toBe(true)
        for (const { premise } of stemBase(context))
          expect(closure(premise)).toEqual(closureOf(context, premise))
      }),
      { numRuns: 200 },
    )
  })

  test('of Living Beings and Water reads like this', () => {
    expect(texts(livingBeings)).toMatchInlineSnapshot(`
      [
        "∅ → needs water",
        "needs water, suckles its offspring → lives on land, can move around, has limbs",
        "needs water, has limbs → can move around",
        "needs water, one seed leaf → needs chlorophyll",
        "needs water, two seed leaves → lives on land, needs chlorophyll",
        "needs water, needs chlorophyll, can move around → lives in water, lives on land, two seed leaves, one seed leaf, has limbs, suckles its offspring",
        "needs water, lives on land, can move around → has limbs",
        "needs water, lives on land, needs chlorophyll, two seed leaves, one seed leaf → lives in water, can move around, has limbs, suckles its offspring",
        "needs water, lives in water, needs chlorophyll → one seed leaf",
        "needs water, lives in water, lives on land, can move around, has limbs, suckles its offspring → needs chlorophyll, two seed leaves, one seed leaf",
      ]
    `)
  })

  test.each(published)('of $context.name agrees with the definition', ({ context }) => {
    expect(stemBase(context).map(({ premise }) => keyOf(premise))).toEqual(
      pseudoIntentsByDefinition(context).map(keyOf),
    )
  })

  test('of attributes that are always or never there', () => {
    expect(texts(table('x.', 'x.'))).toEqual(['∅ → a'])
    expect(texts(table('xx', 'xx'))).toEqual(['∅ → a, b'])
    expect(texts(table('x.x', '..x'))).toEqual(['∅ → c', 'b, c → a'])
  })

  test('without objects is that everything follows from nothing', () => {
    const empty = { ...table('xx'), objects: [], rows: [], columns: [new Uint32Array(0), new Uint32Array(0)] }
    expect(texts(empty)).toEqual(['∅ → a, b'])
  })

  test('counts the objects that have a premise, and ends for good', () => {
    const cursor = createStemBase(teaLadies)
    let sets = 0
    while (cursor.advance()) {
      sets++
      const { found } = cursor
      if (found)
        expect(cursor.support).toBe(teaLadies.rows.filter((row) => isSubset(found.premise, row)).length)
    }
    expect(sets).toBeGreaterThan(65)
    expect([cursor.advance(), cursor.found]).toEqual([false, undefined])
  })
})

test('LinClosure and the trie close alike', () => {
  const subset = fc.subarray([...'abcdefghij'])
  fc.assert(
    fc.property(fc.array(fc.tuple(subset, subset), { maxLength: 12 }), subset, (pairs, start) => {
      const attributes = [...'abcdefghij']
      const implications = pairs.map(([premise, conclusion]) =>
        fromNamed({ premise, conclusion }, attributes),
      )
      const { premise: set } = fromNamed({ premise: start, conclusion: [] }, attributes)
      const closed = createLinClosure(implications, 10)(set)
      expect(createTrieClosure(implications, 10)(set)).toEqual(closed)
      expect(isSubset(set, closed) && implications.every((one) => respects(closed, one))).toBe(true)
    }),
    { numRuns: 2000 },
  )
})

test('a name that is no attribute is a bug of the caller', () => {
  expect(() => fromNamed({ premise: ['z'], conclusion: [] }, ['a'])).toThrow('no attribute is called "z"')
})
