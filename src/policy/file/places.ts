import { globsToRegex } from '../globs.ts'
import { KINDS, type Kind, type PathRule, type Rule, type UrlRule } from '../model.ts'
import { bad, type MapNode, type Node, type Reader } from './tree.ts'

/**
 * Reads `paths`: which files a rule protects or frees, and from what. `~` is the home of the owner, of root and of anybody.
 * @throws UserError `bad_policy`
 */
export function readPaths(
  reader: Reader,
  node: Node | undefined,
  rules: ReadonlyMap<string, Rule>,
  userHome: string,
): readonly PathRule[] {
  return each(reader, node, 'paths', ['rule', 'for', 'match'], (map) => {
    const kinds = reader.words(map.entries.get('for'), 'for').map((word) => {
      const kind = KINDS.find((one) => one === word)
      if (!kind)
        throw bad(reader.file, map.line, `paths: "${word}" is none of read, list, write, remove, change`)
      return kind
    })
    const globs = reader.words(map.entries.get('match'), 'match').flatMap((glob) => homes(glob, userHome))
    return pathRule(ruleOf(reader, map, rules), kinds, globs)
  })
}

/** A file that may not be read may not be read along with its directory either. */
export function pathRule(rule: Rule, kinds: readonly Kind[], globs: readonly string[]): PathRule {
  const all = kinds.includes('read') ? [...kinds, 'tree' as const] : kinds
  return { rule, owner: false, kinds: new Set(all), globs, regex: globsToRegex(globs) }
}

function homes(glob: string, userHome: string): readonly string[] {
  if (!glob.startsWith('~')) return [glob.startsWith('**') ? `/${glob}` : glob]
  const everybody = ['/root', '/home/*']
  const named = userHome === '/root' || /^\/home\/[^/]+$/.test(userHome)
  return (named ? everybody : [userHome, ...everybody]).map((home) => home + glob.slice(1))
}

/** Reads `urls`: addresses that a rule of their own decides on; `*` is any text. */
export function readUrls(
  reader: Reader,
  node: Node | undefined,
  rules: ReadonlyMap<string, Rule>,
): readonly UrlRule[] {
  return each(reader, node, 'urls', ['rule', 'methods', 'match'], (map) => {
    const methods = reader.words(map.entries.get('methods'), 'methods')
    const sources = reader
      .words(map.entries.get('match'), 'match')
      .map((glob) => glob.replace(/[\\^$.|?+()[\]{}]/g, '\\$&').replaceAll('*', '.*'))
    return {
      rule: ruleOf(reader, map, rules),
      owner: false,
      methods: methods.length > 0 ? new Set(methods) : undefined,
      // An order is one in capitals too.
      regex: new RegExp(`^(?:${sources.join('|')})$`, 'i'),
    }
  })
}

function each<T>(
  reader: Reader,
  node: Node | undefined,
  what: string,
  keys: readonly string[],
  read: (map: MapNode) => T,
): readonly T[] {
  if (!node) return []
  if (node.kind !== 'list') throw bad(reader.file, node.line, `${what} must be a list`)
  return node.items.map((item) => {
    const map = reader.map(item, what)
    reader.keys(map, keys, what)
    return read(map)
  })
}

function ruleOf(reader: Reader, map: MapNode, rules: ReadonlyMap<string, Rule>): Rule {
  const id = reader.text(map.entries.get('rule'), 'rule')
  const rule = rules.get(id)
  if (!rule) throw bad(reader.file, map.line, `rule "${id}" is not there`)
  return rule
}
