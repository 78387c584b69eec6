import { add, type Bitset, difference, emptySet, isSubset, members } from '../bitset.ts'

/**
 * P → Q over the attributes' positions. Conclusions here are whole closures, P″, premise included, so that firing one is a
 * union; `textOf` and `toNamed` show only what is added.
 */
export interface Implication {
  readonly premise: Bitset
  readonly conclusion: Bitset
}

/** An implication by names, as it is journaled and shown; the conclusion without the premise. */
export interface NamedImplication {
  readonly premise: readonly string[]
  readonly conclusion: readonly string[]
}

/** Whether a set of attributes is a model of P → Q: P ⊄ set or Q ⊆ set. */
export const respects = (set: Bitset, { premise, conclusion }: Implication): boolean =>
  !isSubset(premise, set) || isSubset(conclusion, set)

export function toNamed(
  { premise, conclusion }: Implication,
  attributes: readonly string[],
): NamedImplication {
  const names = (set: Bitset) => members(set).map((m) => attributes[m] ?? '')
  return { premise: names(premise), conclusion: names(difference(conclusion, premise)) }
}

/** Throws a TypeError on a name that is none of `attributes`: callers check foreign names before. */
export function fromNamed(named: NamedImplication, attributes: readonly string[]): Implication {
  const premise = setOfNames(named.premise, attributes)
  const conclusion = setOfNames([...named.premise, ...named.conclusion], attributes)
  return { premise, conclusion }
}

export function setOfNames(names: readonly string[], attributes: readonly string[]): Bitset {
  const set = emptySet(attributes.length)
  for (const name of names) {
    const m = attributes.indexOf(name)
    if (m === -1) throw new TypeError(`no attribute is called ${JSON.stringify(name)}`)
    add(set, m)
  }
  return set
}

/** `needs water, moves → lives`; `∅` for nothing on the left. */
export function textOf({ premise, conclusion }: NamedImplication): string {
  return `${premise.join(', ') || '∅'} → ${conclusion.join(', ') || '∅'}`
}
