import { ExpressionError } from './failure.ts'

export type Token =
  | { readonly kind: 'number'; readonly value: number; readonly position: number }
  | { readonly kind: 'name'; readonly text: string; readonly position: number }
  | { readonly kind: 'sign'; readonly text: string; readonly position: number }
  | { readonly kind: 'end'; readonly position: number }

const SPACE = /\s+/y
/** Hexadecimal too, because sizes and permissions come that way. */
const NUMBER = /0[xX][\da-fA-F]+|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y
const NAME = /[A-Za-z_]\w*/y
const SIGN = /\*\*|<=|>=|==|!=|[-+*/%^(),<>]/y

/** @throws ExpressionError at the first character that belongs to nothing */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0]
    at += found?.length ?? 0
    return found
  }
  while (at < text.length) {
    if (take(SPACE) !== undefined) continue
    const position = at + 1
    const number = take(NUMBER)
    const name = number === undefined ? take(NAME) : undefined
    const sign = number === undefined && name === undefined ? take(SIGN) : undefined
    if (number !== undefined) tokens.push({ kind: 'number', value: Number(number), position })
    else if (name !== undefined) tokens.push({ kind: 'name', text: name, position })
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign === '**' ? '^' : sign, position })
    else
      throw new ExpressionError(`"${String.fromCodePoint(text.codePointAt(at) ?? 0)}" is not known`, position)
  }
  tokens.push({ kind: 'end', position: text.length + 1 })
  return tokens
}
