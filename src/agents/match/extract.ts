import type { Json } from '../../domain/json.ts'
import { unitSeconds } from '../../lib/duration.ts'
import type { Workflow, WorkflowParamDef } from '../workflow/format.ts'
import { readParam } from '../workflow/params.ts'
import { EVERYTHING, NO_NAMES } from './concepts.ts'
import { plainText, type Word } from './words.ts'

/** Parameters found in a text, and the words that were used up by them. */
export interface Extracted {
  readonly params: Readonly<Record<string, Json>>
  readonly used: ReadonlySet<Word>
  /** Words that led to a value: "the service nginx". They may be part of the request as well. */
  readonly cues: ReadonlySet<Word>
}

interface Search {
  readonly cues: Set<Word>
  readonly words: readonly Word[]
  readonly text: string
  readonly used: Set<Word>
}

/** Looks for the values of a workflow's parameters in free text, each by the rule of its type. */
export function extractParams(workflow: Workflow, words: readonly Word[], text: string): Extracted {
  const params: Record<string, Json> = {}
  const search: Search = { words, text, used: new Set(), cues: new Set() }
  for (const [name, param] of Object.entries(workflow.params)) {
    const value = assigned(name, search) ?? find(param, search)
    if (value !== undefined) params[name] = value
  }
  return { params, used: search.used, cues: search.cues }
}

/** `name=value`, with or without quotes. */
function assigned(name: string, { words, text, used }: Search): string | undefined {
  const quoted = new RegExp(`(?:^|\\s)${name}=(?:"([^"]*)"|'([^']*)'|(\\S+))`).exec(text)
  if (!quoted) return undefined
  for (const word of words) if (word.plain.startsWith(`${name.toLowerCase()}=`)) used.add(word)
  const value = quoted[1] ?? quoted[2] ?? quoted[3]
  for (const word of words) if (value?.toLowerCase().split(/\s+/).includes(word.plain)) used.add(word)
  return value
}

function find(param: WorkflowParamDef, search: Search): Json | undefined {
  switch (param.type) {
    case 'duration':
      return findDuration(search)
    case 'integer':
    case 'number':
      return findNumber(param, search)
    case 'path':
      return findShaped(search, /^(?:\/|~\/|~$)/)
    case 'choice':
      return findShaped(search, (word) => param.choices?.find((choice) => plainText(choice) === word.plain))
    case 'boolean':
      return findYes(param, search)
    default:
      return param.words ? findNamed(param, search) : findShaped(search, fitting(param))
  }
}

/** The text as typed of a word: names keep their capitals. */
function typed(word: Word, text: string): string {
  const at = text.toLowerCase().indexOf(word.plain)
  return at < 0 ? word.raw : text.slice(at, at + word.plain.length)
}

function findShaped(
  search: Search,
  shape: RegExp | ((word: Word) => string | undefined),
): string | undefined {
  for (const word of search.words) {
    if (search.used.has(word)) continue
    const found =
      shape instanceof RegExp ? (shape.test(word.raw) ? typed(word, search.text) : undefined) : shape(word)
    if (found === undefined) continue
    search.used.add(word)
    return found
  }
  return undefined
}

/** A parameter that says what its value looks like, and not where: any word of that look that means nothing else. */
const fitting =
  (param: WorkflowParamDef) =>
  (word: Word): string | undefined =>
    param.pattern !== undefined && word.kind === 'other' && readParam(param, word.raw).ok
      ? word.raw
      : undefined

/** The word after (or, failing that, right before) one of the parameter's words: "restart the nginx service". */
function findNamed(param: WorkflowParamDef, search: Search): string | undefined {
  const quoted = /["'«“]\s*([^"'«»“”]{1,100}?)\s*["'»”]/.exec(search.text)?.[1]
  if (quoted !== undefined && readParam(param, quoted).ok) {
    for (const word of search.words) if (quoted.toLowerCase().includes(word.plain)) search.used.add(word)
    return quoted
  }
  const isCue = (word: Word) => isCueOf(param, word)
  const { words } = search
  const first = words.findIndex(isCue)
  if (first < 0) return undefined
  const may = (word: Word | undefined): word is Word =>
    word !== undefined &&
    !['stop', 'not', 'every'].includes(word.kind) &&
    !isCue(word) &&
    !EVERYTHING.has(word.plain) &&
    !NO_NAMES.has(word.plain) &&
    !search.used.has(word) &&
    readParam(param, word.raw).ok
  const after = words.slice(first + 1).find((word) => !isCue(word) && word.kind !== 'stop')
  const found = may(after)
    ? after
    : words.slice(0, first).findLast((word) => word.kind === 'other' && may(word))
  if (!found) return undefined
  search.used.add(found)
  const at = words.indexOf(found)
  for (const near of [words[at - 1], words[at + 1]])
    if (near && isCue(near) && near.kind === 'known') search.cues.add(near)
  return typed(found, search.text)
}

/** 80 %, 500 MB, "more than 10": with a unit anywhere, without one near one of the parameter's words. */
function findNumber(param: WorkflowParamDef, search: Search): Json | undefined {
  const { words, used } = search
  for (const [i, word] of words.entries()) {
    const number = /^\d+(?:[.,]\d+)?(%|[kmgt]i?[bo]|[kmgt])?$/.exec(word.plain)
    if (!number || used.has(word)) continue
    const next = words[i + 1]
    if (!counted(param, number[1] ?? '', next, words.slice(Math.max(0, i - 3), i))) continue
    used.add(word)
    for (const near of words.slice(Math.max(0, i - 3), i + 2)) if (isCueOf(param, near)) search.cues.add(near)
    const unit = unitOf(next)
    if (number[1] === undefined && unit !== undefined && next) used.add(next)
    return param.unit === 'bytes' && unit !== undefined ? `${word.plain}${unit}` : word.plain.replace('%', '')
  }
  return undefined
}

function counted(
  param: WorkflowParamDef,
  own: string,
  next: Word | undefined,
  before: readonly Word[],
): boolean {
  const unit = own === '' ? (unitOf(next) ?? '') : own
  if (param.unit === 'percent') return unit === '%'
  if (param.unit === 'bytes') return /^[kmgt]i?[bo]?$/.test(unit)
  return [...before, ...(next ? [next] : [])].some((word) => isCueOf(param, word))
}

/** Whether a word is one of those that the parameter is introduced by. */
function isCueOf(param: WorkflowParamDef, word: Word): boolean {
  const cues = [...(param.words?.en ?? []), ...(param.words?.fr ?? [])].map(plainText)
  return cues.includes(word.plain) || cues.includes(word.concept)
}

function unitOf(word: Word | undefined): string | undefined {
  if (!word) return undefined
  if (/^(percent|pourcent|pour-cent)$/.test(word.plain)) return '%'
  if (/^[kmgt]i?[bo]$/.test(word.plain)) return word.plain
  const named = /^(kilo|mega|giga|tera)(bytes?|octets?|s)?$/.exec(word.plain)?.[1]
  return named === undefined ? undefined : `${named[0]}o`
}

const NUMBERS: Readonly<Record<string, number>> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  ten: 10,
  twelve: 12,
  thirty: 30,
  un: 1,
  une: 1,
  deux: 2,
  trois: 3,
  quatre: 4,
  cinq: 5,
  sept: 7,
  huit: 8,
  dix: 10,
  douze: 12,
  quinze: 15,
  trente: 30,
}

/** Words that name a stretch of time by themselves, in seconds. */
const STRETCHES: Readonly<Record<string, number>> = {
  today: 86_400,
  hui: 86_400,
  yesterday: 172_800,
  hier: 172_800,
  night: 86_400,
  nuit: 86_400,
  overnight: 86_400,
  tonight: 86_400,
}

/** "last 24 h", "des 7 derniers jours", "since yesterday", "this week", "2h": in seconds. */
function findDuration({ words, used }: Search): Json | undefined {
  for (const [i, word] of words.entries()) {
    const whole = /^(\d+(?:[.,]\d+)?)(\p{L}+)$/u.exec(word.plain)
    const joined = whole ? unitSeconds(whole[2] ?? '') : undefined
    if (whole && joined !== undefined) {
      used.add(word)
      return Number((whole[1] ?? '').replace(',', '.')) * joined
    }
    const stretch = STRETCHES[word.plain]
    if (stretch !== undefined) {
      used.add(word)
      return stretch
    }
    const number = /^\d+$/.test(word.plain) ? Number(word.plain) : NUMBERS[word.plain]
    const next = words.slice(i + 1, i + 3).find(({ plain }) => unitSeconds(plain) !== undefined)
    const seconds = next ? unitSeconds(next.plain) : undefined
    if (number !== undefined && next && seconds !== undefined) {
      for (const one of words.slice(i, words.indexOf(next) + 1)) used.add(one)
      return number * seconds
    }
    if (!/^(last|past|previous|this|derni|cette|ce$)/.test(word.plain)) continue
    const [after, before] = [words[i + 1], words[i - 1]]
    const named = [after, before].find((one) => one && unitSeconds(one.plain) !== undefined)
    const one = named && unitSeconds(named.plain)
    if (!named || one === undefined) continue
    used.add(word).add(named)
    return one
  }
  return undefined
}

/** Its words say yes; a "no" or "without" just before them says no. */
function findYes(param: WorkflowParamDef, { words, used }: Search): boolean | undefined {
  const at = words.findIndex((word) => isCueOf(param, word))
  const word = words[at]
  if (!word) return undefined
  used.add(word)
  return !words.slice(Math.max(0, at - 2), at).some(({ kind }) => kind === 'not')
}
