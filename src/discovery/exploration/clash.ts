import { has, meets, members, isSubset, uniteInto } from '../bitset.ts'
import { fromNamed, type NamedImplication, setOfNames } from '../implications/implication.ts'
import { mergedExamples, rulesOf } from './known.ts'
import type { Answer, Example, ExplorationState } from './state.ts'

/** Why an answer cannot stand beside what was said before; the two that clash are in it. */
export type Clash =
  | {
      readonly kind: 'rule_and_example'
      readonly rule: NamedImplication
      readonly example: Example
      /** What the rule would give the example, and what it lacks. */
      readonly attribute: string
      /** Rules that had to be applied before; empty where the example has the premise as it stands. */
      readonly through: readonly NamedImplication[]
    }
  | {
      readonly kind: 'example_and_example'
      readonly first: Example
      readonly second: Example
      readonly attribute: string
    }
  | { readonly kind: 'both_ways'; readonly example: Example; readonly attribute: string }
  | {
      readonly kind: 'refutes_nothing'
      readonly example: Example
      readonly premise: readonly string[]
      readonly conclusion: readonly string[]
    }
  | { readonly kind: 'no_such_attribute'; readonly attribute: string }

/** The first thing in which `answer` contradicts the state, or itself. */
export function clashOf(state: ExplorationState, answer: Answer): Clash | undefined {
  const strange = namesIn(answer).find((name) => !state.attributes.includes(name))
  if (strange !== undefined) return { kind: 'no_such_attribute', attribute: strange }
  if (answer.kind === 'unknown') return undefined
  if (answer.kind === 'confirmed')
    return firstBroken({ ...state, answers: [...state.answers, answer] }, mergedExamples(state))
  const { example } = answer
  const twice = example.has.find((name) => example.lacks.includes(name))
  if (twice !== undefined) return { kind: 'both_ways', example, attribute: twice }
  if (answer.kind === 'refuted' && !refutes(example, answer))
    return { kind: 'refutes_nothing', example, premise: answer.premise, conclusion: answer.conclusion }
  const before = mergedExamples(state).find(({ name }) => name === example.name)
  const differ = before && contradicted(before, example)
  if (before && differ !== undefined)
    return { kind: 'example_and_example', first: before, second: example, attribute: differ }
  const next = { ...state, answers: [...state.answers, answer] }
  return firstBroken(
    next,
    mergedExamples(next).filter(({ name }) => name === example.name),
  )
}

/** The first clash among what a state holds: of one that was put together elsewhere, or of examples with the background. */
export function clashIn(state: ExplorationState): Clash | undefined {
  let told: ExplorationState = { ...state, examples: [], answers: [] }
  const all: readonly Answer[] = [
    ...state.examples.map((example) => ({ kind: 'example', example }) as const),
    ...state.answers,
  ]
  for (const answer of all) {
    const clash = clashOf(told, answer)
    if (clash) return clash
    told = { ...told, answers: [...told.answers, answer] }
  }
  return undefined
}

const refutes = (example: Example, { premise, conclusion }: NamedImplication): boolean =>
  premise.every((name) => example.has.includes(name)) &&
  conclusion.some((name) => example.lacks.includes(name))

const contradicted = (a: Example, b: Example): string | undefined =>
  b.has.find((name) => a.lacks.includes(name)) ?? b.lacks.find((name) => a.has.includes(name))

function namesIn(answer: Answer): readonly string[] {
  const implied = 'premise' in answer ? [...answer.premise, ...answer.conclusion] : []
  return 'example' in answer ? [...implied, ...answer.example.has, ...answer.example.lacks] : implied
}

function firstBroken(state: ExplorationState, examples: readonly Example[]): Clash | undefined {
  const rules = rulesOf(state)
  for (const example of examples) {
    const clash = brokenBy(example, rules, state.attributes)
    if (clash) return clash
  }
  return undefined
}

/** Applies rules to what the example has until one gives it something that it lacks. */
function brokenBy(
  example: Example,
  rules: readonly NamedImplication[],
  attributes: readonly string[],
): Clash | undefined {
  const held = setOfNames(example.has, attributes)
  const lacks = setOfNames(example.lacks, attributes)
  const through: NamedImplication[] = []
  const waiting = rules.map((rule) => ({ rule, ...fromNamed(rule, attributes) }))
  for (let i = 0; i < waiting.length; ) {
    const next = waiting[i]
    if (!next || !isSubset(next.premise, held) || isSubset(next.conclusion, held)) {
      i++
      continue
    }
    if (meets(next.conclusion, lacks)) {
      const attribute = attributes[members(next.conclusion).find((m) => has(lacks, m)) ?? 0] ?? ''
      return {
        kind: 'rule_and_example',
        rule: next.rule,
        example,
        attribute,
        through: neededFor(next.rule, through),
      }
    }
    uniteInto(held, next.conclusion)
    through.push(next.rule)
    i = 0
  }
  return undefined
}

/** Of the rules applied, those that the premise rests on. */
function neededFor(
  rule: NamedImplication,
  applied: readonly NamedImplication[],
): readonly NamedImplication[] {
  const wanted = new Set(rule.premise)
  const needed: NamedImplication[] = []
  for (const one of applied.toReversed())
    if (one.conclusion.some((name) => wanted.has(name))) {
      needed.unshift(one)
      for (const name of one.premise) wanted.add(name)
    }
  return needed
}
