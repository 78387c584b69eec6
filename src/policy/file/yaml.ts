import { createRequire } from 'node:module'
import { readPlainYaml } from './plain-yaml.ts'
import { bad, type Node } from './tree.ts'

/**
 * Reads YAML with every scalar as text.
 * @throws UserError `bad_policy` for what is no YAML, or more of it than a policy file needs (anchors, keys that are no text)
 */
export const readYaml = (name: string, text: string): Node => readPlainYaml(text) ?? readWholeYaml(name, text)

/** With the whole parser, which is loaded only now: most policy files do without it. */
export function readWholeYaml(name: string, text: string): Node {
  const { isMap, isScalar, isSeq, LineCounter, parseDocument } = createRequire(import.meta.url)(
    'yaml',
  ) as typeof import('yaml')
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, schema: 'failsafe', prettyErrors: false })
  const lineOf = (offset: number | undefined): number => Math.max(1, lines.linePos(offset ?? 0).line)
  const problem = document.errors[0] ?? document.warnings[0]
  if (problem) throw bad(name, lineOf(problem.pos[0]), problem.message)
  const convert = (node: unknown): Node => {
    if (isScalar(node)) return { kind: 'text', line: lineOf(node.range?.[0]), text: String(node.value ?? '') }
    if (isSeq(node)) return { kind: 'list', line: lineOf(node.range?.[0]), items: node.items.map(convert) }
    if (!isMap(node)) throw bad(name, 1, 'only texts, lists and maps are allowed here')
    const line = lineOf(node.range?.[0])
    const entries = new Map<string, Node>()
    for (const { key, value } of node.items) {
      if (!isScalar(key)) throw bad(name, line, 'a key must be a plain text')
      entries.set(String(key.value), value === null ? { kind: 'text', line, text: '' } : convert(value))
    }
    return { kind: 'map', line, entries }
  }
  if (document.contents === null) return { kind: 'map', line: 1, entries: new Map() }
  return convert(document.contents)
}
