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

const TOO_MUCH = new Error('more YAML than this reader knows')
const give = (): never => {
  throw TOO_MUCH
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

function inline(text: string, line: number): Node {
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

function scalar(text: string): string {
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
function endOfQuoted(text: string, start: number): number {
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
