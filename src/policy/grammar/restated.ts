import { bad, type Node } from '../file/tree.ts'
import type { Program } from '../model.ts'
import type { GrammarReader } from './grammar-reader.ts'

/** What the owner may say of a program that is there already. */
const RESTATED = ['rule', 'options', 'when', 'instead', 'commands', 'alone', 'interactive']

/**
 * What is never done stays so, and what a program's words stand for too.
 * @throws UserError `bad_policy`
 */
export function checkRestated({ reader }: GrammarReader, name: string, node: Node, known: Program): void {
  if (node.kind === 'text') {
    if (!holdsNever(known)) return
    throw bad(
      reader.file,
      node.line,
      `program ${name} has parts of category never; name what changes under it`,
    )
  }
  const map = reader.map(node, `program ${name}`)
  reader.keys(map, RESTATED, `program ${name}, which is there already,`)
  if (
    known.rule.category === 'never' &&
    (map.entries.has('rule') || map.entries.has('alone') || map.entries.has('instead'))
  ) {
    throw bad(reader.file, map.line, `program ${name} is of category never and stays so`)
  }
}

function holdsNever({ rule, options, argRules, args, special, commands }: Program): boolean {
  if (
    rule.category === 'never' ||
    special !== undefined ||
    args?.many === 'remove' ||
    args?.many === 'change'
  )
    return true
  if (
    [...options.values()].some(
      (one) => one.rule?.category === 'never' || one.values.some((value) => value.rule.category === 'never'),
    )
  )
    return true
  if (argRules.some((one) => one.rule.category === 'never')) return true
  return [...(commands?.values() ?? [])].some(holdsNever)
}
