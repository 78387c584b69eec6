import { bad, type MapNode, type Node } from '../file/tree.ts'
import type { Option, Rule } from '../model.ts'
import { type GrammarReader, kindOf, ruleOf } from './grammar-reader.ts'

/** What is gathered of a program's options before it is whole. */
export interface Draft {
  readonly options: Map<string, Option>
  readonly argRules: { pattern: RegExp; rule: Rule }[]
}

/** `when` and `instead`: rule id → options (and `arg:pattern` for positionals) that bring it. */
export function readRuled(
  grammar: GrammarReader,
  name: string,
  node: Node | undefined,
  draft: Draft,
  how: 'rule' | 'instead',
): void {
  if (!node) return
  const map = grammar.reader.map(node, `${how === 'rule' ? 'when' : how} of ${name}`)
  for (const [id, words] of map.entries) {
    const rule = ruleOf(grammar, words.line, name, id)
    const all = grammar.reader.words(words, `${id} of ${name}`)
    if (how === 'rule') {
      for (const word of all)
        if (word.startsWith('arg:')) draft.argRules.push({ pattern: loose(word.slice(4)), rule })
    }
    readOptions(
      grammar,
      map,
      name,
      all.filter((word) => !word.startsWith('arg:')),
      draft,
      how === 'rule' ? { rule } : { instead: rule },
    )
  }
}

/** `*` is any text here, slashes too. */
const loose = (glob: string): RegExp =>
  new RegExp(`^${glob.replace(/[\\^$.|?+()[\]{}]/g, '\\$&').replaceAll('*', '[^]*')}$`)

interface Meaning {
  readonly rule?: Rule
  readonly instead?: Rule
}

/** Reads option words: `-a`, `--all`, `-o <write>`, `--output=<write>`, `--color[=<text>]`, `--pid=host`. */
export function readOptions(
  grammar: GrammarReader,
  map: MapNode,
  name: string,
  words: readonly string[],
  draft: Draft,
  meaning: Meaning,
): void {
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    const next = words[at + 1]
    const separate = /^<([a-z-]+)>$/.exec(next ?? '')
    const match = /^([^\s<[=]+)(\[?)(?:(=)|(?=<))?(?:<([a-z-]+)>|([^<\]]*))\]?$/.exec(word)
    const key = word === '-<n>' ? word : match?.[1]
    if (!key || (!/^[-+]/.test(key) && !word.includes('='))) {
      throw bad(grammar.reader.file, map.line, `program ${name}: "${word}" is no option`)
    }
    const kind = word === '-<n>' ? undefined : (match?.[4] ?? separate?.[1])
    const second = separate ? /^<([a-z-]+)>$/.exec(words[at + 2] ?? '')?.[1] : undefined
    if (separate) at += second === undefined ? 1 : 2
    const fixed = match?.[3] && !match[4] ? match[5] : undefined
    const known = draft.options.get(key)
    if (fixed !== undefined && fixed !== '' && meaning.rule) {
      const base: Option = known ?? { takes: 'value', kind: 'text', values: [] }
      draft.options.set(key, {
        ...base,
        values: [...base.values, { pattern: loose(fixed), rule: meaning.rule }],
      })
      continue
    }
    if (known && grammar.owner) {
      if (known.rule?.category === 'never') {
        throw bad(grammar.reader.file, map.line, `program ${name}: ${key} is of category never and stays so`)
      }
      const { rule: _, ...rest } = known
      draft.options.set(key, { ...rest, ...meaning })
      continue
    }
    const takes = word.includes('[') ? 'attached' : kind !== undefined ? 'value' : 'nothing'
    draft.options.set(key, {
      takes,
      kind: kind === undefined ? 'text' : kindOf(kind),
      values: known?.values ?? [],
      ...(second === undefined ? {} : { second: kindOf(second) }),
      ...meaning,
    })
  }
}
