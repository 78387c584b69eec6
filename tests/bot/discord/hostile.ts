import { cardOf } from '../../../src/bot/card.ts'
import type { Outgoing } from '../../../src/bot/delivery/outgoing.ts'
import { questionCard } from '../../../src/bot/question-card.ts'
import type { Reply } from '../../../src/bot/reply.ts'
import { visible } from '../../../src/bot/visible.ts'
import { approval, passed, RUN, START } from '../../helpers/story.ts'

const LONG = 100_000

export const HOSTILE: Readonly<Record<string, string>> = {
  'a hundred thousand letters': 'x'.repeat(LONG),
  'nothing but what is escaped': '*'.repeat(LONG),
  'words without end': 'word '.repeat(LONG / 5),
  'control characters': '\u0000\u0007\u001b[31mred\u001b[0m\u0085\u009b'.repeat(500),
  emoji: '👩‍👩‍👧‍👦🏳️‍🌈'.repeat(LONG / 20),
  'half an emoji': `${'\ud83d'.repeat(200)}${'\udc69'.repeat(200)}`,
  'right to left': '\u202eevil\u202c \u2066x\u2069 שלום'.repeat(1_000),
  'code fences': '```\n````\n~~~\n`'.repeat(2_000),
  mentions:
    '@everyone @here <@123456789012345678> <@&1> <#1> <:x:1> <a:x:1> </x:1> <t:1:R> <id:home> :smile: '.repeat(
      50,
    ),
  links: '[your bank](https://evil.example) https://evil.example <https://evil.example> ||hidden|| '.repeat(
    50,
  ),
  headings: '# big\n-# small\n> quote\n- item\n1. item\n'.repeat(500),
  lines: 'a\n'.repeat(LONG / 2),
  backslashes: '\\'.repeat(5_000),
  nothing: '',
  blanks: ' \n\t ',
}

/** Every kind of message with this text wherever text can stand. */
export function messagesOf(raw: string): Outgoing[] {
  const text = visible(raw)
  const many = Array.from({ length: 200 }, () => text)
  const told = passed()
  const base = cardOf(told.view(), { locale: 'en', now: told.now(), timeZone: 'UTC' })
  const card = {
    ...base,
    title: text,
    status: text,
    request: text,
    now: text,
    verdict: text,
    reasons: many,
    tried: many,
    hints: many,
    notes: many,
    report: text,
    askedBy: text,
    steps: base.steps.map((step) => ({ ...step, title: text, why: text })),
    criteria: base.criteria.map((one) => ({ ...one, statement: text, figure: text, why: text })),
    actions: base.actions.map((action) => ({ ...action, label: text })),
  }
  const asked = questionCard(approval(RUN, START), { locale: 'en', now: START, timeZone: 'UTC' })
  const question = {
    ...asked,
    title: text,
    command: text,
    warning: text,
    where: text,
    why: text,
    touches: text,
    undo: text,
    dryRun: { command: text, output: text, note: text },
    choices: [...asked.choices, { id: 'other', label: text }, { id: 'x'.repeat(200), label: 'far too long' }],
  }
  const file = { name: `../${text.slice(0, 300)}.txt`, bytes: new TextEncoder().encode('x') }
  const replies: Reply[] = [
    { kind: 'text', ok: true, text },
    { kind: 'text', ok: false, text },
    { kind: 'run', runId: RUN, afterSeq: 0, text },
    { kind: 'card', card },
    {
      kind: 'questions',
      questions: Array.from({ length: 20 }, (_, index) => ({ ...question, id: `q${index}` })),
    },
    {
      kind: 'sections',
      intro: many,
      sections: Array.from({ length: 14 }, () => ({
        title: text,
        rows: many.slice(0, 8).map((left) => ({ left, right: text })),
      })),
    },
    { kind: 'outputs', outputs: many.slice(0, 20).map((title) => ({ title, text })) },
    { kind: 'files', text, files: Array.from({ length: 12 }, () => file) },
  ]
  return [
    { kind: 'card', card },
    { kind: 'question', question, mention: ['123456789012345678'] },
    { kind: 'question', question: { ...question, kind: 'choice' } },
    { kind: 'question', question: { ...question, status: 'answered', outcome: text, chosen: 'deny' } },
    {
      kind: 'phase',
      note: {
        runId: RUN,
        locale: 'fr',
        attempt: 1,
        phase: base.stepper[0] as (typeof base.stepper)[0],
        heading: text,
        lines: many,
      },
    },
    { kind: 'notice', locale: 'en', text },
    { kind: 'report', locale: 'en', title: text, markdown: raw, files: [] },
    {
      kind: 'report',
      locale: 'en',
      title: text,
      markdown: raw,
      files: Array.from({ length: 12 }, () => file),
    },
    {
      kind: 'report',
      locale: 'fr',
      title: text,
      markdown: `- ${raw}\n\n> ${raw}\n\n| a | b |\n|-|-|\n| ${raw} | x |\n\n# ${raw}`,
      files: [],
    },
    ...replies.map((reply): Outgoing => ({ kind: 'reply', locale: 'en', reply })),
    { kind: 'welcome', locale: 'en', text, examples: many },
  ]
}
