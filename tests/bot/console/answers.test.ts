import { expect, test } from 'vitest'
import { createAsker } from '../../../src/bot/console/asker.ts'
import type { Prompt } from '../../../src/bot/console/display.ts'
import type { Line } from '../../../src/bot/console/line.ts'
import { questionCard } from '../../../src/bot/question-card.ts'
import { UserError } from '../../../src/domain/errors.ts'
import type { Question } from '../../../src/domain/question.ts'
import { manualClock, settle } from '../../helpers/clock.ts'
import { ALICE, approval, RUN, START } from '../../helpers/story.ts'

const RULE = { id: 'owner.always-1', ruleText: 'id: owner.always-1\ncommands: [ "docker restart web" ]\n' }
const options = ['approve', 'always', 'edit', 'deny'].map((id) => ({ id, label: { key: `option.${id}` } }))
const textOf = (lines: readonly Line[]) =>
  lines.map((parts) => parts.map(({ text }) => text).join('')).join('\n')

function bench(more: Partial<Question> = {}, refuse?: UserError) {
  const answers: unknown[][] = []
  const printed: string[] = []
  let prompt: Prompt | undefined
  const clock = manualClock(START)
  const asker = createAsker({
    engine: {
      answer: async (...given) => {
        answers.push(given)
        if (refuse && answers.length === 1) throw refuse
        return approval(RUN, START)
      },
    },
    actor: ALICE,
    clock,
    locale: () => 'en',
    columns: () => 80,
    show: (next) => {
      prompt = next
    },
    print: (lines) => printed.push(textOf(lines)),
    onError: (error) => {
      throw error
    },
  })
  const question = approval(RUN, START, { body: 'docker restart web', options, always: RULE, ...more })
  asker.open(questionCard(question, { locale: 'en', now: START, timeZone: 'UTC' }))
  const key = (name: string, text = name) => asker.key({ name, text, ctrl: false, meta: false })
  const type = (text: string) => {
    for (const one of text) key(one)
  }
  return { asker, answers, printed, key, type, prompt: () => textOf(prompt?.lines ?? []), clock }
}

test('always shows the rule first, and only another key writes it', async () => {
  const { key, answers, prompt, asker } = bench()
  expect(prompt()).toBe('[a] approve   [l] always…   [e] edit…   [d] deny…   [v] show everything')
  key('l')
  expect(prompt()).toContain('commands: [ "docker restart web" ]')
  expect(asker.typing()).toBe(true)
  key('l')
  key('a')
  key('escape', '')
  expect(prompt()).toContain('[a] approve')
  key('l')
  key('w')
  await settle()
  expect(answers).toEqual([['k7m2p9qx', 'always', ALICE, undefined]])
})

test('a command is edited in its place, and what was typed is what is answered', async () => {
  const { key, type, answers, prompt } = bench()
  key('e')
  expect(prompt()).toContain('Run instead: docker restart web')
  type('-2')
  key('left', '')
  key('escape', '')
  key('e')
  type(' db')
  key('return', '')
  await settle()
  expect(answers).toEqual([['k7m2p9qx', 'edit', ALICE, undefined, 'docker restart web db']])
})

test('an answer that policy refuses is told, and the question is asked again', async () => {
  const refusal = new UserError('not_allowed', 'Policy denies the edited command.')
  const { key, printed, answers, prompt } = bench({}, refusal)
  key('e')
  key('return', '')
  await settle()
  expect(printed.join('\n')).toContain('Policy denies the edited command.')
  expect(prompt()).toContain('[a] approve')
  key('a')
  await settle()
  expect(answers.map(([, option]) => option)).toEqual(['edit', 'approve'])
})

test('a command that does not look as it is, is not edited here', () => {
  for (const body of ['rm a\nrm b', 'rm a\u202eb']) {
    const { key, prompt } = bench({ body })
    expect(prompt()).not.toContain('[e]')
    key('e')
    expect(prompt()).not.toContain('Run instead')
  }
})

test('what was answered is told', () => {
  const told = (answer: Partial<NonNullable<Question['answer']>> & { option: string }) =>
    questionCard(approval(RUN, START, { status: 'answered', answer: { by: ALICE, at: START, ...answer } }), {
      locale: 'en',
      now: START,
      timeZone: 'UTC',
    }).outcome
  expect(told({ option: 'always', rule: 'owner.always-1' })).toBe(
    'Approved by alice at 14:00, from now on unasked (rule owner.always-1)',
  )
  expect(told({ option: 'edit', command: 'ls\u202e' })).toBe(
    'Approved by alice at 14:00 with a command of their own: ls\\u{202e}',
  )
})
