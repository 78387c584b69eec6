import type { Node } from './tree.ts'

/** Thrown where the whole parser must take over. */
export const TOO_MUCH = new Error('more YAML than this reader knows')
export const give = (): never => {
  throw TOO_MUCH
}

/** A value that stands on one line. */
export function inline(text: string, line: number): Node {
  const flow = new FlowReader(text, line)
  return flow.whole()
}

/** Signs that end nothing in a flow collection. */
const FLOW_TEXT = /[^,\]}[{:#]*/y

/** `[a, "b"]`, `{a: b}`, a quoted or a plain text, on one line. */
class FlowReader {
  #at = 0
  readonly #text: string
  readonly #line: number

  constructor(text: string, line: number) {
    this.#text = text
    this.#line = line
  }

  whole(): Node {
    const first = this.#text[0] ?? ''
    if (first !== '[' && first !== '{' && first !== '"' && first !== "'")
      return this.#node(blockScalar(this.#text))
    const node = this.#value()
    return /^\s*(?:#.*)?$/.test(this.#text.slice(this.#at)) ? node : give()
  }

  #node(text: string): Node {
    return { kind: 'text', line: this.#line, text }
  }

  #skip(): string {
    while (this.#text[this.#at] === ' ') this.#at++
    return this.#text[this.#at] ?? give()
  }

  #value(): Node {
    const char = this.#skip()
    if (char === '[') return { kind: 'list', line: this.#line, items: this.#items() }
    if (char === '{') return { kind: 'map', line: this.#line, entries: this.#entries() }
    return this.#node(this.#scalar())
  }

  #items(): Node[] {
    const items: Node[] = []
    this.#at++
    while (this.#skip() !== ']') {
      items.push(this.#value())
      const next = this.#skip()
      if (next === ',') this.#at++
      else if (next !== ']') return give()
    }
    this.#at++
    return items
  }

  #entries(): Map<string, Node> {
    const entries = new Map<string, Node>()
    this.#at++
    while (this.#skip() !== '}') {
      const key = this.#scalar()
      if (this.#skip() !== ':' || this.#text[this.#at + 1] !== ' ' || entries.has(key)) return give()
      this.#at++
      entries.set(key, this.#value())
      const next = this.#skip()
      if (next === ',') this.#at++
      else if (next !== '}') return give()
    }
    this.#at++
    return entries
  }

  #scalar(): string {
    const start = this.#at
    const first = this.#text[start] ?? give()
    if (first === '"' || first === "'") {
      this.#at = endOfQuoted(this.#text, start)
      return scalar(this.#text.slice(start, this.#at))
    }
    for (;;) {
      FLOW_TEXT.lastIndex = this.#at
      FLOW_TEXT.test(this.#text)
      this.#at = FLOW_TEXT.lastIndex
      const char = this.#text[this.#at]
      if (char === undefined || char === ',' || char === ']' || char === '}') break
      if (char === '[' || char === '{' || (char === '#' && this.#text[this.#at - 1] === ' ')) return give()
      const next = this.#text[this.#at + 1]
      if (
        char === ':' &&
        (next === undefined || next === ' ' || next === ',' || next === ']' || next === '}')
      )
        break
      this.#at++
    }
    return scalar(this.#text.slice(start, this.#at).trimEnd())
  }
}

/** A plain text behind a key, up to a comment. */
function blockScalar(text: string): string {
  const hash = text.search(/ +#/)
  const plain = hash < 0 ? text : text.slice(0, hash)
  return /:(?: |$)/.test(plain) ? give() : scalar(plain)
}

export function scalar(text: string): string {
  if (text.startsWith("'")) return text.slice(1, -1).replaceAll("''", "'")
  if (text.startsWith('"')) {
    try {
      return String(JSON.parse(text))
    } catch {
      return give()
    }
  }
  if (text === '' || /^[-?:](?:\s|$)|^[[\]{},#&*!|>%@`"']/.test(text)) return give()
  return text
}

/** Behind the closing quote. */
export function endOfQuoted(text: string, start: number): number {
  const quote = text[start]
  for (let at = start + 1; at < text.length; at++) {
    if (quote === '"' && text[at] === '\\') at++
    else if (text[at] === quote) {
      if (quote === "'" && text[at + 1] === "'") at++
      else return at + 1
    }
  }
  return give()
}
