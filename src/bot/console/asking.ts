import { phrase, word } from '../../i18n/say.ts'
import type { QuestionCard } from '../question-card.ts'
import type { Prompt } from './display.ts'
import { EMPTY, type Edited, edit, showEdited } from './editor.ts'
import type { Key } from './keys.ts'
import { type Line, line, span } from './line.ts'

/** Where a person is with a question: choosing by key, or writing why not. */
export interface Asking {
  readonly question: QuestionCard
  readonly reason?: Edited
}

export type Pressed =
  | { readonly kind: 'asking'; readonly asking: Asking }
  | { readonly kind: 'details' }
  | { readonly kind: 'answer'; readonly option: string; readonly reason?: string }
  | { readonly kind: 'nothing' }

/** What a key does: a approves, d asks for a reason and then denies, v shows everything, digits choose. */
export function press({ question, reason }: Asking, key: Key): Pressed {
  if (reason) return pressInReason(question, reason, key)
  if (key.ctrl || key.meta) return { kind: 'nothing' }
  if (key.name === 'v') return { kind: 'details' }
  const option = optionOf(question, key.text.toLowerCase())
  if (option === undefined) return { kind: 'nothing' }
  if (option === 'deny') return { kind: 'asking', asking: { question, reason: EMPTY } }
  return { kind: 'answer', option }
}

function pressInReason(question: QuestionCard, reason: Edited, key: Key): Pressed {
  if (key.name === 'escape') return { kind: 'asking', asking: { question } }
  if (key.name === 'return' || key.name === 'enter') {
    const said = reason.text.trim()
    return { kind: 'answer', option: 'deny', ...(said === '' ? {} : { reason: said }) }
  }
  const next = edit(reason, key)
  return next ? { kind: 'asking', asking: { question, reason: next } } : { kind: 'nothing' }
}

const LETTERS = { a: 'approve', d: 'deny' } as const

/** An approval is answered by letter, so that a digit typed by habit approves nothing; all else by number. */
function optionOf({ kind, choices }: QuestionCard, typed: string): string | undefined {
  const has = (id: string) => choices.some((choice) => choice.id === id)
  if (kind !== 'approval') return choices[Number.parseInt(typed, 10) - 1]?.id
  const id = typed === 'a' || typed === 'd' ? LETTERS[typed] : undefined
  return id !== undefined && has(id) ? id : undefined
}

/** The line that says which keys there are, or the reason as it is typed. */
export function promptOf({ question, reason }: Asking, columns: number, extra = ''): Prompt {
  const { locale } = question
  if (reason) {
    const shown = showEdited(reason, word('console.reason', locale), columns)
    return {
      lines: [line(word('console.reason.keys', locale), 'dim'), shown.line],
      cursor: shown.cursor,
      asks: true,
    }
  }
  const keys =
    question.kind === 'approval'
      ? [keyHint('a', word('console.key.approve', locale)), keyHint('d', word('console.key.deny', locale))]
      : question.choices.map(({ label }, index) => keyHint(String(index + 1), label))
  const all = [...keys, keyHint('v', word('console.key.view', locale))]
  const hint = extra === '' ? [] : [span(`   ${extra}`, 'dim')]
  return {
    lines: [[...all.flatMap((hints, index) => [span(index === 0 ? '' : '   '), ...hints]), ...hint]],
    asks: true,
  }
}

const keyHint = (key: string, label: string): Line => [span(`[${key}]`, 'bold'), span(` ${label}`)]

/** Where nobody can be asked: no to an approval, the cautious way out of anything else. */
export const refusal = ({ kind, choices }: QuestionCard): string =>
  choices.find(({ id }) => id === (kind === 'approval' ? 'deny' : 'stop'))?.id ?? choices.at(-1)?.id ?? 'deny'

export const elsewhere = ({ id, locale }: QuestionCard): Line =>
  line(phrase('console.elsewhere', { id }, locale))
