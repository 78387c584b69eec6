import { expect, test } from 'vitest'
import { questionCard } from '../../src/bot/question-card.ts'
import { questionInRoom } from '../../src/bot/question-room.ts'
import { approval, RUN, START } from '../helpers/story.ts'

const options = ['approve', 'always', 'edit', 'deny'].map((id) => ({ id, label: id }))
const card = (body: string) =>
  questionCard(approval(RUN, START, { body, options }), { locale: 'en', now: START, timeZone: 'UTC' })

test('a command that fits is asked about as it is', () => {
  expect(questionInRoom(card('ls'), 2)).toEqual(card('ls'))
})

test('one that cannot be shown whole can only be denied there', () => {
  const shown = questionInRoom(card('rm -f a'), 6)
  expect(shown.command).toBe('')
  expect(shown.choices.map(({ id }) => id)).toEqual(['deny'])
  expect(shown.warning).toBe(
    'Too long to be shown whole here (7 characters), so it cannot be approved here: autohome questions, autohome approve k7m2p9qx',
  )
})

test('what would be written out counts as it is shown', () => {
  expect(questionInRoom(card('ls\u202e'), 3).command).toBe('')
})
