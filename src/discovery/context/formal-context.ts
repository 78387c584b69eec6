import { UserError } from '../../domain/errors.ts'
import { add, type Bitset, emptySet } from '../bitset.ts'

/**
 * A formal context (G, M, I): objects, attributes, and which object has which attribute
 * (Ganter & Wille, Formal Concept Analysis, 1999, section 1.1). Both directions of I are kept.
 */
export interface FormalContext {
  readonly name: string
  readonly objects: readonly string[]
  readonly attributes: readonly string[]
  /** For each object its attributes: g′. */
  readonly rows: readonly Bitset[]
  /** For each attribute its objects: m′. */
  readonly columns: readonly Bitset[]
}

export interface ContextParts {
  readonly name?: string
  readonly objects: readonly string[]
  readonly attributes: readonly string[]
  /** For each object the attributes that it has, as sets over the attributes' positions. */
  readonly rows: readonly Bitset[]
}

/** What one context may hold; more is refused before memory is taken. Sets of pairs, 100,000 × 1,000 is 25 MB. */
export const LIMITS = { objects: 1_000_000, attributes: 4_096, cells: 400_000_000 } as const

/** Names must be unique on each side and none empty, and there must be an attribute: otherwise a UserError says which. */
export function createContext(parts: ContextParts): FormalContext {
  const { name = '', objects, attributes, rows } = parts
  const where = name === '' ? 'The context' : name
  checkSize(where, objects.length, attributes.length)
  checkNames(where, 'object', objects)
  checkNames(where, 'attribute', attributes)
  if (rows.length !== objects.length) throw new TypeError(`${rows.length} rows for ${objects.length} objects`)
  return { name, objects, attributes, rows, columns: transpose(rows, attributes.length) }
}

/** From a predicate or a table of truth values. */
export function contextOf(
  objects: readonly string[],
  attributes: readonly string[],
  holds: (object: number, attribute: number) => boolean,
  name = '',
): FormalContext {
  const rows = objects.map((_, g) => {
    const row = emptySet(attributes.length)
    for (let m = 0; m < attributes.length; m++) if (holds(g, m)) add(row, m)
    return row
  })
  return createContext({ name, objects, attributes, rows })
}

/** A UserError where a context of that size is none, or more than this program takes. */
export function checkSize(where: string, objects: number, attributes: number): void {
  if (attributes === 0)
    throw new UserError(
      'bad_input',
      `${where} has no attributes; give at least one, there is nothing to learn without`,
    )
  if (objects > LIMITS.objects || attributes > LIMITS.attributes || objects * attributes > LIMITS.cells)
    throw new UserError(
      'bad_input',
      `${where} is too large: ${objects} objects × ${attributes} attributes, at most ${LIMITS.objects} × ${LIMITS.attributes} and ${LIMITS.cells} cells; take a sample of the objects or fewer attributes`,
    )
}

function checkNames(where: string, kind: 'object' | 'attribute', names: readonly string[]): void {
  const seen = new Map<string, number>()
  for (const [i, name] of names.entries()) {
    if (name.trim() === '')
      throw new UserError('bad_input', `${where}: ${kind} number ${i + 1} has no name; give it one`)
    const before = seen.get(name)
    if (before !== undefined)
      throw new UserError(
        'bad_input',
        `${where}: the ${kind} ${JSON.stringify(name)} is there twice, as number ${before + 1} and number ${i + 1}; rename or remove one`,
      )
    seen.set(name, i)
  }
}

function transpose(rows: readonly Bitset[], attributes: number): readonly Bitset[] {
  const columns = Array.from({ length: attributes }, () => emptySet(rows.length))
  for (const [g, row] of rows.entries())
    for (let m = 0; m < attributes; m++) {
      const column = columns[m]
      if (column && (((row[m >>> 5] ?? 0) >>> (m & 31)) & 1) === 1) add(column, g)
    }
  return columns
}
