import type { Node } from '../file/tree.ts'
import type { Program, Programs } from '../model.ts'
import { compileProgram } from './compile.ts'
import type { GrammarReader } from './grammar-reader.ts'

/**
 * Programs that are compiled when a command first names them. Only for entries that were all compiled and checked once:
 * what is wrong in one would otherwise come out late.
 */
export function programsOnDemand(grammar: GrammarReader, entries: ReadonlyMap<string, Node>): Programs {
  const written = new Map<string, Node[]>()
  for (const [names, node] of entries)
    for (const name of names.split(/\s+/)) {
      const known = written.get(name)
      if (known) known.push(node)
      else written.set(name, [node])
    }
  const compiled = new Map<string, Program>()
  return {
    has: (name) => written.has(name),
    get(name) {
      const known = compiled.get(name)
      const nodes = written.get(name)
      if (known || !nodes) return known
      let program: Program | undefined
      for (const node of nodes) program = compileProgram(grammar, name, node, program)
      if (program) compiled.set(name, program)
      return program
    },
  }
}
