import type { JsonObject } from '../../domain/json.ts'
import type { Workflow } from '../workflow/format.ts'
import type { WorkflowLibrary } from '../workflow/library.ts'
import { AUXILIARIES, MACHINES, QUESTIONS } from './concepts.ts'
import { extractParams } from './extract.ts'
import { fit, indexOf, meaning, type Profile } from './score.ts'
import { type Word, wordsOf } from './words.ts'

export type Match =
  | { readonly kind: 'match'; readonly workflow: Workflow; readonly params: JsonObject }
  /** Several could be meant, or one that is too much to do on a guess: a person chooses. */
  | { readonly kind: 'unsure'; readonly candidates: readonly Workflow[] }
  /** Nothing fits; the nearest, for what they are worth. */
  | { readonly kind: 'none'; readonly candidates: readonly Workflow[] }

/** From here a request is taken for a workflow; the next best must be clearly behind. */
const SURE = 0.6
const AHEAD = 0.12
/** From here a workflow is worth offering. */
const POSSIBLE = 0.35
const NEAR = 0.12
const OFFERED = 3
/** A workflow's own phrase, word for word: ahead of whatever else shares words with it. */
const EXACT = 2
/** What is left of a fit when a parameter that is needed was not said. */
const INCOMPLETE = 0.7
const LONGEST_COMMAND = 4_000

interface Scored {
  readonly profile: Profile
  readonly score: number
  readonly params: JsonObject
  /** Nothing in the request speaks against doing it unasked. */
  readonly clear: boolean
}

/**
 * From free text, in English or French, to a workflow with its parameters. A report is cheap to give, so it may be chosen
 * on a good guess; a workflow that acts is chosen only where the request says just that: one of its own phrases whole, every
 * other word explained, nothing denied, asked about, meant for everything, or told of the past.
 */
export function matchRequest(text: string, library: WorkflowLibrary): Match {
  const named = namedOutright(text, library)
  if (named) return named
  const index = indexOf(library)
  const words = wordsOf(text, index.stems)
  const exact = index.profiles.find(({ phrases }) => phrases.some(({ plain }) => plain === saying(words)))
  const ranked = index.profiles
    .map((profile): Scored => {
      const { params, used, cues } = extractParams(profile.workflow, words, text)
      const left = words.filter((word) => !used.has(word))
      const rest = left.filter((word) => !cues.has(word))
      const fits = Math.max(fit(profile, meaning(left), index), fit(profile, meaning(rest), index))
      const whole = lacks(profile, params) ? INCOMPLETE : 1
      const score = profile === exact ? EXACT : fits * whole
      const clear = (profile === exact && !profile.acting) || isClear(profile, { words, left, rest })
      return { profile, score, params, clear }
    })
    .sort((a, b) => b.score - a.score)
  return decide(ranked)
}

/** The parameters that a text holds for a workflow that was chosen otherwise. */
export const paramsIn = (workflow: Workflow, text: string): JsonObject =>
  extractParams(workflow, wordsOf(text), text).params

function decide(ranked: readonly Scored[]): Match {
  const [best, next] = ranked
  if (!best) return { kind: 'none', candidates: [] }
  const ahead = best.score - (next?.score ?? 0) >= AHEAD
  if (best.clear && best.score >= SURE && ahead)
    return { kind: 'match', workflow: best.profile.workflow, params: best.params }
  const offer = (least: number) =>
    ranked
      .filter(({ score }) => score >= least)
      .slice(0, OFFERED)
      .map(({ profile }) => profile.workflow)
  return best.score >= POSSIBLE
    ? { kind: 'unsure', candidates: offer(Math.max(NEAR, best.score / 2)) }
    : { kind: 'none', candidates: offer(NEAR) }
}

/** `disk-cleanup`, `restart-service service=nginx`: a name with nothing but assignments after it needs no guessing. */
function namedOutright(text: string, library: WorkflowLibrary): Match | undefined {
  const [, name = '', rest = ''] = /^\s*(\S+)(.*)$/s.exec(text.slice(0, LONGEST_COMMAND)) ?? []
  const workflow = library.get(name.toLowerCase())
  if (!workflow || !/^(?:\s+[\w-]+=(?:"[^"]*"|'[^']*'|\S+))*\s*$/.test(rest)) return undefined
  return { kind: 'match', workflow, params: assignments(rest) }
}

/** `a=1 b="two words"`; names that the workflow does not know are kept, so that they are complained of. */
function assignments(text: string): JsonObject {
  const pairs = text.matchAll(/([\w-]+)=(?:"([^"]*)"|'([^']*)'|(\S+))/g)
  return Object.fromEntries([...pairs].map(([, name = '', a, b, c]) => [name, a ?? b ?? c ?? '']))
}

const lacks = ({ workflow }: Profile, params: JsonObject): boolean =>
  Object.entries(workflow.params).some(([name, { required }]) => required && params[name] === undefined)

const saying = (words: readonly Word[]): string => words.map(({ plain }) => plain).join(' ')

/** The words of a request: all, those that are no parameter's value, and of these the ones that did not lead to one. */
interface Said {
  readonly words: readonly Word[]
  readonly left: readonly Word[]
  readonly rest: readonly Word[]
}

function isClear({ actions, acting, phrases, vocabulary }: Profile, { words, left, rest }: Said): boolean {
  // An action that this workflow does not do: something else is wanted, whatever the other words are.
  if (rest.some(({ kind, concept }) => kind === 'action' && !actions.has(concept))) return false
  if (!acting) return true
  const said = meaning(left)
  if (!phrases.some(({ concepts }) => concepts.size > 0 && [...concepts].every((one) => said.has(one))))
    return false
  if (rest.some((word) => !['stop', 'not'].includes(word.kind) && !vocabulary.has(word.concept))) return false
  return !isDenied(words) && !isAbout(words) && !isWholeMachine(words)
}

/** "don't restart", "sans rien effacer". */
const isDenied = (words: readonly Word[]): boolean =>
  words.some(
    ({ kind }, i) => kind === 'not' && words.slice(i + 1, i + 5).some((word) => word.kind === 'action'),
  )

/** "how do I restart", "pourquoi nginx a redémarré", "I restarted it": told or asked, not wanted. */
function isAbout(words: readonly Word[]): boolean {
  const [first] = words
  if (first && QUESTIONS.has(first.plain)) return true
  return words.some(
    ({ kind, plain }, i) =>
      kind === 'action' &&
      (plain.endsWith('ed') || (plain.endsWith('e') && AUXILIARIES.has(words[i - 1]?.plain ?? ''))),
  )
}

/** "restart the server": the machine itself, where a service is what could be restarted. */
function isWholeMachine(words: readonly Word[]): boolean {
  const at = words.findIndex(({ concept }) => concept === 'restart')
  const object = words.slice(at + 1).find(({ kind }) => kind !== 'stop')
  return at >= 0 && object !== undefined && MACHINES.has(object.plain)
}
