/** A piece of a line with one look. Its text is literal: whoever shows it escapes what the platform would obey. */
export interface Span {
  readonly text: string
  readonly bold?: true
  readonly italic?: true
  readonly strike?: true
  readonly code?: true
  /** `text` is an http(s) address, whole and normalized: it may be shown as a link, since it hides nothing. */
  readonly link?: true
}

/** Spans that belong together; a line break is `\n` inside a span. */
export type Spans = readonly Span[]

export interface ListItem {
  /** 0 is the outermost. */
  readonly depth: number
  /** Of an ordered list. */
  readonly number?: number
  readonly spans: Spans
}

/** What both platforms can show, each in its own way. */
export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly spans: Spans }
  | { readonly kind: 'paragraph'; readonly spans: Spans }
  | { readonly kind: 'quote'; readonly spans: Spans }
  | { readonly kind: 'list'; readonly items: readonly ListItem[] }
  | { readonly kind: 'code'; readonly language?: string; readonly text: string }
  /** Every row has as many cells as the header. */
  | {
      readonly kind: 'table'
      readonly header: readonly Spans[]
      readonly rows: readonly (readonly Spans[])[]
    }
  | { readonly kind: 'rule' }

export const textOf = (spans: Spans): string => spans.map(({ text }) => text).join('')
