import type { Locale } from '../../domain/text.ts'
import { phrase, word } from '../../i18n/say.ts'
import type { Command } from '../command.ts'
import { pressId, readPress } from '../press.ts'
import type { QuestionCard } from '../question-card.ts'
import { clip } from '../visible.ts'
import { codeBlock } from './markup.ts'

/**
 * The second look before a no, another command, or a rule. Title and labels 45 characters, an input 4,000.
 * https://docs.discord.com/developers/components/reference#text-input
 */
export interface Modal {
  readonly custom_id: string
  readonly title: string
  readonly components: readonly object[]
}

const PREFIX = 'm:'
const INPUT = 'text'
const LABEL_MAX = 45
const INPUT_MAX = 4_000
const TEXT_MAX = 4_000
const REASON_MAX = 1_000

/** The modal that an option opens, or in one line why it cannot be shown here. */
export function modalFor(question: QuestionCard, option: string): Modal | { readonly refusal: string } {
  const { locale } = question
  const id = PREFIX + pressId({ kind: 'answer', option, questionId: question.id })
  const modal = (title: string, components: readonly object[]): Modal => ({
    custom_id: id,
    title: clip(title, LABEL_MAX),
    components,
  })
  if (option === 'edit') {
    const command = question.editable ?? ''
    if (command.length > INPUT_MAX)
      return { refusal: phrase('discord.too_long_to_edit', { count: command.length }, locale) }
    return modal(word('discord.modal.edit', locale), [commandInput(command, locale)])
  }
  if (option === 'always') {
    const rule = `${word('discord.modal.always.rule', locale)}\n${codeBlock(question.always ?? '')}`
    if (rule.length > TEXT_MAX)
      return { refusal: phrase('discord.too_long_for_modal', { count: rule.length }, locale) }
    return modal(word('discord.modal.always', locale), [{ type: 10, content: rule }, sureInput(locale)])
  }
  return modal(word('discord.modal.deny', locale), [reasonInput(word('discord.modal.deny.reason', locale))])
}

const commandInput = (value: string, locale: Locale): object => ({
  type: 18,
  label: clip(word('discord.modal.edit.command', locale), LABEL_MAX),
  description: clip(word('discord.modal.edit.hint', locale), 100),
  component: {
    type: 4,
    custom_id: INPUT,
    style: 2,
    value,
    required: true,
    min_length: 1,
    max_length: INPUT_MAX,
  },
})

const reasonInput = (label: string): object => ({
  type: 18,
  label: clip(label, LABEL_MAX),
  component: { type: 4, custom_id: INPUT, style: 1, required: false, max_length: REASON_MAX },
})

/** A modal cannot be made of text alone; the one choice there is stands already chosen. */
const sureInput = (locale: Locale): object => ({
  type: 18,
  label: clip(word('discord.modal.always.sure', locale), LABEL_MAX),
  component: {
    type: 3,
    custom_id: 'sure',
    options: [{ label: word('discord.modal.always.yes', locale), value: 'yes', default: true }],
  },
})

/** What a modal that was sent asks for; undefined for a modal of somebody else's. */
export function commandOfModal(data: unknown): Command | undefined {
  const { custom_id: id, components } = (data ?? {}) as Readonly<Record<string, unknown>>
  if (typeof id !== 'string' || !id.startsWith(PREFIX)) return undefined
  const press = readPress(id.slice(PREFIX.length))
  if (press?.kind !== 'answer') return undefined
  const text = inputIn(components)
  const { questionId, option } = press
  if (option === 'edit') return { kind: 'answer', id: questionId, option, text }
  if (option !== 'deny') return { kind: 'answer', id: questionId, option }
  return { kind: 'deny', id: questionId, ...(text.trim() === '' ? {} : { reason: text.trim() }) }
}

/** The one input, wherever Discord puts it: in a label, or in a row as it was before labels. */
function inputIn(components: unknown): string {
  if (!Array.isArray(components)) return ''
  for (const one of components as readonly Readonly<Record<string, unknown>>[]) {
    if (one['custom_id'] === INPUT && typeof one['value'] === 'string') return one['value']
    const inner = inputIn(one['components'] ?? (one['component'] === undefined ? [] : [one['component']]))
    if (inner !== '') return inner
  }
  return ''
}
