import { bad, type MapNode } from '../file/tree.ts'
import type { Kind, Positionals, Program } from '../model.ts'
import { type GrammarReader, kindOf } from './grammar-reader.ts'

/** `<text> <read>... <write>`. */
export function positionals(
  grammar: GrammarReader,
  map: MapNode,
  name: string,
  words: readonly string[],
): Positionals {
  const before: Kind[] = []
  const after: Kind[] = []
  let many: Kind | undefined
  for (const word of words) {
    const match = /^<([a-z-]+)>(\.\.\.)?$/.exec(word)
    if (!match?.[1] || (match[2] && many)) {
      throw bad(
        grammar.reader.file,
        map.line,
        `program ${name}: args "${words.join(' ')}" must be like <text> <read>... <write>`,
      )
    }
    const kind = kindOf(match[1])
    if (match[2]) many = kind
    else if (many) after.push(kind)
    else before.push(kind)
  }
  return many ? { before, many, after } : { before, after }
}

export function argsWith(grammar: GrammarReader, map: MapNode, name: string): Program['argsWith'] {
  const node = grammar.reader.map(map.entries.get('args-with'), `args-with of ${name}`)
  return [...node.entries].map(([options, args]) => ({
    options: new Set(options.split(/\s+/)),
    args: positionals(grammar, node, name, grammar.reader.words(args, `args-with of ${name}`)),
  }))
}
