import { add, type Bitset, fullSet, has, isSubset, keyOf, meets, remove, subtractInto } from '../bitset.ts'
import type { ClosureOperator } from '../closure-system.ts'
import { fromNamed, type Implication, setOfNames } from '../implications/implication.ts'
import { createTrieClosure } from '../implications/premise-trie.ts'
import type { Example, ExplorationState } from './state.ts'

/** Objects that are alike in all that is known of them. */
export interface KnownExample {
  readonly names: readonly string[]
  readonly has: Bitset
  readonly lacks: Bitset
}

/** What an exploration has established so far; computed from its state, never stored. */
export interface Known {
  readonly attributes: readonly string[]
  readonly implications: readonly Implication[]
  readonly closure: ClosureOperator
  readonly examples: readonly KnownExample[]
  /** Premises with an attribute of which nobody knows whether it follows: m of P → m. */
  readonly unknown: readonly { readonly premise: Bitset; readonly attribute: number }[]
}

/** The state must hold no clash (see `clash.ts`), and only names of its attributes. */
export function knownBy(state: ExplorationState): Known {
  const { attributes } = state
  const implications = rulesOf(state).map((rule) => fromNamed(rule, attributes))
  const closure = createTrieClosure(implications, attributes.length)
  const unknown = unknownBy(state, closure)
  const alike = new Map<string, { names: string[]; has: Bitset; lacks: Bitset }>()
  for (const example of mergedExamples(state)) {
    const held = closure(setOfNames(example.has, attributes))
    const lacks = allLacked(held, setOfNames(example.lacks, attributes), closure, attributes.length)
    const key = `${keyOf(held)} ${keyOf(lacks)}`
    const group = alike.get(key)
    if (group) group.names.push(example.name)
    else alike.set(key, { names: [example.name], has: held, lacks })
  }
  return { attributes, implications, closure, examples: [...alike.values()], unknown }
}

/** Background and confirmed implications, in that order. */
export const rulesOf = (state: ExplorationState) => [
  ...state.background,
  ...state.answers.flatMap((answer) =>
    answer.kind === 'confirmed' ? [{ premise: answer.premise, conclusion: answer.conclusion }] : [],
  ),
]

/** Every example, those of answers included; what is said of one name at several times is put together. */
export function mergedExamples(state: ExplorationState): readonly Example[] {
  const told = state.answers.flatMap((answer) => ('example' in answer ? [answer.example] : []))
  const merged = new Map<string, Example>()
  for (const example of [...state.examples, ...told]) {
    const before = merged.get(example.name)
    merged.set(
      example.name,
      before
        ? { name: example.name, has: both(before.has, example.has), lacks: both(before.lacks, example.lacks) }
        : example,
    )
  }
  return [...merged.values()]
}

const both = (a: readonly string[], b: readonly string[]): readonly string[] => [...new Set([...a, ...b])]

/**
 * The largest conclusion that no example refutes: all attributes but those that some object with the premise lacks. Where
 * everything is known of the objects this is P″. (F. Baader, B. Ganter, B. Sertkaya, U. Sattler, Completing description logic
 * knowledge bases using formal concept analysis, IJCAI 2007.) An attribute nobody knows of counts as lacked by a fictitious
 * object, so that nothing unconfirmed slips in.
 */
export function possibleConclusion(known: Known, premise: Bitset): Bitset {
  const conclusion = fullSet(known.attributes.length)
  for (const example of known.examples)
    if (isSubset(premise, example.has)) subtractInto(conclusion, example.lacks)
  for (const { premise: held, attribute } of known.unknown)
    if (isSubset(premise, held)) remove(conclusion, attribute)
  return conclusion
}

/** Fictitious objects of Burmeister & Holzer: closed premise, one attribute lacking. Those that rules decide by now fall away. */
function unknownBy(state: ExplorationState, closure: ClosureOperator): Known['unknown'] {
  const { attributes } = state
  return state.answers.flatMap((answer) => {
    if (answer.kind !== 'unknown') return []
    const premise = closure(setOfNames(answer.premise, attributes))
    return answer.conclusion
      .map((name) => attributes.indexOf(name))
      .filter((attribute) => !has(premise, attribute))
      .map((attribute) => ({ premise, attribute }))
  })
}

/** Also what an object must lack because rules would give it something that it lacks. */
function allLacked(held: Bitset, lacks: Bitset, closure: ClosureOperator, size: number): Bitset {
  const all = lacks.slice()
  for (let m = 0; m < size; m++) {
    if (has(held, m) || has(lacks, m)) continue
    const seed = held.slice()
    add(seed, m)
    if (meets(closure(seed), lacks)) add(all, m)
  }
  return all
}
