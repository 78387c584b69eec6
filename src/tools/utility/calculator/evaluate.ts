import { ExpressionError } from './failure.ts'
import { CONSTANTS, FUNCTIONS, significant, UNITS } from './names.ts'
import { type Token, tokensOf } from './tokens.ts'

/** Deeper nesting is no calculation but an attempt at the stack. */
const DEEPEST = 100

/** How strongly an operator holds on to its left and its right side; the left of `^` is weaker: right to left. */
const BINDING: ReadonlyMap<string, readonly [left: number, right: number]> = new Map(
  Object.entries({
    '==': [1, 2],
    '!=': [1, 2],
    '<': [1, 2],
    '<=': [1, 2],
    '>': [1, 2],
    '>=': [1, 2],
    '+': [3, 4],
    '-': [3, 4],
    '*': [5, 6],
    '/': [5, 6],
    '%': [5, 6],
    '^': [9, 8],
  } satisfies Record<string, [number, number]>),
)
/** Between `*` and `^`: -2 ^ 2 is -4, as on paper. */
const UNARY = 7

type Value = number | boolean

/**
 * The value of an expression: `+ - * / % ^` (or `**`), unary signs, parentheses, comparisons, and the functions,
 * constants and units of `names.ts`. Numbers are doubles, the result is given to 15 significant digits; `%` has the sign
 * of its left side. Nothing is executed: a Pratt parser (V. Pratt, "Top down operator precedence", 1973) that
 * calculates while it reads.
 *
 * @throws ExpressionError with the position
 */
export function evaluate(text: string): Value {
  const tokens = tokensOf(text)
  let next = 0
  let depth = 0
  const peek = (): Token => tokens[next] ?? { kind: 'end', position: text.length + 1 }
  const take = (): Token => {
    const token = peek()
    next++
    return token
  }
  const isSign = (sign: string): boolean => {
    const token = peek()
    return token.kind === 'sign' && token.text === sign
  }
  const expect = (sign: string): void => {
    if (!isSign(sign))
      throw new ExpressionError(`${spell(peek())} where "${sign}" should be`, peek().position)
    next++
  }

  function expression(strength: number): Value {
    if (++depth > DEEPEST) throw new ExpressionError(`nested more than ${DEEPEST} deep`, peek().position)
    let left = operand()
    for (;;) {
      const token = peek()
      const binding = token.kind === 'sign' ? BINDING.get(token.text) : undefined
      if (token.kind !== 'sign' || !binding || binding[0] < strength) break
      next++
      left = calculate(token.text, numeric(left, token.position), expression(binding[1]), token.position)
    }
    depth--
    return left
  }

  function operand(): Value {
    const token = take()
    if (token.kind === 'number') return token.value * unit()
    if (token.kind === 'name')
      return isSign('(') ? call(token.text, token.position) : constant(token.text, token.position)
    if (token.kind === 'sign' && (token.text === '-' || token.text === '+')) {
      const value = numeric(expression(UNARY), token.position)
      return token.text === '-' ? -value : value
    }
    if (token.kind === 'sign' && token.text === '(') {
      const value = expression(0)
      expect(')')
      return value
    }
    throw new ExpressionError(`${spell(token)} where a number should be`, token.position)
  }

  function unit(): number {
    const token = peek()
    const factor = token.kind === 'name' ? UNITS.get(token.text) : undefined
    if (factor !== undefined) next++
    return factor ?? 1
  }

  function call(name: string, position: number): number {
    const callable = FUNCTIONS.get(name)
    if (!callable)
      throw new ExpressionError(
        `there is no function ${name}; there are ${[...FUNCTIONS.keys()].join(', ')}`,
        position,
      )
    expect('(')
    const args: number[] = []
    while (!isSign(')')) {
      if (args.length > 0) expect(',')
      const at = peek().position
      args.push(numeric(expression(0), at))
    }
    expect(')')
    if (args.length < callable.least || args.length > callable.most)
      throw new ExpressionError(`${name} does not take ${args.length} arguments`, position)
    return finite(callable.apply(...args), position)
  }

  if (peek().kind === 'end') throw new ExpressionError('there is nothing to calculate', 1)
  const value = expression(0)
  const rest = peek()
  if (rest.kind !== 'end')
    throw new ExpressionError(`${spell(rest)} where an operator should be`, rest.position)
  return typeof value === 'boolean' ? value : significant(finite(value, 1))
}

function constant(name: string, position: number): number {
  const value = CONSTANTS.get(name)
  if (value === undefined) throw new ExpressionError(`"${name}" is not known`, position)
  return value
}

function calculate(sign: string, a: number, right: Value, position: number): Value {
  const b = numeric(right, position)
  // Compared as shown, so that 0.1 + 0.2 == 0.3.
  const [x, y] = [significant(a), significant(b)]
  switch (sign) {
    case '+':
      return finite(a + b, position)
    case '-':
      return finite(a - b, position)
    case '*':
      return finite(a * b, position)
    case '/':
    case '%':
      if (b === 0) throw new ExpressionError('division by zero', position)
      return finite(sign === '/' ? a / b : a % b, position)
    case '^':
      return finite(a ** b, position)
    case '<':
      return x < y
    case '<=':
      return x <= y
    case '>':
      return x > y
    case '>=':
      return x >= y
    case '==':
      return x === y
    default:
      return x !== y
  }
}

function numeric(value: Value, position: number): number {
  if (typeof value === 'boolean') throw new ExpressionError('a comparison is no number', position)
  return value
}

function finite(value: number, position: number): number {
  if (Number.isNaN(value)) throw new ExpressionError('this has no real value', position)
  if (!Number.isFinite(value)) throw new ExpressionError('the number is too large', position)
  return value
}

function spell(token: Token): string {
  if (token.kind === 'end') return 'the end'
  return token.kind === 'number' ? `${token.value}` : `"${token.text}"`
}
