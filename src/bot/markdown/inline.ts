import type { Span, Spans } from './blocks.ts'

type Style = 'bold' | 'italic' | 'strike'
type Styles = Pick<Span, Style>

/** An emphasis that was begun: where its first span is in the list. */
interface Open {
  readonly mark: string
  readonly at: number
}

const STYLE_OF: Readonly<Record<string, Style>> = {
  '**': 'bold',
  __: 'bold',
  '*': 'italic',
  _: 'italic',
  '~~': 'strike',
}

/**
 * Bold, italic, strike, code, links and bare addresses of one paragraph. Looks at every character a bounded number of
 * times: reports hold what programs printed. Of a link both its words and its true address are kept in sight.
 */
export function parseInline(text: string): Spans {
  const spans: Span[] = []
  const open: Open[] = []
  const fences = backtickRuns(text)
  let plain = ''
  let at = 0

  const flush = () => {
    if (plain !== '') spans.push({ text: plain })
    plain = ''
  }
  while (at < text.length) {
    const found = special(text, at, fences, open.at(-1)?.mark)
    if (!found) {
      plain += text[at++]
      continue
    }
    if (found.kind === 'text') plain += found.text
    else if (found.kind === 'spans') {
      flush()
      spans.push(...found.spans)
    } else {
      flush()
      const from = found.closes ? takeOpen(open, found.mark, spans.length - 1) : undefined
      if (from !== undefined) restyle(spans, from, found.mark)
      else if (found.opens) {
        begin(open, { mark: found.mark, at: spans.length })
        spans.push({ text: found.mark })
      } else plain = found.mark
    }
    at = found.end
  }
  flush()
  return joined(spans)
}

type Found =
  | { readonly kind: 'text'; readonly text: string; readonly end: number }
  | { readonly kind: 'spans'; readonly spans: Spans; readonly end: number }
  | Mark
interface Mark {
  readonly kind: 'mark'
  readonly mark: string
  readonly opens: boolean
  readonly closes: boolean
  readonly end: number
}

function special(text: string, at: number, fences: Fences, innermost?: string): Found | undefined {
  switch (text[at]) {
    case '\\':
      return escaped(text, at)
    case '`':
      return codeSpan(text, at, fences)
    case '!':
    case '[':
      return link(text, at)
    case '<':
    case 'h':
      return address(text, at)
    case '*':
    case '_':
    case '~':
      return emphasis(text, at, innermost)
    default:
      return undefined
  }
}

const escaped = (text: string, at: number): Found | undefined =>
  /[!-/:-@[-`{-~]/.test(text[at + 1] ?? '')
    ? { kind: 'text', text: text[at + 1] ?? '', end: at + 2 }
    : undefined

const LINK =
  /!?\[([^[\]]*)\]\((?:<([^<>\n]{0,2000})>|([^()\s]{0,2000}(?:\([^()\s]{0,200}\)[^()\s]{0,2000})?))(?:\s+"[^"\n]{0,200}")?\)/y

/** `[words](address)` becomes the words and, behind them, where they lead. */
function link(text: string, at: number): Found | undefined {
  LINK.lastIndex = at
  const match = LINK.exec(text)
  if (!match) return undefined
  const [whole, words = '', angled, bare] = match
  const target = (angled ?? bare ?? '').trim()
  const shown = addressSpan(target) ?? { text: target }
  const spans = words.trim() === '' ? [] : parseInline(words)
  const same = spans.length === 1 && spans[0]?.text === shown.text
  const end = at + whole.length
  if (target === '' || same) return { kind: 'spans', spans: same ? [shown] : spans, end }
  if (spans.length === 0) return { kind: 'spans', spans: [shown], end }
  return { kind: 'spans', spans: [...spans, { text: ' (' }, shown, { text: ')' }], end }
}

const ADDRESS = /<(https?:\/\/[^\s<>]{1,2000})>|https?:\/\/[^\s<>"'`\\|]{1,2000}/iy

function address(text: string, at: number): Found | undefined {
  if (text[at] === 'h' && isWord(text[at - 1])) return undefined
  ADDRESS.lastIndex = at
  const match = ADDRESS.exec(text)
  if (!match) return undefined
  const [whole, angled] = match
  // What ends a sentence ends no address.
  const bare = angled ?? whole.replace(/[.,;:!?*_~)\]]+$/, '')
  const span = addressSpan(bare)
  return span && { kind: 'spans', spans: [span], end: at + (angled === undefined ? bare : whole).length }
}

/** Normalized, so that a host in a lookalike alphabet is shown as it is resolved (`xn--…`). */
function addressSpan(target: string): Span | undefined {
  if (!/^https?:\/\//i.test(target) || !URL.canParse(target)) return undefined
  const { href } = new URL(target)
  return { text: href.endsWith('/') && !target.endsWith('/') ? href.slice(0, -1) : href, link: true }
}

function emphasis(text: string, at: number, innermost?: string): Found {
  const one = text[at] ?? ''
  // `***` ends what began last first.
  const single = text[at + 1] !== one || (text[at + 2] === one && innermost === one)
  const mark = single ? one : one + one
  const [before, after] = [text[at - 1], text[at + mark.length]]
  const known = mark in STYLE_OF
  // Inside a word an underscore is only an underscore: snake_case_names.
  const inWord = one === '_'
  const opens = known && after !== undefined && !/\s/.test(after) && !(inWord && isWord(before))
  const closes = known && before !== undefined && !/\s/.test(before) && !(inWord && isWord(after))
  return { kind: 'mark', mark, opens, closes, end: at + mark.length }
}

/** Each kind is open once at most, the later one: what a hostile text leaves open stays a short list. */
function begin(open: Open[], mark: Open): void {
  const earlier = open.findIndex((held) => held.mark === mark.mark)
  if (earlier !== -1) open.splice(earlier, 1)
  open.push(mark)
}

/** Where the mark was opened, if something stands in between; what was opened after it stays as it was typed. */
function takeOpen(open: Open[], mark: string, last: number): number | undefined {
  const index = open.findIndex((held) => held.mark === mark)
  const from = open[index]
  if (!from || from.at === last) return undefined
  open.length = index
  return from.at
}

function restyle(spans: Span[], from: number, mark: string): void {
  const style = STYLE_OF[mark]
  const styled: Styles = style === undefined ? {} : { [style]: true }
  for (let index = from + 1; index < spans.length; index++)
    spans[index] = { ...(spans[index] as Span), ...styled }
  spans[from] = { text: '' }
}

type Fences = ReadonlyMap<number, readonly number[]>

/** Where runs of so many backticks begin. */
function backtickRuns(text: string): Fences {
  const runs = new Map<number, number[]>()
  for (const { 0: run, index } of text.matchAll(/`+/g)) {
    const held = runs.get(run.length)
    if (held) held.push(index)
    else runs.set(run.length, [index])
  }
  return runs
}

function codeSpan(text: string, at: number, fences: Fences): Found {
  let length = 1
  while (text[at + length] === '`') length++
  const fence = '`'.repeat(length)
  const close = after(fences.get(length) ?? [], at)
  if (close === undefined) return { kind: 'text', text: fence, end: at + length }
  const inside = text.slice(at + length, close).replaceAll('\n', ' ')
  const code = /^ .*[^ ].* $/s.test(inside) ? inside.slice(1, -1) : inside
  return { kind: 'spans', spans: [{ text: code, code: true }], end: close + length }
}

/** The first of `sorted` that is greater, by halving. */
function after(sorted: readonly number[], value: number): number | undefined {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) > value) high = middle
    else low = middle + 1
  }
  return sorted[low]
}

const isWord = (character: string | undefined): boolean =>
  character !== undefined && /[\p{L}\p{N}_]/u.test(character)

/** Neighbours of the same look become one. */
function joined(spans: readonly Span[]): Spans {
  const result: Span[] = []
  for (const span of spans) {
    const last = result.at(-1)
    if (span.text === '') continue
    if (last && sameLook(last, span)) result[result.length - 1] = { ...last, text: last.text + span.text }
    else result.push(span)
  }
  return result
}

const sameLook = (a: Span, b: Span): boolean =>
  !a.link &&
  !b.link &&
  a.bold === b.bold &&
  a.italic === b.italic &&
  a.strike === b.strike &&
  a.code === b.code
