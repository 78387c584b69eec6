import type { types } from '@slack/bolt'
import type { WorkflowInfo } from '../../domain/agent.ts'
import type { Locale } from '../../domain/text.ts'
import { word } from '../../i18n/say.ts'
import { REQUESTS } from '../commands/help.ts'
import type { QuestionCard } from '../question-card.ts'
import { clip, oneLine } from '../visible.ts'
import { LIMITS, plain, preformatted, rich, said, type SlackBlock } from './kit.ts'

/** Names that come back with a form that was sent. */
export const FORM = { answer: 'ah:form:answer', ask: 'ah:form:ask' } as const

/** Each input of a form: its block and its action have the same name. */
export const INPUT = {
  reason: 'reason',
  command: 'command',
  text: 'text',
  job: 'job',
  example: 'example',
  look: 'look',
} as const

/** Requests without parameters that the empty slash command offers. */
export const LOOKS = ['status', 'runs', 'approvals', 'workflows', 'help'] as const
export type Look = (typeof LOOKS)[number]

/** Of one answer that needs words or a second look: `edit`, `deny`, `always`. undefined: it is too long for a form. */
export function answerForm(
  question: QuestionCard,
  option: string,
  metadata: string,
): types.ModalView | undefined {
  const { locale, command, editable, always } = question
  const frame = (name: 'deny' | 'edit' | 'always', blocks: readonly SlackBlock[]): types.ModalView => ({
    ...modal(FORM.answer, word(`slack.modal.${name}`, locale), locale, metadata),
    submit: plain(
      word(name === 'deny' ? 'slack.modal.deny' : `slack.modal.${name}.submit`, locale),
      LIMITS.viewTitle,
    ),
    blocks: [...blocks],
  })
  if (option === 'deny')
    return frame('deny', [
      ...(command === '' ? [] : [rich(preformatted(clip(command, 1_000)))]),
      textInput(INPUT.reason, word('slack.modal.deny.reason', locale), { max: 500, optional: true }),
    ])
  if (option === 'edit') {
    if (editable === undefined || editable.length > LIMITS.inputLength) return undefined
    const hint = word('slack.modal.edit.hint', locale)
    return frame('edit', [
      textInput(INPUT.command, word('slack.modal.edit.label', locale), { initial: editable, hint }),
    ])
  }
  if (always === undefined || always.length > LIMITS.sectionText) return undefined
  return frame('always', [said(word('slack.modal.always.text', locale)), rich(preformatted(always))])
}

/** What `/orchestrate` alone opens: words of one's own, the jobs that are written down, examples, things to look at. */
export function askForm(
  workflows: readonly WorkflowInfo[],
  locale: Locale,
  metadata: string,
): types.ModalView {
  const jobs = workflows.filter(({ broken }) => broken === undefined || broken.length === 0)
  return {
    ...modal(FORM.ask, word('slack.modal.ask', locale), locale, metadata),
    submit: plain(word('slack.modal.ask.submit', locale), LIMITS.viewTitle),
    blocks: [
      textInput(INPUT.text, word('slack.modal.ask.text', locale), {
        optional: true,
        placeholder: word('slack.modal.ask.placeholder', locale),
      }),
      ...choice(
        INPUT.job,
        word('slack.modal.ask.job', locale),
        locale,
        jobs.map(({ name, title }) => [name, oneLine(title)]),
      ),
      ...choice(
        INPUT.example,
        word('slack.modal.ask.example', locale),
        locale,
        REQUESTS.map((text, index) => [String(index), text]),
      ),
      ...choice(
        INPUT.look,
        word('slack.modal.ask.look', locale),
        locale,
        LOOKS.map((look) => [look, word(`help.${look}`, locale)]),
      ),
    ],
  }
}

const modal = (callback: string, title: string, locale: Locale, metadata: string) =>
  ({
    type: 'modal',
    callback_id: callback,
    private_metadata: metadata,
    title: plain(title, LIMITS.viewTitle),
    close: plain(word('slack.modal.back', locale), LIMITS.viewTitle),
  }) as const

interface TextLook {
  readonly initial?: string
  readonly hint?: string
  readonly placeholder?: string
  readonly max?: number
  readonly optional?: boolean
}

const textInput = (name: string, label: string, look: TextLook): SlackBlock => ({
  type: 'input',
  block_id: name,
  label: plain(label, 2_000),
  optional: look.optional === true,
  ...(look.hint === undefined ? {} : { hint: plain(look.hint, 2_000) }),
  element: {
    type: 'plain_text_input',
    action_id: name,
    multiline: true,
    max_length: look.max ?? LIMITS.inputLength,
    ...(look.initial === undefined ? {} : { initial_value: look.initial }),
    ...(look.placeholder === undefined ? {} : { placeholder: plain(look.placeholder, 150) }),
  },
})

/** Nothing where there is nothing to choose. */
function choice(
  name: string,
  label: string,
  locale: Locale,
  options: readonly (readonly [value: string, text: string])[],
): SlackBlock[] {
  const shown = options
    .filter(([value]) => value.length <= 150)
    .slice(0, LIMITS.options)
    .map(([value, text]) => ({ value, text: plain(text, LIMITS.optionText) }))
  if (shown.length === 0) return []
  return [
    {
      type: 'input',
      block_id: name,
      optional: true,
      label: plain(label, 2_000),
      element: {
        type: 'static_select',
        action_id: name,
        placeholder: plain(word('slack.modal.ask.choose', locale), 150),
        options: shown,
      },
    },
  ]
}
