import type { Locale } from '../domain/text.ts'

/** How and when a run or a question is looked at. */
export interface CardOptions {
  readonly locale: Locale
  /** Milliseconds since the epoch. */
  readonly now: number
  /** Titles of workflows by name, in the card's language. */
  readonly titles?: ReadonlyMap<string, string>
  readonly timeZone?: string
  /** What a model is doing at this moment, where somebody listens; no journal has it. */
  readonly live?: string
}
