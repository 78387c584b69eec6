import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Bandit, createThompson, createUcb1 } from '../../src/discovery/cegis/bandit.ts'
import { type CegisEvent, type CegisSetup, runCegis } from '../../src/discovery/cegis/cegis.ts'
import { createEnumerativeSynthesiser } from '../../src/discovery/cegis/enumerative-synthesiser.ts'
import type { Candidate, Synthesiser, Verification, Verifier } from '../../src/discovery/cegis/ports.ts'
import { diversity, hamming, jaccard, spread } from '../../src/discovery/diversity.ts'
import { seededRandom } from '../../src/discovery/random.ts'
import type { Labelled } from '../../src/discovery/synthesis/enumerate.ts'
import { type Expression, holds, printExpression, sizeOf } from '../../src/discovery/synthesis/expression.ts'
import { parseExpression } from '../../src/discovery/synthesis/parse-expression.ts'
import { arbitraryExpression, ATTRIBUTES, DOMAIN, FEATURES, smallestByDefinition } from './expressions.ts'

const signal = new AbortController().signal
const vocabulary = { attributes: ATTRIBUTES, features: FEATURES, probes: DOMAIN }

const oracle = (target: Expression): Verifier<Expression, Labelled> => ({
  name: 'oracle',
  async verify({ program }) {
    const point = DOMAIN.find((point) => holds(program, point) !== holds(target, point))
    return point
      ? { result: 'fail', counterexample: { point, label: holds(target, point) } }
      : { result: 'pass' }
  },
})

describe('CEGIS by enumeration', () => {
  test('finds a hidden expression, always a smallest one', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryExpression(3).filter((one) => sizeOf(one) <= 7),
        async (target) => {
          const outcome = await runCegis(
            {
              arms: [{ name: 'enumerative', synthesiser: createEnumerativeSynthesiser(vocabulary) }],
              verifiers: [oracle(target)],
              bandit: createUcb1(1),
              keyOf: (example) => JSON.stringify(example),
              limits: { maxIterations: DOMAIN.length + 1 },
            },
            signal,
          )
          expect(outcome.reason).toBe('converged')
          const found = outcome.candidate?.program ?? target
          expect(DOMAIN.every((point) => holds(found, point) === holds(target, point))).toBe(true)
          expect(sizeOf(found)).toBe(
            smallestByDefinition(DOMAIN.map((point) => ({ point, label: holds(target, point) }))),
          )
          expect(sizeOf(found)).toBeLessThanOrEqual(sizeOf(target))
        },
      ),
      { numRuns: 150 },
    )
  })

  test('says that there is none, where examples contradict each other or the limits are too narrow', async () => {
    const point = DOMAIN[0] ?? {}
    const run = (examples: readonly Labelled[], maxSize: number) =>
      runCegis(
        {
          arms: [
            {
              name: 'enumerative',
              synthesiser: createEnumerativeSynthesiser(vocabulary, { maxSize, maxExpressions: 1000 }),
            },
          ],
          verifiers: [oracle(parseExpression('a and b or c and load >= 1'))],
          bandit: createUcb1(1),
          examples,
          keyOf: (example) => JSON.stringify(example),
          limits: { maxIterations: 100 },
        },
        signal,
      )
    expect(
      (
        await run(
          [
            { point, label: true },
            { point, label: false },
          ],
          9,
        )
      ).reason,
    ).toBe('no_candidate')
    expect(await run([], 3)).toMatchObject({ reason: 'no_candidate', undecided: [] })
  })
})

/** Proposes these, round by round; the last ones for ever. */
const scripted = (...rounds: readonly (readonly string[])[]): Synthesiser<string, string> => {
  let at = 0
  return {
    async propose() {
      const keys = rounds[Math.min(at++, rounds.length - 1)] ?? []
      return { candidates: keys.map((key) => ({ key, program: key })), exhausted: false }
    },
  }
}

const judging = (judge: (key: string) => Verification<string>): Verifier<string, string> => ({
  name: 'judge',
  verify: async ({ key }) => judge(key),
})

const setup = (
  parts: Partial<CegisSetup<string, string>> & Pick<CegisSetup<string, string>, 'verifiers'>,
): CegisSetup<string, string> => ({
  arms: [{ name: 'one', synthesiser: scripted(['wrong']) }],
  bandit: createUcb1(parts.arms?.length ?? 1),
  keyOf: (example) => example,
  ...parts,
})

const failing = judging((key) => ({ result: 'fail', counterexample: `against ${key}` }))

describe('the loop', () => {
  test('needs two counterexamples and then converges, and tells each step', async () => {
    const events: CegisEvent<string, string>[] = []
    const outcome = await runCegis(
      setup({
        arms: [{ name: 'model', synthesiser: scripted(['first'], ['second'], ['third']) }],
        verifiers: [
          judging((key) => (key === 'third' ? { result: 'pass' } : { result: 'fail', counterexample: key })),
        ],
        onEvent: (event) => events.push(event),
      }),
      signal,
    )
    expect(outcome).toEqual({
      reason: 'converged',
      candidate: { key: 'third', program: 'third' },
      iterations: 3,
      examples: ['first', 'second'],
      undecided: [],
    })
    expect(events.map(({ type }) => type)).toEqual([
      ...['proposed', 'verified', 'refined', 'proposed', 'verified', 'refined'],
      ...['proposed', 'verified'],
    ])
  })

  test('gives up after three rounds that brought nothing new', async () => {
    const outcome = await runCegis(setup({ verifiers: [failing] }), signal)
    expect(outcome).toMatchObject({ reason: 'no_improvement', iterations: 4, examples: ['against wrong'] })
    expect(outcome).not.toHaveProperty('candidate')
  })

  test('ends at its greatest number of rounds', async () => {
    const rounds = Array.from({ length: 30 }, (_, i) => [`try ${i}`])
    const parts = { arms: [{ name: 'one', synthesiser: scripted(...rounds) }], verifiers: [failing] }
    expect(await runCegis(setup(parts), signal)).toMatchObject({
      reason: 'max_iters_reached',
      iterations: 10,
    })
  })

  test('ends when a budget is used up, and names it; what was learnt is enough to go on', async () => {
    let asked = 0
    const rounds = Array.from({ length: 30 }, (_, i) => [`try ${i}`])
    const first = await runCegis(
      setup({
        arms: [{ name: 'one', synthesiser: scripted(...rounds) }],
        verifiers: [failing],
        overBudget: () => (++asked > 2 ? 'token_budget_exceeded' : undefined),
      }),
      signal,
    )
    expect(first).toMatchObject({
      reason: 'budget',
      detail: 'token_budget_exceeded',
      examples: ['against try 0', 'against try 1'],
    })
    const resumed = await runCegis(
      setup({
        arms: [{ name: 'one', synthesiser: scripted(['try 0']) }],
        verifiers: [failing],
        examples: first.examples,
      }),
      signal,
    )
    expect(resumed).toMatchObject({ reason: 'no_improvement', examples: first.examples })
  })

  test('says that it was cancelled', async () => {
    const controller = new AbortController()
    const endless: Verifier<string, string> = {
      name: 'endless',
      verify: () => {
        controller.abort(new Error('by Ada'))
        return new Promise(() => undefined)
      },
    }
    expect(await runCegis(setup({ verifiers: [endless] }), controller.signal)).toMatchObject({
      reason: 'cancelled',
      detail: 'by Ada',
    })
  })

  test('the first counterexample cancels all that is still being verified', async () => {
    const cancelled: string[] = []
    const slow: Verifier<string, string> = {
      name: 'slow',
      verify: ({ key }, signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            cancelled.push(key)
            reject(signal.reason)
          })
        }),
    }
    const quick: Verifier<string, string> = {
      name: 'quick',
      verify: ({ key }) =>
        key === 'b' ? Promise.resolve({ result: 'fail', counterexample: 'x' }) : new Promise(() => undefined),
    }
    const arms = [{ name: 'one', synthesiser: scripted(['a', 'b', 'c']) }]
    const outcome = await runCegis(
      setup({ arms, verifiers: [slow, quick], limits: { maxIterations: 1 } }),
      signal,
    )
    expect(outcome).toMatchObject({ reason: 'max_iters_reached', examples: ['x'] })
    expect(cancelled.toSorted()).toEqual(['a', 'b', 'c'])
  })

  test('takes the preferred candidate, although a later one passes earlier', async () => {
    let pass: (verification: Verification<string>) => void = () => undefined
    const verifier: Verifier<string, string> = {
      name: 'slow for the first',
      verify: ({ key }) => {
        if (key === 'small') return new Promise((resolve) => (pass = resolve))
        queueMicrotask(() => setImmediate(() => pass({ result: 'pass' })))
        return Promise.resolve({ result: 'pass' })
      },
    }
    const arms = [{ name: 'one', synthesiser: scripted(['small', 'large']) }]
    expect((await runCegis(setup({ arms, verifiers: [verifier] }), signal)).candidate?.key).toBe('small')
  })

  test('passes over what nobody can decide on, and says why', async () => {
    const arms = [{ name: 'one', synthesiser: scripted(['odd', 'good']) }]
    const verifier = judging((key) =>
      key === 'good' ? { result: 'pass' } : { result: 'inconclusive', reason: 'timed out' },
    )
    expect(await runCegis(setup({ arms, verifiers: [verifier] }), signal)).toMatchObject({
      reason: 'converged',
      candidate: { key: 'good' },
      undecided: [{ candidate: { key: 'odd' }, reason: 'judge: timed out' }],
    })
    const only = [{ name: 'one', synthesiser: scripted(['odd']) }]
    expect((await runCegis(setup({ arms: only, verifiers: [verifier] }), signal)).reason).toBe(
      'no_improvement',
    )
  })

  test('fails where a verifier cannot work at all', async () => {
    const broken: Verifier<string, string> = {
      name: 'broken',
      verify: () => Promise.reject(new Error('no disk')),
    }
    await expect(runCegis(setup({ verifiers: [broken] }), signal)).rejects.toThrow('no disk')
  })

  test('leaves an arm that has nothing more', async () => {
    const nothing: Synthesiser<string, string> = {
      propose: async () => ({ candidates: [] as Candidate<string>[], exhausted: true }),
    }
    const arms = [
      { name: 'nothing', synthesiser: nothing },
      { name: 'good', synthesiser: scripted(['good']) },
    ]
    const verifiers = [judging(() => ({ result: 'pass' }))]
    expect(await runCegis(setup({ arms, verifiers }), signal)).toMatchObject({
      reason: 'converged',
      iterations: 2,
    })
    expect((await runCegis(setup({ arms: arms.slice(0, 1), verifiers }), signal)).reason).toBe('no_candidate')
  })
})

describe('bandits', () => {
  const play = (bandit: Bandit, random: () => number) => {
    const chosen = [0, 0, 0]
    for (let i = 0; i < 1000; i++) {
      const arm = bandit.choose([0, 1, 2])
      chosen[arm] = (chosen[arm] ?? 0) + 1
      bandit.learn(arm, random() < ([0.2, 0.5, 0.8][arm] ?? 0) ? 1 : 0)
    }
    return chosen
  }

  test.each([
    ['UCB1', () => createUcb1(3)],
    ['Thompson', () => createThompson(3, seededRandom(7))],
  ])('%s finds the best arm and goes on trying the others', (_, create) => {
    const chosen = play(create(), seededRandom(1))
    expect(chosen[2]).toBeGreaterThan(700)
    expect(Math.min(...chosen)).toBeGreaterThan(1)
    expect(play(create(), seededRandom(1))).toEqual(chosen)
  })

  test('UCB1 tries each arm once, then weighs mean against ignorance', () => {
    const bandit = createUcb1(2)
    expect(bandit.choose([0, 1])).toBe(0)
    bandit.learn(0, 1)
    expect(bandit.choose([0, 1])).toBe(1)
    bandit.learn(1, 0)
    expect(bandit.choose([0, 1])).toBe(0)
    expect(bandit.choose([1])).toBe(1)
    expect(createUcb1(2, bandit.arms).choose([0, 1])).toBe(0)
    expect(() => bandit.choose([])).toThrow('no arm')
  })
})

test('what is spread is far apart', () => {
  const sets = [0b0001, 0b0011, 0b1111, 0b0000].map((bits) => new Uint32Array([bits]))
  const distance = (a: Uint32Array, b: Uint32Array) => hamming(a, b, 4)
  expect(spread(sets, 2, distance).map(([bits]) => bits)).toEqual([0b0001, 0b1111])
  expect(spread(sets, 9, distance)).toHaveLength(4)
  expect(spread(sets, 0, distance)).toEqual([])
  expect(diversity(sets.slice(0, 2), distance)).toBe(0.25)
  expect(diversity(sets.slice(0, 1), distance)).toBe(0)
  expect(jaccard(new Uint32Array([3]), new Uint32Array([6]))).toBeCloseTo(2 / 3)
  expect(jaccard(new Uint32Array([0]), new Uint32Array([0]))).toBe(0)
  expect(hamming(new Uint32Array(0), new Uint32Array(0), 0)).toBe(0)
})

test('a printed candidate is one that can be read', () => {
  expect(printExpression(parseExpression('not (a or "b c") and load >= 2'))).toBe(
    'not (a or "b c") and load >= 2',
  )
})
