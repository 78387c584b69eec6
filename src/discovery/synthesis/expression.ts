/** What is known of one object or state: attributes are truth values, features are numbers. */
export type Point = Readonly<Record<string, boolean | number>>

export type Comparison = '>=' | '<=' | '>' | '<'

/** A condition over points. */
export type Expression =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'attribute'; readonly name: string }
  | {
      readonly kind: 'threshold'
      readonly feature: string
      readonly comparison: Comparison
      readonly bound: number
    }
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression }

/** A missing or wrongly typed attribute is false, and so is any comparison with a missing feature. */
export function holds(expression: Expression, point: Point): boolean {
  switch (expression.kind) {
    case 'constant':
      return expression.value
    case 'attribute':
      return point[expression.name] === true
    case 'threshold':
      return compare(point[expression.feature], expression.comparison, expression.bound)
    case 'not':
      return !holds(expression.of, point)
    case 'and':
      return holds(expression.left, point) && holds(expression.right, point)
    case 'or':
      return holds(expression.left, point) || holds(expression.right, point)
  }
}

/** Names, constants, numbers and operators in it: `a and not x >= 3` is 6. */
export function sizeOf(expression: Expression): number {
  switch (expression.kind) {
    case 'constant':
    case 'attribute':
      return 1
    case 'threshold':
      return 3
    case 'not':
      return 1 + sizeOf(expression.of)
    case 'and':
    case 'or':
      return 1 + sizeOf(expression.left) + sizeOf(expression.right)
  }
}

const BINDS = { or: 1, and: 2, not: 3, threshold: 4, attribute: 4, constant: 4 } as const

/** `healthy and not (memory >= 80 or "needs water")`; `parseExpression` reads it back. */
export function printExpression(expression: Expression): string {
  const inside = (one: Expression, binds: number) =>
    BINDS[one.kind] < binds ? `(${printExpression(one)})` : printExpression(one)
  switch (expression.kind) {
    case 'constant':
      return String(expression.value)
    case 'attribute':
      return printName(expression.name)
    case 'threshold':
      return `${printName(expression.feature)} ${expression.comparison} ${expression.bound}`
    case 'not':
      return `not ${inside(expression.of, BINDS.not)}`
    case 'and':
    case 'or': {
      const own = BINDS[expression.kind]
      return `${inside(expression.left, own)} ${expression.kind} ${inside(expression.right, own + 1)}`
    }
  }
}

export const WORDS: ReadonlySet<string> = new Set(['and', 'or', 'not', 'true', 'false'])

const printName = (name: string): string =>
  /^[\p{L}_][\p{L}\p{N}_.]*$/u.test(name) && !WORDS.has(name) ? name : JSON.stringify(name)

function compare(value: boolean | number | undefined, comparison: Comparison, bound: number): boolean {
  if (typeof value !== 'number') return false
  switch (comparison) {
    case '>=':
      return value >= bound
    case '<=':
      return value <= bound
    case '>':
      return value > bound
    case '<':
      return value < bound
  }
}
