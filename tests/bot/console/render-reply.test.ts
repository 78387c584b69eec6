import { expect, test } from 'vitest'
import { renderReply } from '../../../src/bot/console/render-reply.ts'
import { lineText } from '../../../src/bot/console/line.ts'
import type { Reply } from '../../../src/bot/reply.ts'
import { cardOf } from '../../../src/bot/card.ts'
import { questionCard } from '../../../src/bot/question-card.ts'
import { approval, passed, RUN, START } from '../../helpers/story.ts'

const text = (reply: Reply, width = 40) =>
  renderReply(reply, { width, prefix: '/orchestrate' }).map((parts) => lineText(parts))

test('words are wrapped', () =>
  expect(text({ kind: 'text', ok: true, text: 'one two three four five six seven eight' }, 20)).toEqual([
    'one two three four',
    'five six seven eight',
  ]))

test('two columns where they fit, one below the other where not', () => {
  const sections = [
    {
      title: 'Runs',
      rows: [{ left: 'a', right: 'first' }, { left: 'long one', right: 'x' }, { left: 'alone' }],
    },
  ]
  expect(text({ kind: 'sections', intro: ['Intro'], sections })).toEqual([
    'Intro',
    '',
    'Runs',
    '  a          first',
    '  long one   x',
    '  alone',
  ])
  expect(text({ kind: 'sections', intro: [], sections }, 14)).toEqual([
    '',
    'Runs',
    '  a',
    '      first',
    '  long one',
    '      x',
    '  alone',
  ])
})

test('outputs', () =>
  expect(text({ kind: 'outputs', outputs: [{ title: 'df', text: 'a\nb' }] })).toEqual([
    '',
    'df',
    '  a',
    '  b',
  ]))

test('questions say how to answer them, a card is itself, a run brings its own', () => {
  const options = { locale: 'en', now: START } as const
  const questions = [questionCard(approval(RUN, START), options)]
  expect(text({ kind: 'questions', questions }).at(-1)).toBe('/orchestrate approve k7m2p9qx')
  expect(text({ kind: 'card', card: cardOf(passed().view(), options) }, 79)[0]).toMatch(/^✅/)
  expect(text({ kind: 'run', runId: RUN, afterSeq: 0, text: '' })).toEqual([])
})
