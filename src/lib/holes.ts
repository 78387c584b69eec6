import { withoutReferences } from './secret-refs.ts'

/** A text with `${…}` in it, taken apart: literals and expressions take turns, beginning and ending with a literal. */
export interface Holes {
  readonly literals: readonly string[]
  readonly expressions: readonly string[]
}

export type ParsedHoles =
  | { readonly ok: true; readonly holes: Holes }
  | { readonly ok: false; readonly message: string }

const cache = new Map<string, ParsedHoles>()
const CACHED = 2_000

/** Takes a template apart. Braces inside an expression are balanced, `$${` is a literal `${`. */
export function parseHoles(template: string): ParsedHoles {
  const known = cache.get(template)
  if (known) return known
  const parsed = parse(template)
  if (cache.size >= CACHED) cache.clear()
  cache.set(template, parsed)
  return parsed
}

/** References to secrets are no holes: they stay as they are until the command is started. */
export const hasHoles = (template: string): boolean =>
  template.includes('${') && withoutReferences(template).includes('${')

const SECRET = /^\$\{secret:[A-Z][A-Z0-9_]{0,63}\}/

function parse(template: string): ParsedHoles {
  const literals: string[] = []
  const expressions: string[] = []
  let literal = ''
  let at = 0
  while (at < template.length) {
    const open = template.indexOf('${', at)
    if (open < 0) break
    if (template[open - 1] === '$' && open > at) {
      literal += `${template.slice(at, open - 1)}\${`
      at = open + 2
      continue
    }
    const secret = SECRET.exec(template.slice(open, open + 80))?.[0]
    if (secret !== undefined) {
      literal += template.slice(at, open + secret.length)
      at = open + secret.length
      continue
    }
    const close = closingBrace(template, open + 2)
    if (close < 0)
      return { ok: false, message: `"\${" has no matching "}": ${template.slice(open, open + 40)}` }
    const expression = template.slice(open + 2, close).trim()
    if (expression === '') return { ok: false, message: '"${}" is empty' }
    literals.push(literal + template.slice(at, open))
    expressions.push(expression)
    literal = ''
    at = close + 1
  }
  literals.push(literal + template.slice(at))
  return { ok: true, holes: { literals, expressions } }
}

/** Index of the `}` that ends an expression: strings, names in backquotes, comments and patterns may hold braces. */
function closingBrace(text: string, start: number): number {
  let depth = 0
  let before = '('
  for (let i = start; i < text.length; i++) {
    const char = text[i] ?? ''
    if (char === '"' || char === "'" || char === '`') i = skipTo(text, i + 1, char)
    else if (char === '/' && text[i + 1] === '*') {
      const end = text.indexOf('*/', i + 2)
      if (end < 0) return -1
      i = end + 1
      continue
    } else if (char === '/' && '([{,;:=~><&|?+-*!'.includes(before)) i = skipTo(text, i + 1, '/')
    else if (char === '{') depth++
    else if (char === '}' && depth-- === 0) return i
    if (i < 0) return -1
    if (char.trim() !== '') before = char
  }
  return -1
}

function skipTo(text: string, from: number, end: string): number {
  for (let i = from; i < text.length; i++) {
    if (text[i] === '\\' && end !== '`') i++
    else if (text[i] === end) return i
  }
  return -1
}
