import { UserError } from '../../domain/errors.ts'

/** `hosts.csv, line 7: what is wrong; what to do`. Lines count from 1. */
export const badLine = (file: string, line: number, wrong: string): UserError =>
  new UserError('bad_input', `${file}, line ${line}: ${wrong}`)

/** Two things of one name, with the lines where they stand. */
export function checkDoubles(
  file: string,
  kind: 'object' | 'attribute',
  names: readonly { readonly name: string; readonly line: number }[],
): void {
  const seen = new Map<string, number>()
  for (const { name, line } of names) {
    if (name.trim() === '') throw badLine(file, line, `an ${kind} has no name; give it one`)
    const before = seen.get(name)
    if (before !== undefined) {
      const first = before === line ? 'on this very line' : `on line ${before}`
      throw badLine(file, line, `the ${kind} ${JSON.stringify(name)} is also ${first}; rename or remove one`)
    }
    seen.set(name, line)
  }
}
