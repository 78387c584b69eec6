import { bad, type Reader } from '../file/tree.ts'
import { KINDS, type Kind, type Rule } from '../model.ts'

export interface GrammarReader {
  readonly reader: Reader
  readonly rules: ReadonlyMap<string, Rule>
  /** Reading the owner's file: what is never done stays so, and a program's shape stays as it is. */
  readonly owner: boolean
}

export function ruleOf({ reader, rules }: GrammarReader, line: number, name: string, id: string): Rule {
  const rule = rules.get(id)
  if (!rule) throw bad(reader.file, line, `program ${name} names rule "${id}", which is not there`)
  return rule
}

/** Any name may stand between the brackets, to be read by people; those of KINDS mean something. */
export function kindOf(name: string): Kind {
  return KINDS.find((kind) => kind === name) ?? 'text'
}
