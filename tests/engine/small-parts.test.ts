import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { callKey, refOf } from '../../src/engine/call-key.ts'
import { findCycle } from '../../src/engine/plan.ts'
import { backoffMs } from '../../src/lib/backoff.ts'

describe('backoff', () => {
  it('stays within the growing range and the maximum', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0, max: 0.999_999, noNaN: true }),
        (retry, chance) => {
          const delay = backoffMs(retry, { baseMs: 500, maxMs: 30_000 }, () => chance)
          expect(delay).toBeGreaterThanOrEqual(0)
          expect(delay).toBeLessThanOrEqual(Math.min(30_000, 500 * 2 ** (retry - 1)))
        },
      ),
    )
  })
})

describe('findCycle', () => {
  const steps = (graph: Record<string, string[]>) =>
    Object.entries(graph).map(([id, dependsOn]) => ({ id, dependsOn }))

  it('accepts proper graphs, wide and deep', () => {
    expect(findCycle(steps({ a: [], b: ['a'], c: ['a'], d: ['b', 'c'] }))).toBeUndefined()
    const deep = Object.fromEntries(
      Array.from({ length: 20_000 }, (_, i) => [`s${i}`, i === 0 ? [] : [`s${i - 1}`]]),
    )
    expect(findCycle(steps(deep))).toBeUndefined()
  })

  it('names the ring, and a step that is not there', () => {
    expect(findCycle(steps({ a: ['c'], b: ['a'], c: ['b'] }))).toEqual(['a', 'c', 'b', 'a'])
    expect(findCycle(steps({ a: ['a'] }))).toEqual(['a', 'a'])
    expect(findCycle(steps({ a: ['ghost'] }))).toEqual(['a', 'ghost'])
  })
})

describe('call keys', () => {
  it('keep their ref, slashes and all', () => {
    expect(callKey(2, 'repair', 'a/b')).toBe('2/repair/a/b')
    expect(refOf('2/repair/a/b')).toBe('a/b')
  })
})
