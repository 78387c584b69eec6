import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  contradiction,
  enumerate,
  type Found,
  type SynthesisProblem,
} from '../../src/discovery/synthesis/enumerate.ts'
import {
  type Expression,
  holds,
  type Point,
  printExpression,
  sizeOf,
} from '../../src/discovery/synthesis/expression.ts'
import { parseExpression } from '../../src/discovery/synthesis/parse-expression.ts'
import { synthesise } from '../../src/discovery/synthesis/synthesise.ts'
import { arbitraryExpression, ATTRIBUTES, DOMAIN, FEATURES, smallestByDefinition } from './expressions.ts'

const signal = new AbortController().signal

function all(problem: SynthesisProblem, limits?: { maxSize: number; maxExpressions: number }) {
  const found: Found[] = []
  const walk = enumerate(problem, limits)
  for (let next = walk.next(); ; next = walk.next()) {
    if (next.done) return { found, ended: next.value }
    if (next.value) found.push(next.value)
  }
}

const labelled = (target: Expression, points: readonly Point[]) =>
  points.map((point) => ({ point, label: holds(target, point) }))

describe('expressions', () => {
  test('are read as they are printed', () => {
    fc.assert(
      fc.property(arbitraryExpression(5), (expression) => {
        const again = parseExpression(printExpression(expression))
        expect(printExpression(again)).toBe(printExpression(expression))
        for (const point of DOMAIN) expect(holds(again, point)).toBe(holds(expression, point))
        expect(sizeOf(again)).toBe(sizeOf(expression))
      }),
      { numRuns: 1000 },
    )
  })

  test.each([
    ['not a and b or c', { a: false, b: true, c: false }, true],
    ['not (a and b)', { a: true, b: true }, false],
    ['"needs water" and load > 1.5', { 'needs water': true, load: 2 }, true],
    ['load < -2e1', { load: -30 }, true],
    ['load <= 3', {}, false],
    ['load >= 3', { load: true }, false],
    ['missing or false', {}, false],
    ['not true', {}, false],
  ] as const)('%s over %j is %s', (text, point, value) => {
    expect(holds(parseExpression(text), point)).toBe(value)
  })

  test.each([
    ['', 'Expression, character 1: it ends where a name, "not", "true", "false" or "(" should stand'],
    ['a and', 'Expression, character 6: it ends where a name, "not", "true", "false" or "(" should stand'],
    ['(a or b', 'Expression, character 8: it ends where a ")" should stand'],
    ['a b', 'Expression, character 3: "b" where "and", "or" or the end should stand'],
    ['load >= high', 'Expression, character 9: "high" where a number should stand'],
    ['a & b', 'Expression, character 2: "& b" means nothing here'],
    ['"\\q"', 'Expression, character 1: "\\q" is no text in quotes; write it as in JSON'],
  ])('%j is refused with the place', (text, message) => {
    expect(() => parseExpression(text)).toThrow(message)
  })

  test('with endless brackets are refused', () => {
    expect(() => parseExpression(`${'('.repeat(10_000)}a`)).toThrow('no more than 200')
    expect(() => parseExpression(`${'not '.repeat(10_000)}a`)).toThrow('no more than 200')
  })
})

describe('enumeration', () => {
  test('finds a smallest expression first', () => {
    fc.assert(
      fc.property(
        arbitraryExpression(3).filter((one) => sizeOf(one) <= 7),
        fc.subarray(DOMAIN.map((_, i) => i)),
        (target, chosen) => {
          const examples = labelled(
            target,
            chosen.map((i) => DOMAIN[i] ?? {}),
          )
          const [first] = all({
            attributes: ATTRIBUTES,
            features: FEATURES,
            examples,
            bounds: { load: [0, 1] },
          }).found
          expect(
            first && examples.every(({ point, label }) => holds(first.expression, point) === label),
          ).toBe(true)
          expect(first?.size).toBe(sizeOf(first?.expression ?? target))
          expect(first?.size).toBe(smallestByDefinition(examples))
        },
      ),
      { numRuns: 200 },
    )
  })

  test('tells expressions apart on probes, and not without', () => {
    const examples = [{ point: { a: true, b: true }, label: true }]
    const problem = { attributes: ['a', 'b'], features: [], examples }
    expect(all(problem).found.map(({ expression }) => printExpression(expression))).toEqual(['a'])
    const probes = [
      { a: true, b: false },
      { a: false, b: true },
      { a: false, b: false },
    ]
    const found = all({ ...problem, probes })
    expect(found.ended).toBe('exhausted')
    expect(found.found).toHaveLength(8)
    expect(found.found.slice(0, 3).map(({ expression }) => printExpression(expression))).toEqual([
      'a',
      'b',
      'true',
    ])
  })

  test('says why it ended', () => {
    const examples = labelled(parseExpression('a and b or c'), DOMAIN)
    const problem = { attributes: ATTRIBUTES, features: FEATURES, examples }
    expect(all(problem, { maxSize: 4, maxExpressions: 1000 })).toEqual({ found: [], ended: 'max_size' })
    expect(all(problem, { maxSize: 9, maxExpressions: 20 }).ended).toBe('max_expressions')
    expect(all({ attributes: ['a'], features: [], examples: [] }).ended).toBe('exhausted')
  })

  test('shows the two examples that clash', () => {
    const [yes, no] = [
      { point: { a: true, other: 1 }, label: true },
      { point: { a: true, other: 2 }, label: false },
    ]
    expect(contradiction({ attributes: ['a'], features: [], examples: [yes, no] })).toEqual([yes, no])
    expect(contradiction({ attributes: ['a'], features: ['other'], examples: [yes, no] })).toBeUndefined()
    expect(all({ attributes: ['a'], features: [], examples: [yes, no] })).toEqual({
      found: [],
      ended: 'exhausted',
    })
  })
})

describe('synthesis', () => {
  const hard = {
    attributes: Array.from({ length: 14 }, (_, m) => `m${m}`),
    features: [],
    examples: Array.from({ length: 200 }, (_, i) => ({
      point: Object.fromEntries(
        Array.from({ length: 14 }, (_, m) => [`m${m}`, ((i * 2654435761) >>> (m + 7)) % 2 === 1]),
      ),
      label: i % 3 === 0,
    })),
  }

  test('stops when it is told to, and leaves room for others meanwhile', async () => {
    const controller = new AbortController()
    let turns = 0
    const tick = () => {
      if (++turns === 3) controller.abort(new Error('enough'))
      else setImmediate(tick)
    }
    setImmediate(tick)
    await expect(synthesise(hard, controller.signal)).rejects.toThrow('enough')
    await expect(synthesise(hard, controller.signal)).rejects.toThrow('enough')
  })

  test('keeps to its limits', async () => {
    const { found, ended } = await synthesise(hard, signal, { limits: { maxSize: 20, maxExpressions: 5000 } })
    expect([found.length, ended]).toEqual([0, 'max_expressions'])
  })

  test('gives as many as wanted, none much larger than the smallest', async () => {
    const problem = {
      attributes: ATTRIBUTES,
      features: FEATURES,
      examples: labelled(parseExpression('a'), DOMAIN.slice(0, 6)),
      probes: DOMAIN,
    }
    const few = await synthesise(problem, signal, { count: 3 })
    expect([few.found.length, few.ended]).toEqual([3, undefined])
    const { found } = await synthesise(problem, signal, { count: 10_000, slack: 2 })
    expect(Math.max(...found.map(({ size }) => size))).toBe((found[0]?.size ?? 0) + 2)
  })
})
