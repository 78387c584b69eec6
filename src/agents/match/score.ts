import { allSteps, type Workflow } from '../workflow/format.ts'
import type { WorkflowLibrary } from '../workflow/library.ts'
import { isAction, stem, tokensOf, type Word, wordsOf } from './words.ts'

/** What one of a workflow's own phrases is made of. */
interface Phrase {
  readonly concepts: ReadonlySet<string>
  readonly plain: string
}

/** A workflow as the matcher sees it. */
export interface Profile {
  readonly workflow: Workflow
  readonly phrases: readonly Phrase[]
  /** Everything that any of its phrases names. */
  readonly vocabulary: ReadonlySet<string>
  /** What it does beyond looking, as its title says it; empty for reports, whatever their other phrases mention. */
  readonly actions: ReadonlySet<string>
  /** It may change something: chosen only where the request says just that. */
  readonly acting: boolean
}

export interface Index {
  /** Stems of the words in all phrases. */
  readonly stems: ReadonlySet<string>
  readonly profiles: readonly Profile[]
  weight(concept: string): number
}

/** Concepts that nearly every request names, so that they tell little. */
const FAINT: Readonly<Record<string, number>> = {
  look: 0.2,
  server: 0.15,
  running: 0.4,
  recent: 0.3,
  full: 0.4,
  pending: 0.3,
  everything: 0.2,
}

/** Tools that can change something. */
const WRITING = new Set(['execute_command', 'write_file'])

const indexes = new WeakMap<WorkflowLibrary, Index>()

/** Made once for a library. */
export function indexOf(library: WorkflowLibrary): Index {
  const known = indexes.get(library)
  if (known) return known
  const stems = new Set(library.workflows.flatMap(phrasesOf).flatMap(tokensOf).map(stem))
  const profiles = library.workflows.map((workflow) => profileOf(workflow, stems))
  const spread = new Map<string, number>()
  for (const { vocabulary } of profiles)
    for (const concept of vocabulary) spread.set(concept, (spread.get(concept) ?? 0) + 1)
  const index: Index = {
    stems,
    profiles,
    // Words that few workflows use say more about which one is meant.
    weight: (concept) => FAINT[concept] ?? 1 / (1 + 0.12 * ((spread.get(concept) ?? 1) - 1)),
  }
  indexes.set(library, index)
  return index
}

/** Everything by which a workflow may be called. */
const phrasesOf = ({ name, title, aliases }: Workflow): string[] => [
  title.en,
  title.fr,
  ...aliases.en,
  ...aliases.fr,
  name.replaceAll('-', ' '),
]

function profileOf(workflow: Workflow, stems: ReadonlySet<string>): Profile {
  const phrases = phrasesOf(workflow).map((text): Phrase => {
    const words = wordsOf(text, stems)
    return { concepts: meaning(words), plain: words.map(({ plain }) => plain).join(' ') }
  })
  const vocabulary = new Set(phrases.flatMap(({ concepts }) => [...concepts]))
  const titled = meaning(wordsOf(`${workflow.title.en}. ${workflow.title.fr}`, stems))
  const actions = new Set([...titled].some(isAction) ? [...vocabulary].filter(isAction) : [])
  const acting = actions.size > 0 || allSteps(workflow).some(({ tool }) => WRITING.has(tool))
  return { workflow, phrases, vocabulary, actions, acting }
}

/** The concepts of the words that say something. */
export const meaning = (words: readonly Word[]): ReadonlySet<string> =>
  new Set(words.filter(({ kind }) => kind !== 'stop' && kind !== 'not').map(({ concept }) => concept))

/**
 * How well a request fits a workflow, 0 to 1: how much of its best phrase was said, times how much of what was said is
 * explained by that phrase, or, with less weight, by its other phrases.
 */
export function fit(profile: Profile, said: ReadonlySet<string>, index: Index): number {
  const sum = (concepts: Iterable<string>) => [...concepts].reduce((all, one) => all + index.weight(one), 0)
  const whole = sum(said)
  if (whole === 0) return 0
  let best = 0
  for (const { concepts } of profile.phrases) {
    const common = sum([...concepts].filter((one) => said.has(one)))
    if (common === 0) continue
    const elsewhere = sum([...said].filter((one) => !concepts.has(one) && profile.vocabulary.has(one)))
    const score = (common / sum(concepts)) ** 0.8 * ((common + 0.7 * elsewhere) / whole)
    best = Math.max(best, score)
  }
  return best
}
