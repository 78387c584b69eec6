import { expect, test } from 'vitest'
import { questionCard } from '../../src/bot/question-card.ts'
import type { Question } from '../../src/domain/question.ts'
import { ALICE, approval, RUN, START } from '../helpers/story.ts'

const card = (more: Partial<Question>, locale: 'en' | 'fr' = 'en') =>
  questionCard(approval(RUN, START, more), { locale, now: START, timeZone: 'UTC' })
const answer = (option: string, reason?: string) =>
  ({ option, by: ALICE, at: START + 300_000, ...(reason === undefined ? {} : { reason }) }) as const

test('who answered what and when', () => {
  expect(card({}).outcome).toBeUndefined()
  expect(card({ status: 'answered', answer: answer('approve') }).outcome).toBe('Approved by alice at 14:05')
  expect(card({ status: 'answered', answer: answer('deny', 'not now') }, 'fr').outcome).toBe(
    'Refusé par alice à 14:05\u00a0: not now',
  )
  expect(card({ status: 'answered', answer: answer('deny') }).outcome).toBe('Denied by alice at 14:05')
  expect(card({ status: 'expired' }).outcome).toBe('Nobody answered by 14:30; that counts as no.')
})

test('an unknown outcome asks without saying the command twice', () => {
  const unknown: Partial<Question> = {
    kind: 'unknown_outcome',
    title: { key: 'question.unknown.title' },
    body: 'systemctl restart nginx',
    why: { key: 'engine.unknown_outcome', params: { command: 'systemctl restart nginx' } },
    options: [
      { id: 'done', label: { key: 'option.done' } },
      { id: 'run_again', label: { key: 'option.run_again' } },
    ],
  }
  expect(card({ ...unknown, status: 'answered', answer: answer('run_again') })).toMatchObject({
    title: 'Did this take effect?',
    command: 'systemctl restart nginx',
    why: 'Autohome was interrupted while this ran, so I do not know whether it took effect (rule docker.prune)',
    outcome: 'alice chose “Run it again” at 14:05',
  })
  expect(card({ ...unknown, status: 'answered', answer: answer('gone') }, 'fr').outcome).toBe(
    'alice a choisi «\u00a0gone\u00a0» à 14:05',
  )
})

test('the environment that would be added is among the details', () => {
  const subject = approval(RUN, START).subject
  if (!subject) throw new Error('an approval has a subject')
  const { details } = card({ subject: { ...subject, env: { LANG: 'C', X: 'a\u202eb' } } }, 'fr')
  expect(details).toContainEqual({ label: 'Environnement', value: 'LANG=C X=a\\u{202e}b' })
})
