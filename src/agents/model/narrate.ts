import type { AgentRun } from '../../domain/agent.ts'
import type { Clock } from '../../domain/clock.ts'
import type { Model, ModelOptions } from '../../domain/model.ts'
import type { Locale } from '../../domain/text.ts'
import { formatElapsed } from '../../i18n/figures.ts'
import { phrase } from '../../i18n/say.ts'

/** Somebody who waits looks about as often. */
const EVERY_MS = 1_000
/** Characters of what was written last: with what stands before them they fit 80 columns. */
const LAST_WORDS = 36
/** A model that has written nothing for so long thinks, or is being asked anew. */
const PAUSE_MS = 2_000

export interface Narration {
  readonly options: ModelOptions
  /** Nothing is told afterwards; must be called. */
  end(): void
}

interface Written {
  readonly since: number
  /** Of the last piece. */
  at: number
  pieces: number
  last: string
}

/**
 * Tells whoever watches what a model is doing, once a second: that it has not said anything yet and for how long, as a
 * server does not say how far the loading of a model has come; then how much it has written, how fast, and its last words.
 */
export function narrate(run: AgentRun, { name }: Model, clock: Clock): Narration {
  const { desk } = run
  if (!desk) return { options: {}, end: () => undefined }
  const { locale } = run.request
  let began = clock.elapsed()
  let written: Written | undefined

  const tell = () => {
    const now = clock.elapsed()
    if (written && now - written.at >= PAUSE_MS) {
      began = written.at
      written = undefined
    }
    desk.tell(`${written ? writing(name, written, now, locale) : waiting(name, now - began, locale)}\n`)
    stop = clock.after(EVERY_MS, tell)
  }
  let stop = clock.after(EVERY_MS, tell)
  return {
    options: {
      onText(piece) {
        written ??= { since: clock.elapsed(), at: 0, pieces: 0, last: '' }
        written.at = clock.elapsed()
        written.pieces++
        written.last = (written.last + piece).slice(-2 * LAST_WORDS)
      },
      onRetry({ error, next }) {
        written = undefined
        began = clock.elapsed()
        desk.tell(`${error.model}: ${error.message} → ${next}\n`)
      },
    },
    end: () => stop(),
  }
}

const waiting = (model: string, ms: number, locale: Locale): string =>
  phrase('model.waits', { model, elapsed: formatElapsed(ms, locale) }, locale)

function writing(model: string, { since, pieces, last }: Written, now: number, locale: Locale): string {
  // Servers send a piece for every token.
  const rate = now > since ? (pieces * 1_000) / (now - since) : pieces
  const params = { model, tokens: pieces, rate: Math.round(rate * 10) / 10, words: words(last) }
  return phrase('model.writes', params, locale)
}

/** Answers are JSON: without its signs they can be read. */
const words = (text: string): string =>
  text
    .replace(/\\[nrt]/g, ' ')
    .replace(/"\s*:/g, ': ')
    .replace(/[{}[\]"\\]+/g, ' ')
    .replace(/\s+/g, ' ')
    .slice(-LAST_WORDS)
    .trim()
