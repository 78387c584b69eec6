import { expect, it } from 'vitest'
import { openHouse, OWNER } from '../helpers/house.ts'
import { commandStep, workflowText } from '../helpers/workflow-text.ts'

const BOB = { surface: 'slack', id: 'U0BOB', name: 'bob' }
const owners = [
  {
    identities: [
      { surface: 'slack', id: 'U0ALICE' },
      { surface: 'discord', id: '42' },
    ],
  },
]

it('only owners answer, by what they are called on their surface; who asked is not enough', async () => {
  const house = await openHouse({
    workflows: { drop: workflowText('drop', { steps: commandStep('drop', 'rm -f a.txt') }) },
    settings: { owners },
  })
  const id = await house.begin('drop', { actor: BOB })
  const event = await house.seen(({ type }) => type === 'question.opened')
  if (event.type !== 'question.opened') throw new Error('unreachable')
  await house.seen(({ type }) => type === 'run.waiting')
  const strangers = [
    BOB,
    { surface: 'slack', id: '42' },
    { surface: 'discord', id: 'U0ALICE' },
    { surface: 'api', id: 'x' },
  ]
  for (const by of strangers) {
    await expect(house.engine.answer(event.question.id, 'approve', by)).rejects.toMatchObject({
      code: 'not_allowed',
    })
    await expect(house.engine.setAway(true, by)).rejects.toMatchObject({ code: 'not_allowed' })
    await expect(house.engine.revokeRule('owner.x', by)).rejects.toMatchObject({ code: 'not_allowed' })
  }
  expect(house.journal.question(event.question.id)?.status).toBe('open')
  await house.engine.answer(event.question.id, 'approve', { surface: 'discord', id: '42' })
  await house.idle()
  expect(house.journal.run(id)?.status).toBe('completed')
  await house.close()
})

it('who asked may say which job was meant', async () => {
  const job = (name: string, phrase: string) => workflowText(name, {}).replace(`${name} please`, phrase)
  const house = await openHouse({
    workflows: {
      'clean-logs': job('clean-logs', 'clean the old logs'),
      'clean-cache': job('clean-cache', 'clean the old cache'),
    },
  })
  const { runId } = await house.engine.submit({
    text: 'clean the old things',
    locale: 'en',
    actor: BOB,
    thread: 't',
  })
  const event = await house.seen(({ type }) => type === 'question.opened')
  if (event.type !== 'question.opened') throw new Error('unreachable')
  await expect(
    house.engine.answer(event.question.id, 'clean-cache', { surface: 'slack', id: 'U0EVE' }),
  ).rejects.toMatchObject({ code: 'not_allowed' })
  await house.engine.answer(event.question.id, 'clean-cache', BOB)
  await house.idle()
  expect(house.journal.run(runId)?.workflow).toBe('clean-cache')
  expect(OWNER.surface).toBe('console')
  await house.close()
})
