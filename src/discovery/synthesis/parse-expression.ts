import { UserError } from '../../domain/errors.ts'
import { type Comparison, type Expression, WORDS } from './expression.ts'

interface Token {
  readonly kind: 'name' | 'number' | 'word' | 'sign' | 'end'
  readonly text: string
  /** From 1. */
  readonly at: number
}

/** Brackets inside brackets, at most; far more than anybody writes, far less than a stack holds. */
const DEPTH = 200

/**
 * `or` binds least, then `and`, then `not`; names that are no plain words stand in double quotes, as in JSON. A UserError
 * says at which character it stopped.
 */
export function parseExpression(text: string): Expression {
  const tokens = tokenise(text)
  let next = 0
  const peek = (): Token => tokens[next] ?? { kind: 'end', text: '', at: text.length + 1 }
  const takes = (kind: Token['kind'], wanted: string): boolean => {
    const found = peek().kind === kind && peek().text === wanted
    if (found) next++
    return found
  }
  const chain = (word: 'and' | 'or', part: (depth: number) => Expression, depth: number): Expression => {
    let left = part(depth)
    while (takes('word', word)) left = { kind: word, left, right: part(depth) }
    return left
  }
  const either = (depth: number): Expression => chain('or', both, depth)
  const both = (depth: number): Expression => chain('and', single, depth)

  function single(depth: number): Expression {
    if (depth > DEPTH) throw bad(peek(), `no more than ${DEPTH} nots and brackets inside each other`)
    if (takes('word', 'not')) return { kind: 'not', of: single(depth + 1) }
    if (takes('sign', '(')) {
      const inside = either(depth + 1)
      if (!takes('sign', ')')) throw bad(peek(), 'a ")"')
      return inside
    }
    for (const value of [true, false]) if (takes('word', String(value))) return { kind: 'constant', value }
    const name = peek()
    if (name.kind !== 'name') throw bad(name, 'a name, "not", "true", "false" or "("')
    next++
    const sign = peek()
    if (!isComparison(sign.text) || sign.kind !== 'sign') return { kind: 'attribute', name: name.text }
    next++
    const bound = peek()
    if (bound.kind !== 'number') throw bad(bound, 'a number')
    next++
    return { kind: 'threshold', feature: name.text, comparison: sign.text, bound: Number(bound.text) }
  }

  const expression = either(0)
  if (peek().kind !== 'end') throw bad(peek(), '"and", "or" or the end')
  return expression
}

const isComparison = (text: string): text is Comparison => ['>=', '<=', '>', '<'].includes(text)

const bad = (token: Token, wanted: string): UserError =>
  new UserError(
    'bad_input',
    `Expression, character ${token.at}: ${token.kind === 'end' ? 'it ends' : JSON.stringify(token.text)} where ${wanted} should stand`,
  )

const TOKEN =
  /\s*(?:(?<quoted>"(?:[^"\\]|\\.)*")|(?<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<name>[\p{L}_][\p{L}\p{N}_.]*)|(?<sign>>=|<=|>|<|\(|\)))/uy

function tokenise(text: string): readonly Token[] {
  const tokens: Token[] = []
  const end = text.trimEnd().length
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < end) {
    const from = TOKEN.lastIndex
    const match = TOKEN.exec(text)
    const { quoted, number, name, sign } = match?.groups ?? {}
    const at = (match ? TOKEN.lastIndex - (quoted ?? number ?? name ?? sign ?? '').length : from) + 1
    if (quoted !== undefined) tokens.push({ kind: 'name', text: unquote(quoted, at), at })
    else if (number !== undefined) tokens.push({ kind: 'number', text: number, at })
    else if (name !== undefined) tokens.push({ kind: WORDS.has(name) ? 'word' : 'name', text: name, at })
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign, at })
    else
      throw new UserError(
        'bad_input',
        `Expression, character ${at}: ${JSON.stringify(text.slice(from, from + 10).trim())} means nothing here`,
      )
  }
  return tokens
}

function unquote(quoted: string, at: number): string {
  try {
    return String(JSON.parse(quoted))
  } catch {
    throw new UserError(
      'bad_input',
      `Expression, character ${at}: ${quoted} is no text in quotes; write it as in JSON`,
    )
  }
}
