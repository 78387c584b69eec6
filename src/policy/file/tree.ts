import { UserError } from '../../domain/errors.ts'

/** A policy file as read: texts, lists and maps, each with its line. Every scalar is a text. */
export type Node = TextNode | ListNode | MapNode
export interface TextNode {
  readonly kind: 'text'
  readonly line: number
  readonly text: string
}
export interface ListNode {
  readonly kind: 'list'
  readonly line: number
  readonly items: readonly Node[]
}
export interface MapNode {
  readonly kind: 'map'
  readonly line: number
  readonly entries: ReadonlyMap<string, Node>
}

/** One line that says what is wrong where. */
export const bad = (file: string, line: number, what: string): UserError =>
  new UserError('bad_policy', `${file}:${line}: ${what}`)

/** Reads nodes and complains in terms of the file. */
export interface Reader {
  readonly file: string
  map(node: Node | undefined, what: string): MapNode
  text(node: Node | undefined, what: string): string
  /** One text of words, or a list of texts. */
  words(node: Node | undefined, what: string): readonly string[]
  /** A list of texts, each whole. */
  texts(node: Node | undefined, what: string): readonly string[]
  /** @throws where the map holds a key that is none of `keys` */
  keys(map: MapNode, keys: readonly string[], what: string): void
}

export function createReader(file: string, start: Node): Reader {
  const fail = (node: Node | undefined, what: string): UserError => bad(file, (node ?? start).line, what)
  const reader: Reader = {
    file,
    map(node, what) {
      if (node?.kind !== 'map') throw fail(node, `${what} must be a map`)
      return node
    },
    text(node, what) {
      if (node?.kind !== 'text' || node.text.trim() === '') throw fail(node, `${what} must be a text`)
      return node.text
    },
    words(node, what) {
      return reader.texts(node, what).flatMap((text) => text.split(/\s+/).filter((word) => word !== ''))
    },
    texts(node, what) {
      if (node === undefined) return []
      if (node.kind === 'text') return [node.text]
      if (node.kind === 'map') throw fail(node, `${what} must be a text or a list of texts`)
      return node.items.map((item) => {
        if (item.kind !== 'text') throw fail(item, `${what} must be a list of texts`)
        return item.text
      })
    },
    keys(map, keys, what) {
      for (const [key, node] of map.entries) {
        if (!keys.includes(key)) throw fail(node, `${what} has no "${key}"; it may have ${keys.join(', ')}`)
      }
    },
  }
  return reader
}
