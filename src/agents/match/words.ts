import { editDistance } from '../../lib/nearest.ts'
import { ACTIONS, CONCEPTS, EVERYTHING, NEGATIONS, STOP_WORDS } from './concepts.ts'

/** One word of a text. */
export interface Word {
  /** As typed, without the punctuation around it. */
  readonly raw: string
  /** Small letters, no accents. */
  readonly plain: string
  /** The concept it belongs to, else its stem; words with the same one count as equal. */
  readonly concept: string
  readonly kind: 'stop' | 'not' | 'every' | 'known' | 'action' | 'other'
}

interface Entry {
  readonly concept: string
  readonly action: boolean
  readonly word: string
  readonly prefix: boolean
}

const entriesOf = (table: Readonly<Record<string, string>>, action: boolean): Entry[] =>
  Object.entries(table).flatMap(([concept, words]) =>
    words
      .split(/\s+/)
      .filter((word) => word !== '')
      .map((word) => ({ concept, action, word: word.replace('*', ''), prefix: word.endsWith('*') })),
  )

/** Concepts that are done, not looked at. */
const DOING = new Set([...Object.keys(ACTIONS), 'restart', 'clean'])

const ENTRIES: readonly Entry[] = [...entriesOf(CONCEPTS, false), ...entriesOf(ACTIONS, true)]
const EXACT = new Map(ENTRIES.map((entry) => [entry.word, entry]))
/** Longest first: `updates` before `up`. */
const PREFIXES = ENTRIES.filter(({ prefix }) => prefix).sort((a, b) => b.word.length - a.word.length)

export const isAction = (concept: string): boolean => DOING.has(concept)

/** Small letters without accents. */
export const plainText = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[’ʼ`´]/g, "'")

/** What people put before a request. */
const POLITE =
  String.raw`^(?:\W|please|can you|could you|would you|will you|hi|hello|hey|bonjour|salut|stp|svp|peux[- ]tu|pourrais[- ]tu|` +
  String.raw`tu peux|pouvez[- ]vous|vous pouvez|autohome|merci de|veuillez|i want (?:you )?to|i'?d like (?:you )?to|je veux|je voudrais)*`
const atStart = (pattern: string): RegExp => new RegExp(`(${POLITE})${pattern}`, 'g')

/** Expressions of several words that mean one. Applied to plain text, in order. */
const EXPRESSIONS: readonly (readonly [RegExp, string])[] = [
  [/-(?:t-)?(?:tu|vous|ils?|elles?|on|je|moi|toi|nous|y|ce|les?|la)\b/g, ' '],
  [/\best[- ]ce que (tu |vous )?(peux|pouvez|pourrais|pourriez)\b/g, ' '],
  [/\bs'il (te|vous) plait\b/g, ' '],
  [/\b(mises?|mise) a jours?\b/g, ' updates '],
  [/\b(mets|met|mettre|mettez) (.{0,30}?)\ba jour\b/g, ' upgrade $2 '],
  [/\ba jour\b|\bup[- ]to[- ]date\b/g, ' updates '],
  [/\bshut(ting)? down\b/g, ' stop '],
  [/\bhard (disk|drive)s?\b/g, ' disk '],
  [/\beverything(?: is|'s)?(?: still)? (?:ok|okay|fine|good|well|working|up)\b/g, ' health '],
  [/\brunning out of\b/g, ' full '],
  [
    atStart(
      String.raw`\b(?:open|ouvre|ouvrir|ouvrez) (?=(?:the |a |le |les |un |mon )*port \d|(?:the|a|le|les|un|mon) )`,
    ),
    '$1 change ',
  ],
  [/\bdo not\b|\bdon'?t\b|\bdo n't\b/g, ' dont '],
  [/\b(fais|faire|faites) (un peu )?de (la )?place\b/g, ' nettoie le disque '],
  [/\b(fais|faire|faites) (un peu )?(de|le|du) menage\b/g, ' nettoie '],
  [/\bmake (some )?(room|space)\b/g, ' clean disk '],
  [/\bfree(ing)? (up|some)\b/g, ' clean '],
  [atStart(String.raw`\bfree (?=the |my |disk|space)`), '$1 clean '],
  [atStart(String.raw`\b(?:update|upgrade)(?:$|[ .!]+)(?!status|check|report|list)`), '$1 upgrade '],
  [
    atStart(
      String.raw`\b(?:backup|sauvegarde[rz]?) (?=the |my |all |les? |la |mes |ma |mon |tout|notre |nos )`,
    ),
    '$1 create backup ',
  ],
  [/\bsauvegarder\b/g, ' create backup '],
  [
    /\b(?:make|do|take|run|perform|start|launch|lancer?|cree|creer|fais|faire|faites)(?: me)?(?: an?| une?| the| la| le)?(?: new| nouvelle)? (backup|sauvegarde)\b/g,
    ' create $1 ',
  ],
  [/\bbuild cache\b|\bcache de (build|construction)\b/g, ' buildcache '],
  [/\bfree (space|disk|memory|ram)\b/g, ' available $1 '],
  [/\bget rid of\b/g, ' delete '],
  [/\btake(s|n)? up\b/g, ' large '],
  [/\bback up\b/g, ' backup '],
  [/\ball (right|good|ok|fine|well)\b|\btout (va|est|se passe) (bien|bon|ok)\b|\btout va\b/g, ' health '],
  [/\bca va\b|\bva bien\b|\bcomment va\b|\bcomment vont\b/g, ' health '],
  [/\ben (marche|route|cours d'execution)\b/g, ' running '],
  [/\ben panne\b|\ba plante\b/g, ' failed '],
  [/\bmot de passe\b/g, ' password '],
  [/\bcoup d'oeil\b/g, ' look '],
  [/\blet'?s encrypt\b/g, ' letsencrypt '],
]

/**
 * A text as words that mean something. `own` are the stems of words that workflows use themselves: those are meant as they
 * stand, and not taken for a misspelling of another.
 */
export function wordsOf(text: string, own: ReadonlySet<string> = NO_STEMS): Word[] {
  const words = tokensOf(text).map((token) => wordOf(token, own))
  return text.length > LONGEST ? [...words, TOO_LONG] : words
}

const NO_STEMS: ReadonlySet<string> = new Set()

/** Takes a text apart: elisions, possessives and punctuation gone, names, paths and numbers kept whole. */
export function tokensOf(text: string): string[] {
  let plain = plainText(text.slice(0, LONGEST))
  for (const [pattern, replacement] of EXPRESSIONS) plain = plain.replace(pattern, replacement)
  return plain
    .replace(/(\d)\s*%/g, '$1 percent ')
    .replace(/\b(l|d|c|j|n|m|t|s|qu|lorsqu|puisqu)'/g, '$1 ')
    .replace(/'s\b/g, ' ')
    .split(/[^\p{L}\p{N}_./:@~=+-]+/u)
    .map((part) => part.replace(/^[.:=+-]+|[.:=,+-]+$/g, ''))
    .filter((part) => part !== '')
}

/** Characters that are looked at. A longer text is a story: what of it is not read must not pass for understood. */
const LONGEST = 1_000
const TOO_LONG: Word = { raw: '…', plain: '…', concept: '…', kind: 'other' }

function wordOf(plain: string, own: ReadonlySet<string>): Word {
  const of = (concept: string, kind: Word['kind']): Word => ({ raw: plain, plain, concept, kind })
  if (EVERYTHING.has(plain)) return of('everything', 'every')
  if (NEGATIONS.has(plain)) return of(plain, 'not')
  if (STOP_WORDS.has(plain) || /^[a-z]$/.test(plain)) return of(plain, 'stop')
  const known = EXACT.get(plain) ?? PREFIXES.find(({ word }) => plain.startsWith(word))
  const entry = known ?? (own.has(stem(plain)) ? undefined : misspelt(plain))
  if (!entry) return of(stem(plain), 'other')
  return of(entry.concept, DOING.has(entry.concept) ? 'action' : 'known')
}

/** Word endings of both languages that change no meaning here: plurals, -ing, -ed, French verb endings. */
export const stem = (word: string): string =>
  word.length <= 4 || /[\d./:@_~=-]/.test(word) ? word : word.replace(/(?:ings?|ed|ees?|ez|er|es|s|e|x)$/, '')

/**
 * A known word that this one is a slip or two away from. Short words are too close to each other to guess: of four
 * letters only two that changed places are forgiven.
 */
function misspelt(word: string): Entry | undefined {
  if (word.length < 4 || !/^[a-z-]+$/.test(word)) return undefined
  const known = guesses.get(word)
  if (known !== undefined) return known.entry
  const entry = guess(word)
  if (guesses.size >= REMEMBERED) guesses.clear()
  guesses.set(word, { entry })
  return entry
}

/** People repeat themselves, and so do the phrases of workflows. */
const guesses = new Map<string, { readonly entry: Entry | undefined }>()
const REMEMBERED = 5_000

function guess(word: string): Entry | undefined {
  let best: { entry: Entry; slips: number } | undefined
  for (const entry of ENTRIES) {
    const slips = slipsBetween(word, entry)
    if (
      slips < (best?.slips ?? Infinity) ||
      (slips === best?.slips && entry.word.length > best.entry.word.length)
    )
      best = { entry, slips }
  }
  return best && best.slips < Infinity ? best.entry : undefined
}

function slipsBetween(word: string, { word: known, prefix }: Entry): number {
  if (word.length === 4) return known.length === 4 && isSwap(word, known) ? 1 : Infinity
  if (known.length < 5 || !beginsAlike(word, known)) return Infinity
  // The first letter is seldom the wrong one: `portainer` is not a `container`.
  const whole = distance(word, known, known.length >= 8 && word[0] === known[0] ? 2 : 1)
  if (!prefix || whole <= 1) return whole
  const starts = [known.length - 1, known.length, known.length + 1].map((length) => word.slice(0, length))
  return Math.min(whole, ...starts.map((start) => distance(start, known, 1)))
}

/** One slip cannot change both of the first two letters and their places: most words are told apart by that alone. */
const beginsAlike = (a: string, b: string): boolean =>
  a[0] === b[0] || a[1] === b[0] || a[0] === b[1] || a[1] === b[1]

/** Two neighbouring letters in the wrong order, and nothing else. */
const isSwap = (a: string, b: string): boolean =>
  a !== b && [...a].sort().join('') === [...b].sort().join('') && distance(a, b, 1) === 1

/** Edits between two words where they are at most `limit`, else Infinity. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return Infinity
  const edits = editDistance(a, b)
  return edits <= limit ? edits : Infinity
}
