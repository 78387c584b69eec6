import { setImmediate as turn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createPace } from '../../src/store/pace.ts'

const endOfTick = () => new Promise<void>((resolve) => process.nextTick(resolve))

it('commits once for all who ask in a tick', async () => {
  let commits = 0
  const schedule = createPace(() => commits++)
  schedule(0)
  schedule(0)
  expect(commits).toBe(0)
  await turn()
  expect(commits).toBe(1)
})

it('stays in the tick while commits are quick, and turns the loop when they are slow', async () => {
  let commits = 0
  const schedule = createPace(() => commits++)
  schedule(0)
  await turn()
  schedule(1)
  await endOfTick()
  expect(commits).toBe(2)
  schedule(50)
  await endOfTick()
  expect(commits).toBe(2)
  await turn()
  expect(commits).toBe(3)
})

it('starves nobody, even where time stands still and every commit asks for the next', async () => {
  let commits = 0
  const schedule = createPace(() => {
    commits++
    if (commits < 10_000) schedule(0)
  })
  schedule(0)
  await turn()
  expect(commits).toBeGreaterThan(0)
  expect(commits).toBeLessThan(200)
  while (commits < 10_000) await turn()
})
