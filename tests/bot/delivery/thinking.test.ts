import { expect, test } from 'vitest'
import { planned, RUN } from '../../helpers/story.ts'
import { toldHouse } from './told-house.ts'

const SECOND = 1_000
const lives = (chunk: string, callKey = '1/plan/model') =>
  ({ type: 'live.output', runId: RUN, callKey, chunk }) as const

test('a card tells what a model does, at its own pace, until the model has answered', async () => {
  const house = await toldHouse()
  const told = planned()
  house.tell(RUN, ...told.events)
  await house.pass(10 * SECOND)
  const before = house.remote.requests.length
  for (let s = 0; s < 60; s++) {
    house.tell(RUN, lives(`big:70b loads or thinks, ${s} s\n`), lives('secret output', '1/execute/prune'))
    await house.pass(SECOND)
  }
  // Each second something new is told, and three times a minute a card is edited, as without it.
  expect(house.remote.requests.length - before).toBeLessThanOrEqual(3)
  const shown = house.remote.cards().at(-1)?.card.now
  expect(shown).toMatch(/ · big:70b loads or thinks, [345]\d s$/)

  told.add({ type: 'turn.answered', key: '1/execute/1', answer: {} })
  house.tell(RUN, ...told.events.slice(-1))
  await house.pass(10 * SECOND)
  expect(house.remote.cards().at(-1)?.card.now).not.toContain('big:70b')
})

test('a surface that comes back listens to a run that is under way', async () => {
  const house = await toldHouse()
  house.tell(RUN, ...planned().events)
  await house.pass(10 * SECOND)
  await house.restart()
  house.tell(RUN, lives('qwen: pulling 40 %\n'))
  await house.pass(30 * SECOND)
  expect(house.remote.cards().at(-1)?.card.now).toContain('qwen: pulling 40 %')
})
