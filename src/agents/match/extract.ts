import type { Json } from '../../domain/json.ts'
import type { Workflow, WorkflowParamDef } from '../workflow/format.ts'
import { readParam } from '../workflow/params.ts'
import { EVERYTHING, NO_NAMES } from './concepts.ts'
import { findDuration } from './find-duration.ts'
import { findNumber } from './find-number.ts'
import { isCueOf, type Search } from './search.ts'
import { plainText, type Word } from './words.ts'

/** Parameters found in a text, and the words that were used up by them. */
export interface Extracted {
  readonly params: Readonly<Record<string, Json>>
  readonly used: ReadonlySet<Word>
  /** Words that led to a value: "the service nginx". They may be part of the request as well. */
  readonly cues: ReadonlySet<Word>
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

/** Its words say yes; a "no" or "without" just before them says no. */
function findYes(param: WorkflowParamDef, { words, used }: Search): boolean | undefined {
  const at = words.findIndex((word) => isCueOf(param, word))
  const word = words[at]
  if (!word) return undefined
  used.add(word)
  return !words.slice(Math.max(0, at - 2), at).some(({ kind }) => kind === 'not')
}
