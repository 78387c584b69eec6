import type { Json } from '../../domain/json.ts'

/** What stands at the root of the value that is looked for. */
export type Root = 'object' | 'array' | 'any'

export type Extracted =
  | { readonly ok: true; readonly value: Json }
  /** `cut`: it begins and does not end. */
  | { readonly ok: false; readonly why: 'empty' | 'none' | 'cut' | 'broken' }

export interface ExtractOptions {
  readonly root: Root
  /** Whether slips may be mended; not where the answer's end is known to be missing. */
  readonly mend: boolean
}

/**
 * The first whole JSON value in what a model wrote: between fences, in the middle of prose, or written twice. Slips of
 * a whole value (trailing commas, other quotes, Python's words, comments) are mended. A value that begins and does not end
 * is never completed: a plan without its last steps, or a path without its end, would be another plan and another path.
 */
export async function extractJson(text: string, { root, mend }: ExtractOptions): Promise<Extracted> {
  const said = withoutThinking(text).trim()
  if (said === '') return { ok: false, why: 'empty' }
  const whole = parse(unfenced(said))
  if (whole !== undefined && fits(whole, root)) return { ok: true, value: whole }

  let why: 'none' | 'broken' = 'none'
  for (let from = 0, tries = 0; tries < MAX_TRIES; tries++) {
    const start = indexOfStart(said, from, root)
    if (start < 0) return { ok: false, why }
    const end = endOf(said, start)
    if (end === undefined) return { ok: false, why: why === 'broken' ? why : 'cut' }
    const part = said.slice(start, end)
    const value = parse(part) ?? (mend ? await mended(part) : undefined)
    if (value !== undefined && fits(value, root)) return { ok: true, value }
    // Past all of it: what is inside of a broken value is a part of it, and not the answer.
    from = end
    if (looksLikeJson(part)) why = 'broken'
  }
  return { ok: false, why }
}

/** Brackets in prose, or in code, come before the answer now and then; a text of nothing else has none. */
const MAX_TRIES = 100

/** Some models think aloud in their answer, and a draft in there is not the answer. */
const withoutThinking = (text: string): string => text.replace(/<think>[\s\S]*?(<\/think>|$)/g, '')

const unfenced = (text: string): string => /^```[\w-]*\s*\n([\s\S]*?)\n?```\s*$/.exec(text)?.[1] ?? text

function parse(text: string): Json | undefined {
  try {
    const value = JSON.parse(text) as Json
    // JSON that was written as a string once more.
    return typeof value === 'string' && /^\s*[{[]/.test(value) ? (parse(value) ?? value) : value
  } catch {
    return undefined
  }
}

function fits(value: Json, root: Root): boolean {
  if (root === 'any') return true
  if (Array.isArray(value)) return root === 'array'
  return root === 'object' && typeof value === 'object' && value !== null
}

function indexOfStart(text: string, from: number, root: Root): number {
  const pattern = root === 'object' ? /\{/g : root === 'array' ? /\[/g : /[{[]/g
  pattern.lastIndex = from
  return pattern.exec(text)?.index ?? -1
}

/** Just past the bracket that closes the one at `start`, with an eye on strings; undefined where there is none. */
function endOf(text: string, start: number): number | undefined {
  let depth = 0
  for (let at = start; at < text.length; at++) {
    const char = text[at]
    if (char === '"') {
      const close = endOfString(text, at)
      if (close === undefined) return undefined
      at = close
    } else if (char === '{' || char === '[') depth++
    else if ((char === '}' || char === ']') && --depth === 0) return at + 1
  }
  return undefined
}

function endOfString(text: string, start: number): number | undefined {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') return at
  }
  return undefined
}

async function mended(part: string): Promise<Json | undefined> {
  // Loaded here because good answers never need it.
  const { jsonrepair } = await import('jsonrepair')
  try {
    return JSON.parse(jsonrepair(part)) as Json
  } catch {
    // Beyond mending, or nested too deeply for it.
    return undefined
  }
}

/** Between braces of prose and of JSON, a quote or a colon makes the difference. */
const looksLikeJson = (part: string): boolean => /["':]/.test(part)
