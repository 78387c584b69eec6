import { phrase, word } from '../../i18n/say.ts'
import type { QuestionCard } from '../question-card.ts'
import { hidesSomething } from '../visible.ts'
import type { Prompt } from './display.ts'
import { EMPTY, type Edited, edit, edited, showEdited } from './editor.ts'
import type { Key } from './keys.ts'
import { type Line, line, span } from './line.ts'

/** Where a person is with a question: choosing by key, writing why not or what instead, or looking at a rule. */
export interface Asking {
  readonly question: QuestionCard
  readonly typing?: { readonly what: 'reason' | 'command'; readonly text: Edited }
  readonly rule?: true
}

export type Pressed =
  | { readonly kind: 'asking'; readonly asking: Asking }
  | { readonly kind: 'details' }
  | {
      readonly kind: 'answer'
      readonly option: string
      readonly reason?: string
      readonly command?: string
    }
  | { readonly kind: 'nothing' }

/**
 * What a key does: a approves, l shows the rule that would allow it always, e edits the command, d asks for a reason and
 * then denies, v shows everything, digits choose.
 */
export function press({ question, typing, rule }: Asking, key: Key): Pressed {
  if (typing) return pressInText(question, typing, key)
  if (rule) return pressAtRule(question, key)
  if (key.ctrl || key.meta) return { kind: 'nothing' }
  if (key.name === 'v') return { kind: 'details' }
  const option = optionOf(question, key.text.toLowerCase())
  if (option === undefined) return { kind: 'nothing' }
  switch (option) {
    case 'deny':
      return { kind: 'asking', asking: { question, typing: { what: 'reason', text: EMPTY } } }
    case 'edit': {
      const text = edited(question.editable ?? '')
      return { kind: 'asking', asking: { question, typing: { what: 'command', text } } }
    }
    case 'always':
      return { kind: 'asking', asking: { question, rule: true } }
    default:
      return { kind: 'answer', option }
  }
}

function pressInText(question: QuestionCard, typing: NonNullable<Asking['typing']>, key: Key): Pressed {
  if (key.name === 'escape') return { kind: 'asking', asking: { question } }
  const { what, text } = typing
  if (key.name === 'return' || key.name === 'enter') {
    if (what === 'command') return { kind: 'answer', option: 'edit', command: text.text }
    const said = text.text.trim()
    return { kind: 'answer', option: 'deny', ...(said === '' ? {} : { reason: said }) }
  }
  const next = edit(text, key)
  return next ? { kind: 'asking', asking: { question, typing: { what, text: next } } } : { kind: 'nothing' }
}

/** A rule is written by another key than the one that shows it: a double press writes none. */
function pressAtRule(question: QuestionCard, key: Key): Pressed {
  if (key.name === 'escape') return { kind: 'asking', asking: { question } }
  return key.text.toLowerCase() === 'w' ? { kind: 'answer', option: 'always' } : { kind: 'nothing' }
}

const LETTERS: Readonly<Record<string, string>> = {
  a: 'approve',
  n: 'now',
  l: 'always',
  e: 'edit',
  o: 'each',
  d: 'deny',
}

/** An approval is answered by letter, so that a digit typed by habit approves nothing; all else by number. */
function optionOf({ kind, choices, editable }: QuestionCard, typed: string): string | undefined {
  const has = (id: string) => choices.some((choice) => choice.id === id)
  if (kind !== 'approval') return choices[Number.parseInt(typed, 10) - 1]?.id
  const id = LETTERS[typed]
  // A line that is edited here must look as it is; `autohome answer … edit --command` takes any text.
  if (id === 'edit' && (editable === undefined || editable.includes('\n') || hidesSomething(editable)))
    return undefined
  return id !== undefined && has(id) ? id : undefined
}

/** The line that says which keys there are, the text as it is typed, or the rule. */
export function promptOf({ question, typing, rule }: Asking, columns: number, extra = ''): Prompt {
  const { locale } = question
  if (typing) {
    const shown = showEdited(typing.text, word(`console.${typing.what}`, locale), columns)
    return {
      lines: [line(word(`console.${typing.what}.keys`, locale), 'dim'), shown.line],
      cursor: shown.cursor,
      asks: true,
    }
  }
  if (rule) {
    const text = (question.always ?? '').split('\n').map((part) => line(`  ${part}`))
    return { lines: [...text, line(word('console.rule.keys', locale), 'dim')], asks: true }
  }
  const keys =
    question.kind === 'approval'
      ? Object.keys(LETTERS).flatMap((key) => {
          const option = optionOf(question, key)
          return isOffered(option) ? [keyHint(key, word(`console.key.${option}`, locale))] : []
        })
      : question.choices.map(({ label }, index) => keyHint(String(index + 1), label))
  const all = [...keys, keyHint('v', word('console.key.view', locale))]
  const hint = extra === '' ? [] : [span(`   ${extra}`, 'dim')]
  return {
    lines: [[...all.flatMap((hints, index) => [span(index === 0 ? '' : '   '), ...hints]), ...hint]],
    asks: true,
  }
}

const isOffered = (
  option: string | undefined,
): option is 'approve' | 'now' | 'always' | 'edit' | 'each' | 'deny' => option !== undefined

const keyHint = (key: string, label: string): Line => [span(`[${key}]`, 'bold'), span(` ${label}`)]

/** Where nobody can be asked: no to an approval, the cautious way out of anything else. */
export const refusal = ({ kind, choices }: QuestionCard): string =>
  choices.find(({ id }) => id === (kind === 'approval' ? 'deny' : 'stop'))?.id ?? choices.at(-1)?.id ?? 'deny'

export const elsewhere = ({ id, kind, choices, locale }: QuestionCard): Line => {
  if (kind === 'approval') return line(phrase('console.elsewhere', { id }, locale))
  const options = choices.map((choice) => choice.id).join('|')
  return line(phrase('cli.questions.choose', { id, options }, locale))
}
