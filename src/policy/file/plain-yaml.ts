import { endOfQuoted, give, inline, scalar, TOO_MUCH } from './flow-yaml.ts'
import type { Node } from './tree.ts'

/**
 * Reads the plain part of YAML that policy files are written in: maps, lists, one-line flow collections, quoted texts,
 * folded texts and comments. The policy file is read at every start, and a whole YAML parser takes ten times as long for it.
 * @returns undefined for anything else; the whole parser then reads the file, and words the error if there is one
 */
export function readPlainYaml(text: string): Node | undefined {
  if (/[\t\r]/.test(text)) return undefined
  const lines: Line[] = []
  for (const [i, raw] of text.split('\n').entries()) {
    const body = raw.trimStart()
    lines.push({
      number: i + 1,
      indent: raw.length - body.length,
      body: body.startsWith('#') ? '' : body.trimEnd(),
    })
  }
  try {
    const reader = new BlockReader(lines)
    return reader.document()
  } catch (error) {
    if (error === TOO_MUCH) return undefined
    throw error
  }
}

interface Line {
  readonly number: number
  readonly indent: number
  readonly body: string
}

class BlockReader {
  #at = 0
  readonly #lines: Line[]

  constructor(lines: Line[]) {
    this.#lines = lines
  }

  document(): Node {
    const first = this.#peek()
    if (!first || first.indent !== 0) return give()
    const node = this.#block(0)
    return this.#peek() ? give() : node
  }

  #peek(): Line | undefined {
    while (this.#lines[this.#at]?.body === '') this.#at++
    return this.#lines[this.#at]
  }

  #block(indent: number): Node {
    const line = this.#peek() ?? give()
    return line.body.startsWith('- ') ? this.#list(indent) : this.#map(indent)
  }

  #list(indent: number): Node {
    const line = this.#peek()?.number ?? 0
    const items: Node[] = []
    for (let next = this.#peek(); next && next.indent === indent; next = this.#peek()) {
      if (!next.body.startsWith('- ')) return give()
      const rest = next.body.slice(2)
      if (/^[\s#]/.test(rest) || rest.startsWith('- ')) return give()
      if (endOfKey(rest) < 0) {
        this.#at++
        items.push(inline(rest, next.number))
        continue
      }
      // The first key of a map stands behind the dash: read it as a line of its own.
      this.#lines[this.#at] = { number: next.number, indent: indent + 2, body: rest }
      items.push(this.#map(indent + 2))
    }
    return this.#ends(indent, { kind: 'list', line, items })
  }

  #map(indent: number): Node {
    const line = this.#peek()?.number ?? 0
    const entries = new Map<string, Node>()
    for (let next = this.#peek(); next && next.indent === indent; next = this.#peek()) {
      const end = endOfKey(next.body)
      if (end < 0) return give()
      const key = scalar(next.body.slice(0, end))
      if (entries.has(key)) return give()
      this.#at++
      entries.set(key, this.#value(next, next.body.slice(end + 1).trimStart(), indent))
    }
    return this.#ends(indent, { kind: 'map', line, entries })
  }

  #ends(indent: number, node: Node): Node {
    const next = this.#peek()
    return next && next.indent > indent ? give() : node
  }

  #value(line: Line, rest: string, indent: number): Node {
    if (rest === '' || rest.startsWith('#')) {
      const next = this.#peek()
      return next && next.indent > indent ? this.#block(next.indent) : give()
    }
    if (rest === '>-') return { kind: 'text', line: line.number, text: this.#folded(indent) }
    return inline(rest, line.number)
  }

  /** Lines of one and the same indentation without a gap, joined by blanks. */
  #folded(indent: number): string {
    const texts: string[] = []
    const inner = this.#lines[this.#at]?.indent ?? 0
    if (inner <= indent) return give()
    for (let next = this.#lines[this.#at]; next; next = this.#lines[++this.#at]) {
      if (next.body === '' || next.indent < inner) break
      if (next.indent > inner) return give()
      texts.push(next.body)
    }
    const after = this.#lines[this.#at]
    // A gap or a comment inside a folded text changes it.
    if (after?.body === '' && (this.#peek()?.indent ?? 0) >= inner) return give()
    return texts.join(' ')
  }
}

/** Where the colon behind a key is; -1 where the line is no `key: …`. */
function endOfKey(body: string): number {
  if (/^[[{&*!|>@`%?,\]}]/.test(body)) return -1
  if (body.startsWith('"') || body.startsWith("'")) {
    const end = endOfQuoted(body, 0)
    return body[end] === ':' && (body[end + 1] === ' ' || end + 1 === body.length) ? end : -1
  }
  const hash = body.indexOf(' #')
  const end = body.search(/:(?: |$)/)
  return hash >= 0 && hash < end ? -1 : end
}
