import type { Expression } from 'jsonata'
import type { Json, JsonObject } from '../domain/json.ts'
import { HOUSE_FUNCTIONS } from './expression-functions.ts'
import { GuardedRegExp } from './guarded-regexp.ts'

export type Evaluated =
  | { readonly ok: true; readonly value: Json | undefined }
  | { readonly ok: false; readonly message: string }

/** A bad expression must not hang or fill the memory: milliseconds, nested evaluations, items of one list. */
const LIMITS = { timeout: 1_000, stack: 500, sequence: 200_000 } as const
const CACHED = 1_000

const compiled = new Map<string, Expression>()

/**
 * Evaluates JSONata (https://docs.jsonata.org) over `input`; `bindings` are its variables, `{params: …}` is `$params`.
 * Never rejects: what does not parse, fails, or takes more than LIMITS is a message of one line.
 */
export async function evaluate(expression: string, input: Json, bindings: JsonObject): Promise<Evaluated> {
  try {
    const ready = await compile(expression)
    return { ok: true, value: plain(await ready.evaluate(input, bindings)) }
  } catch (error) {
    return { ok: false, message: describe(error) }
  }
}

/** Variables and the first field below them that an expression names, e.g. `steps.disk`; or why it does not parse. */
export async function referencesOf(
  expression: string,
): Promise<
  | { readonly ok: true; readonly references: readonly string[] }
  | { readonly ok: false; readonly message: string }
> {
  try {
    await compile(expression)
    const named = expression.matchAll(/\$([A-Za-z]\w*)(?:\.([A-Za-z_]\w*)|\.`([^`]*)`)?/g)
    const found = [...named].map(([, name = '', field, quoted]) => [name, field ?? quoted])
    return { ok: true, references: [...new Set(found.map((parts) => parts.filter(Boolean).join('.')))] }
  } catch (error) {
    return { ok: false, message: describe(error) }
  }
}

/** Whether an expression looks at nothing: neither at its input nor at a variable, so that it always answers the same. */
export async function looksAtNothing(expression: string): Promise<boolean> {
  const { ast } = await compile(expression)
  return !looks(ast())
}

/** `procedure` is the name of the function that is called, which is no look at anything. */
function looks(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false
  if (Array.isArray(node)) return node.some(looks)
  const { type, procedure, ...rest } = node as Readonly<Record<string, unknown>>
  if (type === 'name' || type === 'variable' || type === 'wildcard' || type === 'descendant') return true
  return Object.values(rest).some(looks) || (type === 'function' && !isNamed(procedure) && looks(procedure))
}

const isNamed = (procedure: unknown): boolean =>
  typeof procedure === 'object' && procedure !== null && 'type' in procedure && procedure.type === 'variable'

async function compile(expression: string): Promise<Expression> {
  const known = compiled.get(expression)
  if (known) return known
  const { default: jsonata } = await import('jsonata')
  const fresh = jsonata(expression, { ...LIMITS, RegexEngine: GuardedRegExp as RegExpConstructor })
  // Registering parses a signature each time: only what is named, hundreds of expressions are read at once.
  for (const [name, [call, signature]] of Object.entries(HOUSE_FUNCTIONS))
    if (expression.includes(`$${name}`))
      fresh.registerFunction(name, call as (...args: unknown[]) => unknown, signature)
  if (compiled.size >= CACHED) {
    const oldest = compiled.keys().next()
    if (!oldest.done) compiled.delete(oldest.value)
  }
  compiled.set(expression, fresh)
  return fresh
}

/** JSONata's lists carry marks of their own, and a function may be a result: only what JSON can hold goes on. */
function plain(value: unknown): Json | undefined {
  if (value === undefined || typeof value === 'function') return undefined
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (Array.isArray(value)) return Array.from(value, (one) => plain(one) ?? null)
  const entries = Object.entries(value)
  if (entries.some(([key]) => key === '_jsonata_lambda' || key === '_jsonata_function')) return undefined
  return Object.fromEntries(entries.map(([key, held]) => [key, plain(held)]))
}

function describe(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error)
  const { message, code, position } = error as { message?: string; code?: string; position?: number }
  const text = (message ?? code ?? 'failed').replace(/\s+/g, ' ')
  const syntax = position !== undefined && code?.startsWith('S')
  return syntax ? `${text} (at character ${position})` : text
}
