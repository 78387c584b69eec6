import { describe, expect, test } from 'vitest'
import { samples } from '../../../cards/samples.ts'
import { cardOf } from '../../../src/bot/card.ts'
import type { Outgoing } from '../../../src/bot/delivery/outgoing.ts'
import { questionCard } from '../../../src/bot/question-card.ts'
import type { Reply } from '../../../src/bot/reply.ts'
import { answerForm, askForm } from '../../../src/bot/slack/forms.ts'
import { renderSlack } from '../../../src/bot/slack/render.ts'
import { visible } from '../../../src/bot/visible.ts'
import { valuesOf, wrongWithBlocks, wrongWithView } from '../../helpers/slack-server/block-kit.ts'
import { buttonsOf } from '../../helpers/slack-server/people.ts'
import { approval, passed, RUN, START } from '../../helpers/story.ts'

const LOCALES = ['en', 'fr'] as const

/** chat.update takes 4,000 characters of text. */
function expectValid(message: Outgoing) {
  const rendered = renderSlack(message)
  expect(wrongWithBlocks(rendered.blocks)).toEqual([])
  expect(rendered.blocks.length).toBeGreaterThan(0)
  expect(rendered.text.trim()).not.toBe('')
  expect(rendered.text.length).toBeLessThanOrEqual(4_000)
  return rendered
}

describe('every kind of message', () => {
  for (const locale of LOCALES)
    test.each(samples(locale).map(({ name, message }) => [name, message] as const))(
      `%s, ${locale}`,
      (_, message) => {
        const { text, blocks, files } = expectValid(message)
        expect({ text, blocks, files: files.map(({ name }) => name) }).toMatchSnapshot()
      },
    )
})

const LONG = 100_000
const HOSTILE: Readonly<Record<string, string>> = {
  'a hundred thousand letters': 'x'.repeat(LONG),
  'words without end': 'word '.repeat(LONG / 5),
  'control characters': '\u0000\u0007\u001b[31mred\u001b[0m\u0085\u009b'.repeat(500),
  emoji: '👩‍👩‍👧‍👦🏳️‍🌈'.repeat(LONG / 20),
  'half an emoji': `${'\ud83d'.repeat(200)}${'\udc69'.repeat(200)}`,
  'right to left': '\u202eevil\u202c \u2066x\u2069 שלום'.repeat(1_000),
  'code fences': '```\n````\n~~~\n`'.repeat(2_000),
  mentions: '<!channel> <!here> <@U012AB3CD> @everyone <#C1|x> <https://evil.example|your bank> '.repeat(100),
  entities: '&lt;!channel&gt; & < >'.repeat(2_000),
  lines: 'a\n'.repeat(LONG / 2),
  nothing: '',
  blanks: ' \n\t ',
}

/** Every kind of message with this text wherever text can stand. */
function messagesOf(raw: string): Outgoing[] {
  const text = visible(raw)
  const many = Array.from({ length: 300 }, () => text)
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
    askedBy: text,
    stepper: base.stepper,
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
    choices: [...asked.choices, { id: 'other', label: text }],
  }
  const replies: Reply[] = [
    { kind: 'text', ok: true, text },
    { kind: 'run', runId: RUN, afterSeq: 0, text },
    { kind: 'card', card },
    {
      kind: 'questions',
      questions: Array.from({ length: 20 }, (_, index) => ({ ...question, id: `q${index}` })),
    },
    {
      kind: 'sections',
      intro: many,
      sections: Array.from({ length: 40 }, () => ({
        title: text,
        rows: many.map((left) => ({ left, right: text })),
      })),
    },
    { kind: 'outputs', outputs: many.slice(0, 30).map((title) => ({ title, text })) },
    { kind: 'files', text, files: [] },
  ]
  return [
    { kind: 'card', card },
    { kind: 'question', question, mention: ['U012AB3CD', text] },
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
      locale: 'fr',
      title: text,
      markdown: `- ${raw}\n\n> ${raw}\n\n| a | b |\n|-|-|\n| ${raw} | x |\n\n# ${raw}`,
      files: [],
    },
    ...replies.map((reply): Outgoing => ({ kind: 'reply', locale: 'en', reply })),
    { kind: 'welcome', locale: 'en', text, examples: many },
  ]
}

describe('hostile text', () => {
  test.each(Object.entries(HOSTILE))('%s', (_, text) => {
    for (const message of messagesOf(text)) {
      const { text: shown, blocks } = expectValid(message)
      // What Slack reads as mrkdwn holds no mention and no link of its own.
      expect(shown).not.toMatch(/<[!@#h]/)
      for (const held of mrkdwnOf(blocks)) expect(held).not.toMatch(/<[!@#h]/)
    }
  })

  test('a command is whole, or cannot be approved here', () => {
    const asked = (command: string) => {
      const question = { ...questionCard(approval(RUN, START), { locale: 'en', now: START }), command }
      return renderSlack({ kind: 'question', question })
    }
    const fits = asked('x'.repeat(3_000))
    expect(JSON.stringify(fits.blocks)).toContain('x'.repeat(3_000))
    expect(buttonsOf({ blocks: fits.blocks as never }).map(({ text }) => text.text)).toEqual([
      'Approve',
      'Deny…',
    ])
    const tooLong = asked('x'.repeat(3_001))
    expect(JSON.stringify(tooLong.blocks)).not.toContain('xxx')
    expect(JSON.stringify(tooLong.blocks)).toContain('cannot be approved here')
    expect(buttonsOf({ blocks: tooLong.blocks as never }).map(({ text }) => text.text)).toEqual(['Deny…'])
  })

  test('a report that does not fit stands whole in a file beside it', () => {
    const markdown = 'line\n\n'.repeat(10_000)
    const { blocks, files } = expectValid({ kind: 'report', locale: 'en', title: 'x', markdown, files: [] })
    expect(files.map(({ name, bytes }) => [name, Buffer.from(bytes).toString()])).toEqual([
      ['report.md', markdown],
    ])
    expect(JSON.stringify(blocks.at(-1))).toContain('report.md')
  })
})

const mrkdwnOf = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(mrkdwnOf)
  if (value === null || typeof value !== 'object') return []
  const held = value as { readonly type?: unknown; readonly text?: unknown }
  if (held.type === 'mrkdwn' && typeof held.text === 'string') return [held.text]
  return Object.values(value).flatMap(mrkdwnOf)
}

describe('forms', () => {
  const question = (more: object = {}) => ({
    ...questionCard(approval(RUN, START), { locale: 'fr', now: START, timeZone: 'UTC' }),
    editable: 'docker image prune',
    always: 'rules:\n  - id: own.1\n',
    ...more,
  })

  test.each(['deny', 'edit', 'always'])('%s', (option) => {
    const view = answerForm(question(), option, '{}')
    expect(wrongWithView(view)).toEqual([])
    expect(view).toMatchSnapshot()
  })

  test('what a form cannot hold whole gets none', () => {
    expect(answerForm(question({ editable: 'x'.repeat(3_001) }), 'edit', '{}')).toBeUndefined()
    expect(answerForm(question({ always: 'x'.repeat(3_001) }), 'always', '{}')).toBeUndefined()
    expect(wrongWithView(answerForm(question({ command: 'x'.repeat(LONG) }), 'deny', '{}'))).toEqual([])
  })

  test.each(LOCALES)('the empty slash command, %s', (locale) => {
    const workflows = Array.from({ length: 150 }, (_, index) => ({
      name: `job-${index}`,
      title: 'x'.repeat(200),
      description: '',
      examples: [],
      source: 'shipped',
    }))
    const view = askForm(workflows as never, locale, '{}')
    expect(wrongWithView(view)).toEqual([])
    expect(valuesOf(view, 'value').filter((value) => value.startsWith('job-'))).toHaveLength(100)
    expect(wrongWithView(askForm([], locale, '{}'))).toEqual([])
  })
})
