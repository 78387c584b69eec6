import type { Json, JsonObject } from '../domain/json.ts'
import { evaluate } from './expression.ts'
import { hasHoles, parseHoles } from './holes.ts'
import { quoteValue, whyNotQuotable } from './shell-quote.ts'

export type Filled<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly message: string }

export interface FillOptions {
  /** Keys, at any depth, whose text is a bash script: values are put in as quoted words. */
  readonly quoteKeys: readonly string[]
}

/** Whether any text in it has a `${…}` to fill. */
export function needsFilling(value: Json | undefined): boolean {
  if (typeof value === 'string') return hasHoles(value)
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).some(needsFilling)
}

/**
 * Fills the `${…}` of every text in `args` with JSONata over `bindings`. A text that is exactly one hole keeps the type of
 * the value, and its key is left out where there is none; elsewhere a missing value is a failure that names it.
 */
export async function fillTemplate(
  args: JsonObject,
  bindings: JsonObject,
  options: FillOptions,
): Promise<Filled<JsonObject>> {
  try {
    return { ok: true, value: (await fill(args, '', { bindings, options })) as JsonObject }
  } catch (error) {
    if (error instanceof Unfillable) return { ok: false, message: error.message }
    throw error
  }
}

/** What is wrong with the templates in `args`, without filling them; undefined when nothing is. */
export function whyNotFillable(args: Json | undefined, options: FillOptions, key = ''): string | undefined {
  if (typeof args === 'string') {
    const parsed = parseHoles(args)
    if (!parsed.ok) return parsed.message
    return options.quoteKeys.includes(key) ? whyNotQuotable(parsed.holes.literals) : undefined
  }
  if (typeof args !== 'object' || args === null) return undefined
  for (const [name, held] of Object.entries(args)) {
    const wrong = whyNotFillable(held, options, Array.isArray(args) ? key : name)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

/** Every expression in the holes of `value`. */
export function expressionsIn(value: Json | undefined): readonly string[] {
  if (typeof value === 'string') {
    const parsed = parseHoles(value)
    return parsed.ok ? parsed.holes.expressions : []
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(expressionsIn)
}

class Unfillable extends Error {}

interface Filling {
  readonly bindings: JsonObject
  readonly options: FillOptions
}

async function fill(value: Json, key: string, filling: Filling): Promise<Json | undefined> {
  if (typeof value === 'string') return hasHoles(value) ? fillText(value, key, filling) : value
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const items = await Promise.all(value.map((one: Json) => fill(one, key, filling)))
    return items.filter((one) => one !== undefined)
  }
  const entries: [string, Json][] = []
  for (const [name, held] of Object.entries(value)) {
    const filled = held === undefined ? undefined : await fill(held, name, filling)
    if (filled !== undefined) entries.push([name, filled])
  }
  return Object.fromEntries(entries)
}

async function fillText(
  text: string,
  key: string,
  { bindings, options }: Filling,
): Promise<Json | undefined> {
  const parsed = parseHoles(text)
  if (!parsed.ok) throw new Unfillable(parsed.message)
  const { literals, expressions } = parsed.holes
  const quoted = options.quoteKeys.includes(key)
  const wrong = quoted ? whyNotQuotable(literals) : undefined
  if (wrong !== undefined) throw new Unfillable(`${key}: ${wrong}`)
  const whole = !quoted && expressions.length === 1 && literals.every((literal) => literal === '')
  let filled = literals[0] ?? ''
  for (const [i, expression] of expressions.entries()) {
    const result = await evaluate(expression, null, bindings)
    if (!result.ok) throw new Unfillable(`\${${expression}}: ${result.message}`)
    if (whole) return result.value
    if (result.value === undefined) throw new Unfillable(`\${${expression}}: there is no such value`)
    const after = literals[i + 1] ?? ''
    filled += (quoted ? asWords(result.value, expression, after) : asText(result.value)) + after
  }
  return filled
}

/** Before these characters a bare word would become a redirected descriptor, an assignment or a function. */
const CHANGES_MEANING = /^[<>=+[(]/

function asWords(value: Json, expression: string, after: string): string {
  try {
    return quoteValue(value, CHANGES_MEANING.test(after))
  } catch (error) {
    throw new Unfillable(`\${${expression}}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

const asText = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value))
