import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isSubset } from '../../src/discovery/bitset.ts'
import type { FormalContext } from '../../src/discovery/context/formal-context.ts'
import { answer } from '../../src/discovery/exploration/answer.ts'
import { clashIn } from '../../src/discovery/exploration/clash.ts'
import { outcomeOf } from '../../src/discovery/exploration/outcome.ts'
import { askable, type ExplorationQuestion } from '../../src/discovery/exploration/questions.ts'
import {
  type Answer,
  type Example,
  type ExplorationState,
  examplesOf,
  parseExploration,
  startExploration,
  withdraw,
} from '../../src/discovery/exploration/state.ts'
import { fromNamed, setOfNames, textOf, toNamed } from '../../src/discovery/implications/implication.ts'
import { createLinClosure } from '../../src/discovery/implications/lin-closure.ts'
import { stemBase } from '../../src/discovery/implications/stem-base.ts'
import { arbitraryContext } from './arbitrary-context.ts'
import { livingBeings } from './published.ts'

/** Answers from a target that the exploration does not see; forgets what does not matter where `partial`. */
function oracleOf(target: FormalContext, partial = false) {
  const examples = examplesOf(target)
  return ({ premise, conclusion }: ExplorationQuestion): Answer => {
    const found = examples.find(
      (one) =>
        premise.every((name) => one.has.includes(name)) &&
        conclusion.some((name) => one.lacks.includes(name)),
    )
    if (!found) return { kind: 'confirmed', premise, conclusion }
    const lacking = conclusion.filter((name) => found.lacks.includes(name)).slice(0, 1)
    const example: Example = partial
      ? { name: `${found.name} of ${premise.join()} ${lacking.join()}`, has: premise, lacks: lacking }
      : found
    return { kind: 'refuted', premise, conclusion, example }
  }
}

function accept(state: ExplorationState, given: Answer): ExplorationState {
  const answered = answer(state, given)
  if (!answered.ok) throw new Error(JSON.stringify(answered.clash))
  return answered.state
}

/** Asks until nothing is left; `pick` chooses among the questions, and each state passes through JSON. */
function explore(
  start: ExplorationState,
  oracle: (question: ExplorationQuestion) => Answer,
  pick: (questions: readonly ExplorationQuestion[]) => number = () => 0,
): ExplorationState {
  let state = start
  for (let asked = 0; asked < 2000; asked++) {
    const { questions, complete } = askable(state)
    const question = questions[pick(questions)]
    if (!question) {
      expect(complete).toBe(true)
      return state
    }
    state = parseExploration(JSON.parse(JSON.stringify(accept(state, oracle(question)))), 'test')
  }
  throw new Error('it never ends')
}

const theory = (context: FormalContext) =>
  stemBase(context)
    .map((one) => textOf(toNamed(one, context.attributes)))
    .sort()
const confirmed = (state: ExplorationState) => outcomeOf(state).confirmed.map(textOf).sort()

describe('an exploration with a hidden target', () => {
  const seed = fc.integer({ min: 0, max: 1_000_000 })

  test('ends with exactly its stem base, in whatever order the questions are taken', () => {
    fc.assert(
      fc.property(arbitraryContext({ attributes: 6, objects: 8 }), seed, (target, seed) => {
        const start = startExploration({ attributes: target.attributes })
        const end = explore(start, oracleOf(target), (questions) => seed % Math.max(1, questions.length))
        expect(confirmed(end)).toEqual(theory(target))
      }),
      { numRuns: 300 },
    )
  })

  test('also where only what refutes is known of a counterexample', () => {
    fc.assert(
      fc.property(arbitraryContext({ attributes: 5, objects: 6 }), (target) => {
        const end = explore(startExploration({ attributes: target.attributes }), oracleOf(target, true))
        expect(confirmed(end)).toEqual(theory(target))
      }),
      { numRuns: 300 },
    )
  })

  test('asks nothing that background and examples decide', () => {
    fc.assert(
      fc.property(arbitraryContext({ attributes: 6, objects: 8 }), seed, (target, seed) => {
        const base = stemBase(target).map((one) => toNamed(one, target.attributes))
        const background = base.filter((_, i) => (seed >>> (i % 16)) % 2 === 0)
        const examples = examplesOf(target).filter((_, i) => (seed >>> (i % 16)) % 3 === 0)
        const start = startExploration({ attributes: target.attributes, background, examples })
        const end = explore(start, oracleOf(target))
        const rules = [...background, ...outcomeOf(end).confirmed].map((one) =>
          fromNamed(one, target.attributes),
        )
        const closure = createLinClosure(rules, target.attributes.length)
        for (const { premise, conclusion } of stemBase(target))
          expect(isSubset(conclusion, closure(premise))).toBe(true)
        expect(end.answers.length).toBeLessThanOrEqual(base.length + target.objects.length)
        const full = explore(
          startExploration({ attributes: target.attributes, examples: examplesOf(target), background: base }),
          () => {
            throw new Error('asked')
          },
        )
        expect(full.answers).toEqual([])
      }),
      { numRuns: 200 },
    )
  })
})

const start = startExploration({ attributes: ['published', 'healthy', 'backed up'] })
const web: Example = { name: 'web', has: ['published', 'healthy'], lacks: ['backed up'] }
const db: Example = { name: 'db', has: ['healthy', 'backed up'], lacks: ['published'] }

describe('questions', () => {
  test('come with the examples that support them, the best supported first', () => {
    const examples = [
      web,
      { ...web, name: 'api' },
      db,
      { name: 'cache', has: [], lacks: ['healthy', 'published', 'backed up'] },
    ]
    const { questions, complete } = askable({ ...start, examples })
    expect(complete).toBe(true)
    expect(questions.map((one) => [textOf(one), one.support, one.supporting])).toEqual([
      ['published → healthy', 2, ['web', 'api']],
      ['backed up → healthy', 1, ['db']],
    ])
  })

  test('count examples of which part of the conclusion is unknown', () => {
    const { questions } = askable({
      ...start,
      examples: [
        { name: 'new', has: ['published'], lacks: [] },
        { name: 'old', has: [], lacks: ['healthy', 'published', 'backed up'] },
      ],
    })
    expect(questions.find(({ premise }) => premise[0] === 'published')).toMatchObject({
      support: 0,
      undecided: 1,
    })
  })

  test('are limited in number and in the sets that are looked at, and say so', () => {
    const attributes = Array.from({ length: 24 }, (_, m) => `m${m}`)
    const examples = attributes.map((name) => ({
      name,
      has: [name],
      lacks: attributes.filter((one) => one !== name),
    }))
    const wide = startExploration({ attributes, examples })
    expect(askable(wide, { questions: 5 })).toMatchObject({ complete: false, questions: { length: 5 } })
    expect(askable(wide, { sets: 10 }).complete).toBe(false)
    expect(askable(wide, { questions: 1000 })).toMatchObject({ complete: true, questions: { length: 276 } })
  })
})

describe('an answer', () => {
  const rule = { premise: ['published'], conclusion: ['backed up'] }

  test('"don\'t know" leaves the rest to be asked, confirms nothing, and falls away once a rule decides it', () => {
    const [first] = askable(start).questions
    expect(first?.conclusion).toEqual(['published', 'healthy', 'backed up'])
    let state = accept(start, {
      kind: 'unknown',
      premise: [],
      conclusion: ['healthy', 'published', 'backed up'],
    })
    expect(outcomeOf(state)).toMatchObject({ confirmed: [], unresolved: { length: 3 } })
    state = explore(state, ({ premise, conclusion }) => ({ kind: 'unknown', premise, conclusion }))
    expect(outcomeOf(state).confirmed).toEqual([])
    state = accept(state, { kind: 'confirmed', premise: [], conclusion: ['healthy'] })
    expect(outcomeOf(state).unresolved.some(({ conclusion }) => conclusion[0] === 'healthy')).toBe(false)
  })

  test('can be undone, and any earlier one withdrawn', () => {
    const one = accept(start, { kind: 'example', example: web })
    const two = accept(one, { kind: 'confirmed', premise: ['published'], conclusion: ['healthy'] })
    expect(withdraw(two)).toEqual(one)
    expect(withdraw(two, 0).answers.map(({ kind }) => kind)).toEqual(['confirmed'])
    expect(withdraw(start)).toEqual(start)
  })

  test('that an example breaks is refused, and both are shown', () => {
    const state = accept(start, { kind: 'example', example: web })
    expect(answer(state, { kind: 'confirmed', ...rule })).toEqual({
      ok: false,
      clash: { kind: 'rule_and_example', rule, example: web, attribute: 'backed up', through: [] },
    })
  })

  test('that breaks a rule is refused, with the rules in between', () => {
    const first = { premise: ['published'], conclusion: ['healthy'] }
    const second = { premise: ['healthy'], conclusion: ['backed up'] }
    const state = accept(accept(start, { kind: 'confirmed', ...first }), { kind: 'confirmed', ...second })
    const example = { name: 'new', has: ['published'], lacks: ['backed up'] }
    expect(answer(state, { kind: 'refuted', ...rule, example })).toEqual({
      ok: false,
      clash: { kind: 'rule_and_example', rule: second, example, attribute: 'backed up', through: [first] },
    })
  })

  test('that says otherwise of the same object is refused; one that says more is added', () => {
    const state = accept(start, { kind: 'example', example: { name: 'web', has: ['published'], lacks: [] } })
    const more = accept(state, { kind: 'example', example: web })
    const other = { name: 'web', has: ['backed up'], lacks: [] }
    expect(answer(more, { kind: 'example', example: other })).toMatchObject({
      clash: { kind: 'example_and_example', first: web, second: other, attribute: 'backed up' },
    })
  })

  test.each<readonly [string, Answer, object]>([
    ['refutes nothing', { kind: 'refuted', ...rule, example: db }, { kind: 'refutes_nothing', example: db }],
    [
      'is both ways',
      { kind: 'example', example: { name: 'x', has: ['healthy'], lacks: ['healthy'] } },
      { kind: 'both_ways', attribute: 'healthy' },
    ],
    [
      'names what is no attribute',
      { kind: 'confirmed', premise: ['fast'], conclusion: ['healthy'] },
      { kind: 'no_such_attribute', attribute: 'fast' },
    ],
  ])('that %s is refused', (_, given, clash) => {
    expect(answer(start, given)).toMatchObject({ ok: false, clash })
  })
})

test('background and examples that clash are found before anything is asked', () => {
  const background = [{ premise: ['published'], conclusion: ['backed up'] }]
  expect(
    clashIn(startExploration({ attributes: start.attributes, background, examples: [db, web] })),
  ).toMatchObject({
    kind: 'rule_and_example',
    example: web,
  })
  expect(
    clashIn(startExploration({ attributes: start.attributes, background, examples: [db] })),
  ).toBeUndefined()
})

test('an exploration that was stored otherwise is refused in one line', () => {
  expect(() => parseExploration({ version: 2 }, 'exploration 7')).toThrow(
    /^exploration 7: no state of an exploration \(version: /,
  )
})

test('all objects of a context are examples of which everything is known', () => {
  const examples = examplesOf(livingBeings)
  expect(examples.map(({ has }) => setOfNames(has, livingBeings.attributes))).toEqual(livingBeings.rows)
  expect(examples.every(({ has, lacks }) => has.length + lacks.length === 9)).toBe(true)
})
