import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Bitset, isProperSubset } from '../../src/discovery/bitset.ts'
import { drawLattice } from '../../src/discovery/concepts/draw-lattice.ts'
import { type Lattice, latticeOf } from '../../src/discovery/concepts/lattice.ts'
import { layoutOf } from '../../src/discovery/concepts/layout.ts'
import { contextOf, type FormalContext } from '../../src/discovery/context/formal-context.ts'
import { arbitraryContext } from './arbitrary-context.ts'
import { livingBeings, teaLadies } from './published.ts'

function lattice(context: FormalContext): Lattice {
  const found = latticeOf(context)
  if (!found) throw new Error('no lattice')
  return found
}

/** a below b and nothing between. */
const covers = (extents: readonly Bitset[], above: Bitset, below: Bitset) =>
  isProperSubset(below, above) &&
  !extents.some((between) => isProperSubset(below, between) && isProperSubset(between, above))

describe('the concept lattice', () => {
  test('has the cover relation of its definition, both ways', () => {
    fc.assert(
      fc.property(arbitraryContext({ attributes: 6, objects: 7 }), (context) => {
        const { concepts, lower, upper } = lattice(context)
        const extents = concepts.map(({ extent }) => extent)
        for (const [i, above] of extents.entries()) {
          const expected = [...extents.entries()]
            .filter(([, below]) => covers(extents, above, below))
            .map(([j]) => j)
          expect([...(lower[i] ?? [])].sort((a, b) => a - b)).toEqual(expected)
          for (const j of expected) expect(upper[j]).toContain(i)
        }
        expect(upper.flat()).toHaveLength(lower.flat().length)
      }),
      { numRuns: 500 },
    )
  })

  test('puts every object and attribute at its own concept', () => {
    const { concepts, context, attributeConcepts, objectConcepts } = lattice(livingBeings)
    for (const [m, i] of attributeConcepts.entries()) expect(concepts[i]?.extent).toEqual(context.columns[m])
    for (const [g, i] of objectConcepts.entries()) expect(concepts[i]?.intent).toEqual(context.rows[g])
  })

  test('of Living Beings and Water has 19 concepts and 32 lines', () => {
    const { concepts, lower } = lattice(livingBeings)
    expect([concepts.length, lower.flat().length]).toEqual([19, 32])
  })

  test('is refused where it has more concepts than asked for', () => {
    expect(latticeOf(teaLadies, 64)).toBeUndefined()
    expect(latticeOf(teaLadies, 65)?.concepts).toHaveLength(65)
  })

  test('is drawn so that no line runs through a node that it does not join', () => {
    const free = (found: Lattice) => {
      const { layers, across } = layoutOf(found)
      const depth = new Map(layers.flatMap((layer, d) => layer.map((i) => [i, d] as const)))
      const at = (i: number) => across[i] ?? 0
      for (const [i, below] of found.lower.entries())
        for (const j of below)
          for (const [k, d] of depth) {
            const [from, to] = [depth.get(i) ?? 0, depth.get(j) ?? 0]
            if (d <= from || d >= to) continue
            const line = at(i) + ((d - from) / (to - from)) * (at(j) - at(i))
            expect(Math.abs(at(k) - line)).toBeGreaterThan(0.1)
          }
    }
    free(lattice(livingBeings))
    fc.assert(
      fc.property(arbitraryContext({ attributes: 5, objects: 6 }), (context) => free(lattice(context))),
      { numRuns: 300 },
    )
  })

  test('is layered: whatever is below is drawn below', () => {
    fc.assert(
      fc.property(arbitraryContext({ attributes: 6, objects: 7 }), (context) => {
        const found = lattice(context)
        const layerOf = new Map(
          layoutOf(found).layers.flatMap((layer, depth) => layer.map((i) => [i, depth] as const)),
        )
        expect(layerOf.size).toBe(found.concepts.length)
        for (const [i, below] of found.lower.entries())
          for (const j of below) expect(layerOf.get(j)).toBeGreaterThan(layerOf.get(i) ?? Infinity)
      }),
      { numRuns: 200 },
    )
  })
})

describe('the picture', () => {
  test('has a node for each concept, a line for each cover, and each name once', () => {
    const svg = drawLattice(lattice(livingBeings))
    expect(svg.match(/<circle /g)).toHaveLength(19)
    expect(svg.match(/<line /g)).toHaveLength(32)
    for (const name of livingBeings.objects) expect(svg.match(new RegExp(`>${name}<`, 'g'))).toHaveLength(1)
    expect(svg).toContain('>suckles its offspring<')
    expect(svg).toContain('@media (prefers-color-scheme: dark)')
    expect(svg).toMatchSnapshot()
  })

  test('is well-formed whatever the names are, and shortens long ones and many', () => {
    const hostile = ['<script>', '"&', '\u0007bell', 'x'.repeat(60), 'e']
    const svg = drawLattice(lattice(contextOf(hostile, hostile, () => true, ']]><a>')))
    expect(svg).not.toContain('<script>')
    expect(svg).not.toContain('\u0007')
    expect(svg).toContain('&lt;script&gt;')
    expect(svg).toContain('+ 2')
    const one = drawLattice(lattice(contextOf(['g'], ['y'.repeat(60)], () => true)))
    expect(one).toContain(`>${'y'.repeat(23)}…<`)
    const tags = [...svg.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)]
    const open: string[] = []
    for (const [, closing, tag = '', alone] of tags) {
      if (closing) expect(open.pop()).toBe(tag)
      else if (!alone) open.push(tag)
    }
    expect(open).toEqual([])
  })
})
